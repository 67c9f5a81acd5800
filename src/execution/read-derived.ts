import type { KeyField, ValueShape } from "../planning/plan.ts";
import type { Tree } from "./collect-keys.ts";

/** The value of a derived field; null where there is nothing to derive it from, the error where that failed. */
export function readDerived({ join, source }: Extract<ValueShape, { kind: "derived" }>, aggregate: Tree): unknown {
  let object: unknown = aggregate;
  for (const property of source.path) {
    object = (object as Tree)[property];
    if (object instanceof Error) return object;
    if (object === null || object === undefined) return null;
  }
  try {
    return join.map(readNamed(object, source.fields) as never);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** An object's fields by their own names. Throws the error that stands in a value's place. */
function readNamed(value: unknown, fields: readonly KeyField[]): unknown {
  if (value instanceof Error) throw value;
  if (value === null || fields.length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => readNamed(item, fields));
  return Object.fromEntries(fields.map(({ name, from, inner }) => [name, readNamed((value as Tree)[from], inner)]));
}
