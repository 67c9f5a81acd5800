import type { MergedTypeConfig } from "@graphql-tools/delegate";
import { parseSelectionSet } from "@graphql-tools/utils";
import { Kind, type SelectionSetNode } from "graphql";
import { EntityMissing, rootCauses } from "../errors.ts";
import { failureCopyIn } from "./failure-copy.ts";

type Entry = Pick<MergedTypeConfig, "key" | "args" | "selectionSet">;

/**
 * Lets a lookup be asked only with a key: not with an error in the place of the key, or of what is handed over with it, and
 * not with a key of which a field is null. An object without the key is one that the service does not have.
 */
export function checkKey(entry: Entry): void {
  const { key: readKey, args: readArguments } = entry;
  const selection =
    entry.selectionSet === undefined ? undefined : parseSelectionSet(entry.selectionSet, { noLocation: true });
  const check = (object: unknown) => {
    if (selection !== undefined && !isWhole(object, selection)) throw new EntityMissing();
  };
  if (readKey !== undefined) {
    entry.key = (object) => {
      const key = readGiven(readKey(object));
      check(object);
      return key;
    };
  }
  if (readArguments !== undefined) {
    entry.args = (object) => {
      const given = readGiven(readArguments(object));
      check(object);
      return given as Record<string, unknown>;
    };
  }
}

/** Whether nothing that a selection names is null. */
function isWhole(value: unknown, { selections }: SelectionSetNode): boolean {
  if (Array.isArray(value)) return value.every((item) => isWhole(item, { kind: Kind.SELECTION_SET, selections }));
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true;
    const inner = (value as Record<string, unknown>)[selection.name.value] ?? null;
    return (
      inner !== null &&
      !(inner instanceof Error) &&
      (selection.selectionSet === undefined || isWhole(inner, selection.selectionSet))
    );
  });
}

/** What is handed over, with null for what a service does not have. Throws an error that stands in a value's place. */
function readGiven(value: unknown): unknown {
  if (value instanceof Error) {
    if (isMissing(value)) return null;
    throw value;
  }
  const copy = failureCopyIn(value);
  if (copy !== undefined) throw copy;
  if (Array.isArray(value)) return value.map(readGiven);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readGiven(inner)]));
}

function isMissing(error: Error): boolean {
  return rootCauses(error).every((cause) => cause instanceof EntityMissing);
}
