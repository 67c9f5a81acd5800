import type { Path } from "../aggregates/answer-notes.ts";

/** Places in the order of the answer, each once. */
export function inOrder(data: unknown, places: readonly Path[]): Path[] {
  const unique = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...unique.values()].toSorted((left, right) => comparePlaces(data, left, right));
}

/** Which of two places comes first in the answer, as `toSorted` asks for it. */
export function comparePlaces(data: unknown, left: Path, right: Path): number {
  let value = data;
  for (let depth = 0; depth < Math.min(left.length, right.length); depth++) {
    const a = left[depth];
    const b = right[depth];
    if (a !== b) return rank(value, a) - rank(value, b);
    value =
      typeof value === "object" && value !== null && a !== undefined
        ? (value as Record<string | number, unknown>)[a]
        : undefined;
  }
  return left.length - right.length;
}

function rank(value: unknown, key: string | number | undefined): number {
  if (typeof key === "number") return key;
  return typeof value === "object" && value !== null && key !== undefined ? Object.keys(value).indexOf(key) : 0;
}
