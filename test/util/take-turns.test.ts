import { expect, it } from "vitest";
import { takeTurns } from "../../src/util/take-turns.ts";

function turns(weights: readonly number[], count: number): number[] {
  const next = takeTurns(weights);
  return Array.from({ length: count }, next);
}

it("takes turns by weight, evenly mixed", () => {
  expect(turns([1], 3)).toEqual([0, 0, 0]);
  expect(turns([1, 1, 1], 6)).toEqual([0, 1, 2, 0, 1, 2]);
  expect(turns([5, 1, 1], 7)).toEqual([0, 0, 1, 0, 2, 0, 0]);
  expect(turns([0.25, 0.75], 4)).toEqual([1, 0, 1, 1]);
});
