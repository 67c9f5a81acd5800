import { describe, expect, it } from "vitest";
import { BoundedMap } from "../../src/util/bounded-map.ts";

const keysOf = (map: BoundedMap<string, string>) => ["a", "b", "c", "d"].filter((key) => map.get(key) !== undefined);

describe("a bounded map", () => {
  it("lets the entry go that was used longest ago", () => {
    const map = new BoundedMap<string, string>({ entries: 2 });
    map.set("a", "1");
    map.set("b", "2");
    map.get("a");
    map.set("c", "3");
    expect(keysOf(map)).toEqual(["a", "c"]);
  });

  it("lets as many go as the weight demands, and keeps nothing that is heavier than all", () => {
    const map = new BoundedMap<string, string>({ entries: 10, weight: 5, weigh: (value) => value.length });
    for (const key of ["a", "b", "c"]) map.set(key, "12");
    expect(keysOf(map)).toEqual(["b", "c"]);
    map.set("b", "123");
    expect(keysOf(map)).toEqual(["b", "c"]);
    map.set("d", "123456");
    expect(keysOf(map)).toEqual([]);
    map.set("a", "12345");
    expect(keysOf(map)).toEqual(["a"]);
  });
});
