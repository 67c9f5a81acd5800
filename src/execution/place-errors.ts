import type { ExecutionResult } from "@graphql-tools/utils";

type Slots = Record<string | number, unknown>;

/**
 * A service's answer with each of its errors in the slot that is null for it, several together in one; without data, the error itself, or all of
 * them. An error that names no place, or one that is not null, or an item that a list does not have, changes nothing: the data
 * that came with it is good.
 */
export function placeErrors({ data, errors = [] }: ExecutionResult): Record<string, unknown> | Error {
  if (data === null || data === undefined) {
    const [first, ...others] = errors;
    if (first === undefined) return new Error("A call gave neither data nor errors.");
    return others.length === 0 ? first : new AggregateError(errors);
  }
  for (const error of errors) place(data as Slots, error, error.path ?? []);
  return data as Record<string, unknown>;
}

function place(data: Slots, error: Error, path: ReadonlyArray<string | number>): void {
  let slots = data;
  for (const key of path) {
    const value = slots[key];
    if (value === undefined && Array.isArray(slots)) return;
    if (value === null || value === undefined) {
      slots[key] = error;
      return;
    }
    if (value instanceof AggregateError) value.errors.push(error);
    else if (value instanceof Error) slots[key] = new AggregateError([value, error]);
    if (typeof value !== "object" || value instanceof Error) return;
    slots = value as Slots;
  }
}
