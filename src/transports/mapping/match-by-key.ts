import { isDeepStrictEqual } from "node:util";
import { ServiceError, type ServiceErrorOptions } from "../../errors.ts";
import { keyText } from "./key-lookups.ts";
import { readValue, type ValuePath } from "./value-path.ts";

/**
 * Finds the items of an answer by the keys that they tell; null is no item, and others than were asked for are nobody's.
 * Two of one key are a misfit in its place: nobody knows which is meant. (Where they are the same, a client may have brought
 * it about, who asks for `1` and `01`, or for `1,1`.) An item that tells no key, or one that JSON has rounded, may be any that
 * was not found: they are none that is not there, but a misfit likewise.
 */
export function matchByKey(
  misfit: (cause: string, more?: Pick<ServiceErrorOptions, "mayBeAskers">) => ServiceError,
  items: readonly unknown[],
  place: ValuePath,
  keys: readonly unknown[],
): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const first = new Map<string, unknown>();
  const misfits = new Map<boolean, ServiceError>();
  const takeTwice = (text: string, item: unknown) => {
    const known = found.get(text);
    const mayBeAskers =
      isDeepStrictEqual(first.get(text), item) && !(known instanceof ServiceError && !known.mayBeAskers);
    const error = misfits.get(mayBeAskers) ?? misfit("Two objects of the answer have the same key.", { mayBeAskers });
    misfits.set(mayBeAskers, error);
    found.set(text, error);
  };
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
    if (first.has(text)) takeTwice(text, item);
    else {
      first.set(text, item);
      found.set(text, item);
    }
  }
  if (!tellsNoKey) return found;
  const lost = misfit("An object of the answer does not tell its key.");
  for (const key of keys) {
    const text = keyText(key);
    if (!found.has(text)) found.set(text, lost);
  }
  return found;
}
