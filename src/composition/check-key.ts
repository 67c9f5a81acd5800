import type { MergedTypeConfig } from "@graphql-tools/delegate";
import { parseSelectionSet } from "@graphql-tools/utils";
import { Kind, type SelectionSetNode } from "graphql";
import { EntityMissing } from "../errors.ts";

type Entry = Pick<MergedTypeConfig, "key" | "args" | "selectionSet">;

/**
 * Lets a lookup be asked only with a key: not with an error in the place of the key, or of what is handed over with it, and
 * not with a key of which a field is null. An object without the key is one that the service does not have.
 */
export function checkKey(entry: Entry): void {
  const { key: readKey, args: readArguments } = entry;
  const selection =
    entry.selectionSet === undefined ? undefined : parseSelectionSet(entry.selectionSet, { noLocation: true });
  const checked = <Given>(object: unknown, read: (object: unknown) => Given): Given => {
    const given = read(object);
    const error = findError(given);
    if (error !== undefined) throw error;
    if (selection !== undefined && !isWhole(object, selection)) throw new EntityMissing();
    return given;
  };
  if (readKey !== undefined) entry.key = (object) => checked(object, readKey);
  if (readArguments !== undefined) entry.args = (object) => checked(object, readArguments);
}

/** Whether nothing that a selection names is null. */
function isWhole(value: unknown, { selections }: SelectionSetNode): boolean {
  if (Array.isArray(value)) return value.every((item) => isWhole(item, { kind: Kind.SELECTION_SET, selections }));
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true;
    const inner = (value as Record<string, unknown>)[selection.name.value] ?? null;
    return inner !== null && (selection.selectionSet === undefined || isWhole(inner, selection.selectionSet));
  });
}

function findError(value: unknown): Error | undefined {
  if (value instanceof Error) return value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const part of Object.values(value)) {
    const error = findError(part);
    if (error !== undefined) return error;
  }
  return undefined;
}
