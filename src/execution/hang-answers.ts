import type { RequestContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import type { JoinCall, LookupCall } from "../planning/plan.ts";
import { tellFailure } from "../registry/service.ts";
import type { KeyBatch } from "./key-batch.ts";
import { fitValue, type KeyMisfit } from "./read-key.ts";
import type { Tree } from "./tree.ts";
import { responseKey, takesAll } from "./upstream-request.ts";

/** Makes the error for what cannot be used; `isField`: because of what the root field itself gave, against its type. */
type Report = (what: string, isField?: boolean) => Error;

/** Hangs on the objects what a lookup found of them. */
export function hangLookup(
  call: LookupCall,
  keys: readonly unknown[],
  batch: KeyBatch | undefined,
  answer: Tree | Error,
  report: Report,
): void {
  if (batch === undefined) return;
  const { list } = call.lookup;
  const values = valuesOf(call, keys, answer, report, list && ((value) => list.valuesOf(value, keys)));
  let noNull: Error | undefined;
  let noObject: Error | undefined;
  let swapped: Error | undefined;
  let checked: unknown[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === null && call.lookup.isNeverNull) {
      checked ??= [...values];
      checked[index] = noNull ??= report("is null", true);
      continue;
    }
    if (value === null || value === undefined || value instanceof Error) continue;
    const isObject = typeof value === "object" && !Array.isArray(value);
    // A list that is shifted, or has an object twice: its data would show under the wrong name.
    if (isObject && batch.isFor(index, value, call.echo)) continue;
    checked ??= [...values];
    checked[index] = isObject
      ? (swapped ??= report("gave an object that is not the one of its key"))
      : (noObject ??= report("is no object", true));
  }
  batch.hang(checked ?? values);
}

/** Hangs on an aggregate what a join's root field answered. */
export function hangJoin(
  call: JoinCall,
  keys: readonly unknown[],
  aggregate: Tree,
  answer: Tree | Error,
  report: Report,
  misfit: KeyMisfit,
): void {
  const { promise } = call;
  const values = valuesOf(call, keys, answer, report).map((value) => fitValue(value, promise.type, promise, misfit));
  const [first = null] = values;
  const isLost = answer instanceof Error || (takesAll(call) && values.every((value) => value instanceof Error));
  aggregate[call.join.link] = call.join.isList && !isLost ? values : first;
}

function valuesOf(
  call: LookupCall | JoinCall,
  keys: readonly unknown[],
  answer: Tree | Error,
  report: Report,
  read: (answer: unknown) => unknown = (value) => value,
): readonly unknown[] {
  if (answer instanceof Error) return keys.map(() => answer);
  if (!takesAll(call)) {
    return keys.map((_key, index) => {
      const value = answer[responseKey(call, index)];
      return value === undefined ? report("is missing", true) : value;
    });
  }
  const value = answer[call.key];
  if (value instanceof Error) return keys.map(() => value);
  const values = read(value);
  if (Array.isArray(values) && values.length === keys.length) return values;
  const error = Array.isArray(values)
    ? report(`gave no list of ${keys.length} values`)
    : report(value === undefined ? "is missing" : "is no list", true);
  return keys.map(() => error);
}

/** A failure that only the gateway saw: noted and logged like one that the transport saw. */
export function badAnswer(
  service: string,
  cause: string,
  context: RequestContext,
  place: ReadonlyArray<string | number>,
  coordinate?: string,
): ServiceError {
  const error = new ServiceError("SERVICE_BAD_RESPONSE", service, {
    cause,
    ...(coordinate === undefined ? {} : { extensions: { coordinate } }),
  });
  tellFailure(context, error, place);
  return error;
}
