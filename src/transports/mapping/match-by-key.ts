import { ServiceError } from "../../errors.ts";
import { keyText } from "./key-lookups.ts";
import { readValue, type ValuePath } from "./value-path.ts";

/**
 * Finds the items of an answer by the keys that they tell; null is no item, and others than were asked for are nobody's.
 * Two of one key are a `SERVICE_BAD_RESPONSE` in its place: nobody knows which is meant. An item that tells no key may be
 * any that was not found: they are none that is not there, but a `SERVICE_BAD_RESPONSE` likewise.
 */
export function matchByKey(
  service: string,
  items: readonly unknown[],
  place: ValuePath,
  keys: readonly unknown[],
): ReadonlyMap<string, unknown> {
  const misfit = (cause: string) => new ServiceError("SERVICE_BAD_RESPONSE", service, { cause });
  const found = new Map<string, unknown>();
  let twice: ServiceError | undefined;
  let tellsNoKey = false;
  for (const item of items) {
    if (item === null || item === undefined) continue;
    const key = readValue(item, place);
    if ((typeof key !== "string" && typeof key !== "number") || key === "") {
      tellsNoKey = true;
      continue;
    }
    const text = keyText(key);
    found.set(text, found.has(text) ? (twice ??= misfit("Two objects of the answer have the same key.")) : item);
  }
  if (!tellsNoKey) return found;
  const lost = misfit("An object of the answer does not tell its key.");
  for (const key of keys) {
    const text = keyText(key);
    if (!found.has(text)) found.set(text, lost);
  }
  return found;
}
