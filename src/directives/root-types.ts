import { Kind, type DocumentNode } from "graphql";

/**
 * The usual names (`Query`, `Mutation`, `Subscription`) of a contract's root types, by the names that it gives them
 * itself. Without a `schema` definition it calls them as they are called, and the map is empty.
 */
export function readRootTypes(document: DocumentNode | undefined): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const node of document?.definitions ?? []) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of node.operationTypes ?? []) {
      roots.set(type.name.value, `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`);
    }
  }
  return roots;
}
