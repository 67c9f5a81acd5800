/**
 * A list join that failed is empty, and an item that failed is left out. To graphql-js a failed item of `[Product!]!`
 * would take the whole aggregate with it: so the lists are nullable where they are executed, and strict where clients
 * see them.
 */
import { mapSchema, MapperKind } from "@graphql-tools/utils";
import {
  getNullableType,
  GraphQLList,
  GraphQLNonNull,
  isListType,
  visit,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type TypeNode,
} from "graphql";
import type { Aggregate } from "../aggregates/aggregate.ts";

/** The gateway's contract with the lists of aggregates nullable. */
export function relaxAggregateLists(contract: DocumentNode, aggregates: readonly Aggregate[]): DocumentNode {
  const types = new Set(aggregates.map(({ type }) => type));
  return visit(contract, {
    ObjectTypeDefinition: (type) => (types.has(type.name.value) ? undefined : false),
    ObjectTypeExtension: (type) => (types.has(type.name.value) ? undefined : false),
    FieldDefinition: (field) => (isListNode(field.type) ? { ...field, type: withoutNonNull(field.type) } : false),
  });
}

/** The composed schema with the lists of aggregates as the gateway's contract has them. */
export function tightenAggregateLists(
  schema: GraphQLSchema,
  contract: DocumentNode,
  aggregates: readonly Aggregate[],
): GraphQLSchema {
  const types = new Set(aggregates.map(({ type }) => type));
  const nodes = new Map<string, TypeNode>();
  for (const definition of contract.definitions) {
    if (definition.kind !== "ObjectTypeDefinition" && definition.kind !== "ObjectTypeExtension") continue;
    if (!types.has(definition.name.value)) continue;
    for (const field of definition.fields ?? []) nodes.set(`${definition.name.value}.${field.name.value}`, field.type);
  }
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, fieldName, typeName) => {
      const node = nodes.get(`${typeName}.${fieldName}`);
      return node === undefined ? undefined : { ...field, type: withNonNull(field.type, node) };
    },
  });
}

function isListNode(type: TypeNode): boolean {
  return type.kind === "ListType" || (type.kind === "NonNullType" && type.type.kind === "ListType");
}

/** The list and its items nullable: an item that fails is left out whole, whatever it holds. */
function withoutNonNull(type: TypeNode): TypeNode {
  const list = type.kind === "NonNullType" ? type.type : type;
  if (list.kind !== "ListType") return list;
  return { ...list, type: list.type.kind === "NonNullType" ? list.type.type : list.type };
}

function withNonNull(type: GraphQLOutputType, node: TypeNode): GraphQLOutputType {
  const nullable = getNullableType(type);
  if (node.kind === "NonNullType") return new GraphQLNonNull(getNullableType(withNonNull(nullable, node.type)));
  if (node.kind === "ListType" && isListType(nullable)) return new GraphQLList(withNonNull(nullable.ofType, node.type));
  return nullable;
}
