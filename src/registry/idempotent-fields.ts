import { isObjectType, Kind, type DocumentNode } from "graphql";
import type { Contract } from "./contract.ts";

/** The mutations that a contract calls idempotent, by name. */
export function readIdempotentFields({ schema }: Contract): ReadonlySet<string> {
  const type = schema.getMutationType();
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return new Set(
    fields
      .filter(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === "idempotent"))
      .map(({ name }) => name),
  );
}

/** Whether every root field of a mutation is among them. */
export function isIdempotent({ definitions }: DocumentNode, fields: ReadonlySet<string>): boolean {
  if (fields.size === 0) return false;
  return definitions.every(
    (definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION ||
      definition.selectionSet.selections.every(
        (selection) => selection.kind === Kind.FIELD && fields.has(selection.name.value),
      ),
  );
}
