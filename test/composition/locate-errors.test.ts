import { makeExecutableSchema } from "@graphql-tools/schema";
import { mergeDeep, relocatedError } from "@graphql-tools/utils";
import { execute, GraphQLScalarType, parse } from "graphql";
import { expect, it } from "vitest";
import { locateErrors } from "../../src/composition/locate-errors.ts";
import { rootCauses, ServiceError } from "../../src/errors.ts";
import { noteFailure } from "../../src/registry/failures.ts";
import { createContext } from "../engines/differential-graph.ts";

const AnyValue = new GraphQLScalarType({ name: "AnyValue" });

it("knows a failure again of which the library merged two copies, as it merges values that two calls gave", async () => {
  const failure = new ServiceError("SERVICE_ERROR", "paint");
  const copy = () => relocatedError(failure, ["colour"]);
  const merged: unknown = mergeDeep([copy(), copy()], undefined, true, true);
  expect(merged).not.toBeInstanceOf(Error);
  const likeAnError = { message: "Mine.", extensions: { code: "SERVICE_ERROR", service: "paint" } };
  const schema = makeExecutableSchema({
    typeDefs: "scalar AnyValue type Query { colour: AnyValue colours: [AnyValue] own: AnyValue }",
    resolvers: { AnyValue, Query: { colour: () => merged, colours: () => ["red", merged], own: () => likeAnError } },
  });
  const contextValue = createContext();
  noteFailure(contextValue, failure, []);
  const document = parse("{ colour colours own }");
  const { data, errors = [] } = await execute({ schema: locateErrors(schema), document, contextValue });
  expect(data).toEqual({ colour: null, colours: ["red", null], own: likeAnError });
  expect(errors.map(({ path }) => path)).toEqual([["colour"], ["colours", 1]]);
  for (const error of errors) expect(rootCauses(error)).toEqual([failure]);
});
