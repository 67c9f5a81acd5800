import { expect, test } from "vitest";
import { ANONYMOUS as NOBODY } from "../../../src/auth/principal.ts";
import { StaleValues, type Asker } from "../../../src/operation/degradation/stale-values.ts";

const ANONYMOUS: Asker = { principal: NOBODY };

function user(id: string, roles: readonly string[] = [], scopes: readonly string[] = []): Asker {
  return { principal: { kind: "user", id, roles, scopes } };
}

function frozenClock() {
  let now = 1_000;
  return { now: () => now, advance: (ms: number) => void (now += ms) };
}

test("a value is served as long as it is young enough, with its age", () => {
  const clock = frozenClock();
  const values = new StaleValues({}, clock.now);
  values.keep("place", ANONYMOUS, { some: ["thing"] });
  clock.advance(500);
  expect(values.take("place", ANONYMOUS, 500)).toEqual({ value: { some: ["thing"] }, ageMs: 500 });
  clock.advance(1);
  expect(values.take("place", ANONYMOUS, 500)).toBeUndefined();
  expect(values.take("place", ANONYMOUS, 1_000)).toMatchObject({ ageMs: 501 });
  values.keep("place", ANONYMOUS, null);
  expect(values.take("place", ANONYMOUS, 500)).toEqual({ value: null, ageMs: 0 });
});

test("nobody gets a value that was another's, or their own in another role", () => {
  const values = new StaleValues();
  values.keep("place", user("1", ["ADMIN", "SUPPORT"], ["read"]), "secret");
  expect(values.take("place", user("1", ["ADMIN", "SUPPORT"], ["read"]), 60_000)).toMatchObject({ value: "secret" });
  const others: Asker[] = [
    ANONYMOUS,
    user("2", ["ADMIN", "SUPPORT"], ["read"]),
    user("1", ["SUPPORT"], ["read"]),
    user("1", ["ADMIN", "SUPPORT"]),
    user("1", ["ADMIN", "SUPPORT", "read"]),
    { principal: { kind: "api-key", id: "1", roles: ["ADMIN", "SUPPORT"], scopes: ["read"] } },
  ];
  for (const other of others) expect(values.take("place", other, 60_000)).toBeUndefined();
});

test("where services are handed tokens, a value is for one token alone", () => {
  for (const [passesTokens, value] of [
    [true, undefined],
    [false, "secret"],
  ] as const) {
    const values = new StaleValues({ passesTokens });
    values.keep("place", { ...user("1"), token: "a" }, "secret");
    expect(values.take("place", { ...user("1"), token: "a" }, 60_000)?.value).toBe("secret");
    expect(values.take("place", { ...user("1"), token: "b" }, 60_000)?.value).toBe(value);
  }
});

test("there are no more values than the bound says: those that were used longest ago leave", () => {
  const values = new StaleValues({ maxStaleValues: 2 });
  values.keep("a", ANONYMOUS, 1);
  values.keep("b", ANONYMOUS, 2);
  values.take("a", ANONYMOUS, 60_000);
  values.keep("c", ANONYMOUS, 3);
  expect(["a", "b", "c"].map((place) => values.take(place, ANONYMOUS, 60_000)?.value)).toEqual([1, undefined, 3]);
});

test("they take no more bytes than the bound says, and one that would take more alone is not kept", () => {
  const values = new StaleValues({ maxStaleBytes: 2_000 });
  const text = "x".repeat(500);
  values.keep("a", ANONYMOUS, text);
  values.keep("b", ANONYMOUS, text);
  expect(values.take("a", ANONYMOUS, 60_000)).toBeUndefined();
  expect(values.take("b", ANONYMOUS, 60_000)?.value).toBe(text);
  values.keep("b", ANONYMOUS, "x".repeat(5_000));
  expect(values.take("b", ANONYMOUS, 60_000)).toBeUndefined();
});

test("whoever gets a value may change it without changing what is kept", () => {
  const values = new StaleValues();
  const list = [1];
  values.keep("place", ANONYMOUS, list);
  list.push(2);
  const taken = values.take("place", ANONYMOUS, 60_000)?.value;
  expect(taken).toEqual([1]);
  (taken as number[]).push(3);
  expect(values.take("place", ANONYMOUS, 60_000)?.value).toEqual([1]);
});
