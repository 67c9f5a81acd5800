import { expect, test } from "vitest";
import { ANONYMOUS as NOBODY } from "../../../src/auth/principal.ts";
import { MemoryStaleStore } from "../../../src/operation/degradation/memory-stale-store.ts";
import { StaleValues, type Asker, type StaleValuesSettings } from "../../../src/operation/degradation/stale-values.ts";

const ANONYMOUS: Asker = { principal: NOBODY };

function user(id: string, roles: readonly string[] = [], scopes: readonly string[] = []): Asker {
  return { principal: { kind: "user", id, roles, scopes } };
}

/** Values, one at a time. */
function openValues(settings: StaleValuesSettings = {}) {
  const values = new StaleValues(settings);
  return {
    keep: (place: string, asker: Asker, value: unknown) => values.keep([{ place, value, maxAgeMs: 60_000 }], asker),
    take: async (place: string, asker: Asker, maxAgeMs = 60_000) =>
      (await values.take([{ place, maxAgeMs }], asker))[0],
  };
}

function frozenClock() {
  let now = 1_000;
  return { now: () => now, advance: (ms: number) => void (now += ms) };
}

test("a value is served as long as it is young enough, with its age", async () => {
  const clock = frozenClock();
  const values = openValues({ store: new MemoryStaleStore(10, 10_000, clock.now) });
  values.keep("place", ANONYMOUS, { some: ["thing"] });
  clock.advance(500);
  expect(await values.take("place", ANONYMOUS, 500)).toEqual({ value: { some: ["thing"] }, ageMs: 500 });
  clock.advance(1);
  expect(await values.take("place", ANONYMOUS, 500)).toBeUndefined();
  expect(await values.take("place", ANONYMOUS, 1_000)).toMatchObject({ ageMs: 501 });
  values.keep("place", ANONYMOUS, null);
  expect(await values.take("place", ANONYMOUS, 500)).toEqual({ value: null, ageMs: 0 });
});

test("nobody gets a value that was another's, or their own in another role", async () => {
  const values = openValues();
  values.keep("place", user("1", ["ADMIN", "SUPPORT"], ["read"]), "secret");
  const own = await values.take("place", user("1", ["ADMIN", "SUPPORT"], ["read"]));
  expect(own).toMatchObject({ value: "secret" });
  const others: Asker[] = [
    ANONYMOUS,
    user("2", ["ADMIN", "SUPPORT"], ["read"]),
    user("1", ["SUPPORT"], ["read"]),
    user("1", ["ADMIN", "SUPPORT"]),
    user("1", ["ADMIN", "SUPPORT", "read"]),
    { principal: { kind: "api-key", id: "1", roles: ["ADMIN", "SUPPORT"], scopes: ["read"] } },
  ];
  for (const other of others) expect(await values.take("place", other)).toBeUndefined();
});

test("where services are handed tokens, a value is for one token alone", async () => {
  for (const [passesTokens, value] of [
    [true, undefined],
    [false, "secret"],
  ] as const) {
    const values = openValues({ passesTokens });
    values.keep("place", { ...user("1"), token: "a" }, "secret");
    expect((await values.take("place", { ...user("1"), token: "a" }))?.value).toBe("secret");
    expect((await values.take("place", { ...user("1"), token: "b" }))?.value).toBe(value);
  }
});

test("a value is of one graph alone", async () => {
  const store = new MemoryStaleStore(10, 10_000);
  openValues({ store, graph: "old" }).keep("place", ANONYMOUS, 1);
  expect((await openValues({ store, graph: "old" }).take("place", ANONYMOUS))?.value).toBe(1);
  expect(await openValues({ store, graph: "new" }).take("place", ANONYMOUS)).toBeUndefined();
});

test("there are no more values than the bound says: those that were used longest ago leave", async () => {
  const values = openValues({ maxStaleValues: 2 });
  values.keep("a", ANONYMOUS, 1);
  values.keep("b", ANONYMOUS, 2);
  await values.take("a", ANONYMOUS);
  values.keep("c", ANONYMOUS, 3);
  const kept = await Promise.all(["a", "b", "c"].map((place) => values.take(place, ANONYMOUS)));
  expect(kept.map((each) => each?.value)).toEqual([1, undefined, 3]);
});

test("they take no more bytes than the bound says, and one that would take more alone is not kept", async () => {
  const values = openValues({ maxStaleBytes: 2_000 });
  const text = "x".repeat(500);
  values.keep("a", ANONYMOUS, text);
  values.keep("b", ANONYMOUS, text);
  expect(await values.take("a", ANONYMOUS)).toBeUndefined();
  expect((await values.take("b", ANONYMOUS))?.value).toBe(text);
  values.keep("b", ANONYMOUS, "x".repeat(5_000));
  expect(await values.take("b", ANONYMOUS)).toBeUndefined();
});

test("one that takes more bytes than one may is not kept, wherever they are", async () => {
  const values = openValues({ maxStaleValueBytes: 10 });
  values.keep("a", ANONYMOUS, "x".repeat(8));
  values.keep("b", ANONYMOUS, "ø".repeat(8));
  expect((await values.take("a", ANONYMOUS))?.value).toBe("x".repeat(8));
  expect(await values.take("b", ANONYMOUS)).toBeUndefined();
});

test("whoever gets a value may change it without changing what is kept", async () => {
  const values = openValues();
  const list = [1];
  values.keep("place", ANONYMOUS, list);
  list.push(2);
  const taken = (await values.take("place", ANONYMOUS))?.value;
  expect(taken).toEqual([1]);
  (taken as number[]).push(3);
  expect((await values.take("place", ANONYMOUS))?.value).toEqual([1]);
});
