import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as layers from "../../src/resilience/hedge.ts";
import { failure, held, HELLO, requestFor, told } from "../testkit/calls.ts";
import { promised } from "../testkit/promised-layer.ts";

const withHedge = promised(layers.withHedge);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const OTHER = { data: { hello: "other" } };

/** A hedged executor that knows of 128 answers which took 20 ms each. */
async function warm(budgetBurst = 10) {
  const { execute, calls } = held();
  const onHedge = vi.fn<() => void>();
  const call = withHedge(execute, { budgetShare: 0.01, budgetBurst }, onHedge);
  for (let count = 0; count < 128; count++) {
    const result = call(requestFor());
    await vi.advanceTimersByTimeAsync(20);
    calls[count]?.answer(HELLO);
    await result;
  }
  calls.length = 0;
  return { call, calls, onHedge };
}

describe("a query that takes longer than most", () => {
  it("is asked a second time; the first answer is taken, and the second attempt aborted", async () => {
    const { call, calls, onHedge } = await warm();
    const result = call(requestFor());
    await vi.advanceTimersByTimeAsync(19);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toHaveLength(2);
    expect(calls[1]?.request.tried).toBe(calls[0]?.request.tried);
    calls[0]?.answer(HELLO);
    expect(told(await result)).toEqual({ hello: "you" });
    expect(calls[1]?.request.signal?.aborted).toBe(true);
    expect(onHedge).toHaveBeenCalledTimes(1);
  });

  it("is answered by the second attempt where that is quicker; the first is repeated no more", async () => {
    const { call, calls } = await warm();
    const result = call(requestFor());
    await vi.advanceTimersByTimeAsync(20);
    calls[1]?.answer(OTHER);
    expect(told(await result)).toEqual({ hello: "other" });
    expect(calls[0]?.request.isSettled).toBe(true);
  });

  it("fails only when both attempts do", async () => {
    const { call, calls } = await warm();
    const result = call(requestFor());
    await vi.advanceTimersByTimeAsync(20);
    calls[0]?.answer(failure("SERVICE_TIMEOUT"));
    await vi.advanceTimersByTimeAsync(0);
    calls[1]?.answer(OTHER);
    expect(told(await result)).toEqual({ hello: "other" });
  });

  it("is asked twice only within the budget", async () => {
    const { call, calls } = await warm(2);
    for (let count = 0; count < 5; count++) void call(requestFor());
    await vi.advanceTimersByTimeAsync(20);
    // Half of it is for those who wait longer.
    expect(calls).toHaveLength(5 + 1);
    await vi.advanceTimersByTimeAsync(20);
    expect(calls).toHaveLength(5 + 2);
    // Whoever waits still gets what others make room for.
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toHaveLength(5 + 2);
    for (let count = 0; count < 100; count++) {
      const quick = call(requestFor());
      calls.at(-1)?.answer(HELLO);
      await quick;
    }
    await vi.advanceTimersByTimeAsync(20);
    expect(calls).toHaveLength(5 + 2 + 100 + 1);
  });
});

describe("what is never asked twice", () => {
  it("a mutation, a service that nobody knows yet, a quick answer", async () => {
    const { call, calls } = await warm();
    void call(requestFor("mutation { pay }", { operationType: "mutation" }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toHaveLength(1);
    const quick = call(requestFor());
    calls[1]?.answer(HELLO);
    await quick;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toHaveLength(2);
    const unknown = held();
    void withHedge(unknown.execute)(requestFor());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(unknown.calls).toHaveLength(1);
  });
});
