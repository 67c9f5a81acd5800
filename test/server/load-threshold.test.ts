import { expect, it } from "vitest";
import { LoadThreshold } from "../../src/server/load-threshold.ts";

it("one value over the limit is chance, two in a row are too much, and well is only what is well below", () => {
  const threshold = new LoadThreshold(100, 2);
  const over = [101, 50, 101, 101, 99, 81, 101, 79, 101].map((value) => {
    threshold.take(value);
    return threshold.isOver;
  });
  expect(over).toEqual([false, false, false, true, true, true, true, false, false]);
});

it("without a limit nothing is too much", () => {
  const threshold = new LoadThreshold(0, 1);
  threshold.take(Number.MAX_VALUE);
  expect(threshold.isOver).toBe(false);
});
