/** The entries through which the gateway gets to what a service knows of an object that another service gave. */
import type { ConstDirectiveNode, FieldDefinitionNode } from "graphql";
import { hasPath, objectTypesOf, type DescribedContract, type DescribedType } from "./described-contract.ts";
import { directiveOf, textOf } from "./directive-values.ts";
import { parseSelection, selectionPaths } from "./selection.ts";
import { namedTypeOf } from "./type-nodes.ts";

/** A root field with `@merge`, for one of the types that it gives. */
export interface Lookup {
  readonly service: string;
  readonly rootField: string;
  readonly type: string;
  /**
   * The paths of the fields by which it finds objects. Nothing where they cannot be read: that is told by the rules for
   * lookups, and all others take it that the lookup can be reached.
   */
  readonly key: readonly string[] | undefined;
}

export function readLookups(contract: DescribedContract): readonly Lookup[] {
  const { service } = contract;
  if (service === undefined) return [];
  return lookupFieldsOf(contract).flatMap(({ field, merge }) =>
    objectTypesOf(contract, namedTypeOf(field.type)).map((type) => ({
      service,
      rootField: field.name.value,
      type,
      key: readKey(contract, type, merge),
    })),
  );
}

/** The root fields of `Query` with `@merge`. */
export function lookupFieldsOf(
  contract: DescribedContract,
): readonly { field: FieldDefinitionNode; merge: ConstDirectiveNode }[] {
  return [...(contract.types.get("Query")?.fields.values() ?? [])].flatMap((field) => {
    const merge = directiveOf(field, "merge");
    return merge === undefined ? [] : [{ field, merge }];
  });
}

/** The paths of `@key(selectionSet:)`. Nothing where there is none, or where it cannot be parsed. */
export function readKeySelection(type: DescribedType | undefined): readonly string[] | undefined {
  const text = type?.nodes.flatMap((node) => {
    const key = directiveOf(node, "key");
    return key === undefined ? [] : [textOf(key, "selectionSet") ?? ""];
  })[0];
  const selection = text === undefined ? "" : parseSelection(text);
  return typeof selection === "string" ? undefined : selectionPaths(selection);
}

function readKey(contract: DescribedContract, type: string, merge: ConstDirectiveNode): readonly string[] | undefined {
  const keyField = textOf(merge, "keyField");
  const paths = [...(readKeySelection(contract.types.get(type)) ?? []), ...(keyField === undefined ? [] : [keyField])];
  return paths.length > 0 && paths.every((path) => hasPath(contract, type, path)) ? paths : undefined;
}
