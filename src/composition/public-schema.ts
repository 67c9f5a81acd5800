import { getDirective, mapSchema, MapperKind, pruneSchema } from "@graphql-tools/utils";
import { GraphQLSchema, lexicographicSortSchema, specifiedDirectives } from "graphql";
import type { Contract } from "../registry/contract.ts";
import { ENTITY_KEYS } from "./entity-keys.ts";

/** What clients may see of a composed schema: without what is inaccessible, what only it needed, and our directives. */
export function createPublicSchema(schema: GraphQLSchema, contracts: readonly Contract[]): GraphQLSchema {
  const inaccessible = new Set(contracts.flatMap((contract) => [...readInaccessible(contract.schema)]));
  const visible = mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (_field, fieldName, typeName) => {
      const coordinate = `${typeName}.${fieldName}`;
      const hidden =
        inaccessible.has(coordinate) || coordinate.startsWith(`Query.${ENTITY_KEYS}`) || isFederation(coordinate);
      return hidden ? null : undefined;
    },
  });
  const config = pruneSchema(visible).toConfig();
  return lexicographicSortSchema(new GraphQLSchema({ ...config, directives: specifiedDirectives, extensions: {} }));
}

/** The root fields by which Apollo Federation's gateways ask a service: never a client's. */
function isFederation(coordinate: string): boolean {
  return coordinate === "Query._entities" || coordinate === "Query._service";
}

function readInaccessible(schema: GraphQLSchema): Set<string> {
  const coordinates = new Set<string>();
  // A contract may name its root types as it likes: in the graph they have the usual names.
  const rootNames = new Map([
    [schema.getQueryType()?.name, "Query"],
    [schema.getMutationType()?.name, "Mutation"],
    [schema.getSubscriptionType()?.name, "Subscription"],
  ]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!("getFields" in type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (getDirective(schema, field as never, "inaccessible") === undefined) continue;
      coordinates.add(`${rootNames.get(type.name) ?? type.name}.${field.name}`);
    }
  }
  return coordinates;
}
