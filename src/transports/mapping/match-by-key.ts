import { isDeepStrictEqual } from "node:util";
import type { ServiceError } from "../../errors.ts";
import { keyText } from "./key-lookups.ts";
import { readValue, type ValuePath } from "./value-path.ts";

/**
 * Finds the items of an answer by the keys that they tell; null is no item, and others than were asked for are nobody's.
 * Two of one key that differ are a misfit in its place: nobody knows which is meant. (That one is there twice may be a
 * client's doing, who asks for `1` and `01`, or for `1,1`: it must not be the service's fault.) An item that tells no key, or one that JSON has
 * rounded, may be any that was not found: they are none that is not there, but a misfit likewise.
 */
export function matchByKey(
  misfit: (cause: string) => ServiceError,
  items: readonly unknown[],
  place: ValuePath,
  keys: readonly unknown[],
): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  let twice: ServiceError | undefined;
  let tellsNoKey = false;
  for (const item of items) {
    if (item === null || item === undefined) continue;
    const key = readValue(item, place);
    const isKey = typeof key === "string" ? key !== "" : typeof key === "bigint" || Number.isSafeInteger(key);
    if (!isKey) {
      tellsNoKey = true;
      continue;
    }
    const text = keyText(key);
    const other = found.get(text);
    const isClear = other === undefined || isDeepStrictEqual(other, item);
    found.set(text, isClear ? item : (twice ??= misfit("Two objects of the answer have the same key.")));
  }
  if (!tellsNoKey) return found;
  const lost = misfit("An object of the answer does not tell its key.");
  for (const key of keys) {
    const text = keyText(key);
    if (!found.has(text)) found.set(text, lost);
  }
  return found;
}
