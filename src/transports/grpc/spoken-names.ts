import { isObjectType, type GraphQLSchema } from "graphql";
import { readPlace } from "../mapping/mapping-directives.ts";
import type { GrpcMapping } from "./grpc-mapping.ts";

/** The names of all fields of messages that a contract speaks of: what has another name need not be read. */
export function spokenNames(schema: GraphQLSchema, mappings: Iterable<GrpcMapping>): ReadonlySet<string> {
  const places = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => readPlace(field, field.name)));
  for (const { result, keys } of mappings) places.push(result, keys?.matchBy ?? []);
  return new Set(places.flat().flatMap((step) => (step.kind === "property" ? [step.name] : [])));
}
