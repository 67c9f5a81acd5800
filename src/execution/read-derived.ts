import type { KeyField, ValueShape } from "../planning/plan.ts";
import type { Tree } from "./tree.ts";
import { readFault, type KeyMisfit } from "./read-key.ts";

/** The value of a derived field; null where there is nothing to derive it from, the error where that failed. */
export function readDerived(
  { join, source }: Extract<ValueShape, { kind: "derived" }>,
  aggregate: Tree,
  misfit: KeyMisfit,
): unknown {
  let object: unknown = aggregate;
  for (const property of source.path) {
    object = (object as Tree)[property];
    if (object instanceof Error) return object;
    if (object === null || object === undefined) return null;
  }
  try {
    return join.map(readNamed(object, source.fields, misfit) as never);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** An object's fields by their own names. Throws the error that stands in a value's place, or that it does not fit. */
function readNamed(value: unknown, fields: readonly KeyField[], misfit: KeyMisfit): unknown {
  if (value instanceof Error) throw value;
  if (value === null || fields.length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => readNamed(item, fields, misfit));
  return Object.fromEntries(fields.map((field) => [field.name, readField(value as Tree, field, misfit)]));
}

function readField(object: Tree, { from, inner, promise }: KeyField, misfit: KeyMisfit): unknown {
  const value = object[from];
  const fault = promise && readFault(value, promise, misfit);
  if (fault !== undefined) throw fault;
  return readNamed(value, inner, misfit);
}
