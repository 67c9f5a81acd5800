import { readFileSync } from "node:fs";
import { makeExecutableSchema } from "@graphql-tools/schema";
import type { IResolvers } from "@graphql-tools/utils";
import type { GraphQLSchema } from "graphql";
import type { ServiceContext } from "./viewer.ts";

/** Makes a service's schema: exactly its contract in `schema/`, answered by these resolvers. */
export function createContractSchema(name: string, resolvers: IResolvers<unknown, ServiceContext>): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: [readText("src/directives/contract.graphql"), readText(`schema/${name}.graphql`)],
    resolvers,
  });
}

function readText(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
}
