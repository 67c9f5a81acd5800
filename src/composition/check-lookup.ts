import type { MergedTypeConfig } from "@graphql-tools/delegate";
import { createMergedTypeResolver } from "@graphql-tools/stitch";
import { Kind, parse, responsePathAsArray } from "graphql";
import type { RequestContext } from "../context.ts";
import { EntityMissing, rootCauses, ServiceError } from "../errors.ts";
import { tellFailure } from "../registry/service.ts";

type Lookup = Pick<
  MergedTypeConfig,
  "fieldName" | "selectionSet" | "args" | "argsFromKeys" | "valuesFromResults" | "resolve"
>;

/**
 * Holds a lookup to what it was asked: as many values as keys, each with the key in its place. An object that is answered
 * with null is missing, which is no failure. A list of another length is one, and so is an object that is another one's (a
 * list that is shifted, or has one twice): its data would show under the wrong name.
 */
export function checkLookup(service: string, entry: Lookup): void {
  if (entry.argsFromKeys === undefined) {
    checkSingleLookup(entry);
    return;
  }
  const read = entry.valuesFromResults;
  const keyFields = readKeyFields(entry.selectionSet);
  const misfit = (cause: string) => new ServiceError("SERVICE_BAD_RESPONSE", service, { cause });
  entry.valuesFromResults = (results, keys) => {
    const values: unknown = read === undefined ? results : read(results, keys);
    if (!Array.isArray(values) || values.length !== keys.length) {
      const error = misfit(`${entry.fieldName} gave no list of ${keys.length} values.`);
      return keys.map(() => error);
    }
    let swapped: ServiceError | undefined;
    return values.map((value: unknown, index) => {
      if (value === null || value === undefined) return new EntityMissing();
      if (keyFields.every((field) => fits(value, keys[index], field, keyFields.length === 1))) return value;
      swapped ??= misfit(`${entry.fieldName} gave an object that is not the one of its key.`);
      return swapped;
    });
  };
  tellFailures(entry);
}

/** Nobody may come to look at what a lookup failed to find: where the object is missing, for example. */
function tellFailures(entry: Lookup): void {
  const find = createMergedTypeResolver(entry);
  if (find === undefined) return;
  entry.resolve = async (object, context, info, ...given) => {
    const found: unknown = await find(object, context, info, ...given);
    for (const cause of found instanceof Error ? rootCauses(found) : []) {
      if (cause instanceof ServiceError) tellFailure(context as RequestContext, cause, responsePathAsArray(info.path));
    }
    return found;
  };
}

/** What gives one object for one key: null is an object that is missing, here, too. */
function checkSingleLookup(entry: Lookup): void {
  const find = createMergedTypeResolver(entry);
  if (find === undefined || entry.args === undefined) return;
  entry.resolve = async (...given) => ((await find(...given)) as unknown) ?? new EntityMissing();
}

function readKeyFields(selectionSet: string | undefined): readonly string[] {
  const [definition] = selectionSet === undefined ? [] : parse(selectionSet, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.selectionSet === undefined ? [selection.name.value] : [],
  );
}

/** Whether an object has the key's value; where either does not tell, it is believed. */
function fits(object: unknown, key: unknown, field: string, isOnly: boolean): boolean {
  const asked = typeof key === "object" && key !== null ? (key as Record<string, unknown>)[field] : isOnly ? key : null;
  const given = (object as Record<string, unknown>)[field];
  return !isScalar(asked) || !isScalar(given) || String(asked) === String(given);
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
