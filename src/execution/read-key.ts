import { getNullableType, isListType, isNonNullType, type GraphQLOutputType } from "graphql";
import type { KeyField, KeyPromise } from "../planning/plan.ts";
import type { Tree } from "./tree.ts";

/** Makes the error for what a key cannot be made of; `what` completes "Type.field …". */
export type KeyMisfit = (promise: KeyPromise, what: string) => Error;

/** A key's fields by their names; null where one is null that may not be, the error where one failed or does not fit. */
export function readKey(object: Tree, fields: readonly KeyField[], misfit: KeyMisfit): Tree | Error | null {
  const key: Tree = {};
  let isWhole = true;
  for (const field of fields) {
    const value = readPromised(object, field, misfit);
    const isPlain = field.inner.length === 0 || value === null || value instanceof Error;
    const read = isPlain ? value : readInner(value, field.inner, misfit);
    // What failed is told, also where the key would be none without it.
    if (read instanceof Error) return read;
    if (read === null && (value !== null || field.mayBeNull !== true)) isWhole = false;
    key[field.name] = read;
  }
  return isWhole ? key : null;
}

export function readField(object: Tree, { link, from }: KeyField): unknown {
  const holder = link === undefined ? object : object[link];
  return holder instanceof Error ? holder : (holder as Tree | null)?.[from];
}

/** A field's value, if it is what its service promises; null, too, where the object that would have it is not there. */
function readPromised(object: Tree, { link, from, promise }: KeyField, misfit: KeyMisfit): unknown {
  const holder = link === undefined ? object : (object[link] ?? null);
  if (holder instanceof Error || holder === null) return holder;
  const value = (holder as Tree)[from];
  if (promise === undefined) return value ?? null;
  return readFault(value, promise, misfit) ?? value;
}

/** The error that stands in the place of what was asked for, or in it, or that it does not fit. */
export function readFault(value: unknown, promise: KeyPromise, misfit: KeyMisfit): Error | undefined {
  if (promise.isText && typeof value === "string") return undefined;
  return value === undefined ? misfit(promise, "is missing") : findFault(value, promise.type, promise, misfit);
}

function findFault(value: unknown, type: GraphQLOutputType, promise: KeyPromise, misfit: KeyMisfit): Error | undefined {
  if (value instanceof Error) return value;
  if (value === null || value === undefined) return isNonNullType(type) ? misfit(promise, "is null") : undefined;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    if (!Array.isArray(value)) return misfit(promise, "is no list");
    for (const item of value) {
      const fault = findFault(item, nullable.ofType, promise, misfit);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  if (promise.leaf === undefined)
    return typeof value === "object" && !Array.isArray(value) ? undefined : misfit(promise, "is no object");
  try {
    promise.leaf.parseValue(value);
    return undefined;
  } catch (error) {
    return misfit(promise, error instanceof Error ? error.message : String(error));
  }
}

/** A value with an error in each slot of which something else was promised; the value itself where all is well. */
export function fitValue(value: unknown, type: GraphQLOutputType, promise: KeyPromise, misfit: KeyMisfit): unknown {
  const nullable = getNullableType(type);
  if (!Array.isArray(value) || !isListType(nullable)) return findFault(value, type, promise, misfit) ?? value;
  let fitting: unknown[] | undefined;
  for (let index = 0; index < value.length; index += 1) {
    const fit = fitValue(value[index], nullable.ofType, promise, misfit);
    if (fit !== value[index]) (fitting ??= [...value])[index] = fit;
  }
  return fitting ?? value;
}

/** What of an object, or of all in a list, belongs to a key. It was found to fit. */
function readInner(value: unknown, inner: readonly KeyField[], misfit: KeyMisfit): unknown {
  if (!Array.isArray(value)) return value === null ? null : readKey(value as Tree, inner, misfit);
  const items = value.map((item) => readInner(item, inner, misfit));
  return items.find((item) => item instanceof Error) ?? items;
}
