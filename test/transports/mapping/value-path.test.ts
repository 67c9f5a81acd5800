import { expect, test } from "vitest";
import { parseValuePath, readValue } from "../../../src/transports/mapping/value-path.ts";

const value = {
  a: { b: 1, "c.d/e": 2, none: null },
  list: [{ n: 1, in: [{ x: 1 }] }, { n: 2 }, null],
  text: "four",
};

test.each([
  [".", value],
  ["a.b", 1],
  ["a.none", null],
  ["a.none.deeper", null],
  ["/a/c.d~1e", 2],
  ["list[].n", [1, 2, null]],
  ["list[].in[].x", [[1], null, null]],
  ["list.1.n", 2],
  ["list.length", undefined],
  ["text.length", undefined],
  ["a.constructor", undefined],
  ["a.b.c", undefined],
  ["a[].b", undefined],
])("%s leads to %j", (path, expected) => {
  expect(readValue(value, parseValuePath(path) ?? [])).toEqual(expected);
});

test("[] takes a list that has no name", () => {
  expect(readValue([{ id: 1 }, { id: 2 }], parseValuePath("[].id") ?? [])).toEqual([1, 2]);
});

test.each(["", "a..b", "a.[].b", "a[0]", "a b", "a.", ".a", "/a~2"])("%j is no path", (path) => {
  expect(parseValuePath(path)).toBeUndefined();
});
