import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as layers from "../../src/resilience/bulkhead.ts";
import { held, HELLO, requestFor, told } from "../testkit/calls.ts";
import { promised } from "../testkit/promised-layer.ts";

const withBulkhead = promised(layers.withBulkhead);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const OPTIONS = { maxConcurrent: 2, maxQueued: 2 };

describe("a bulkhead", () => {
  it("makes so many calls at a time, lets so many wait in their order, and refuses the rest at once", async () => {
    const { execute, calls } = held();
    const onRefusal = vi.fn<() => void>();
    const call = withBulkhead(execute, "library", OPTIONS, onRefusal);
    const results = [1, 2, 3, 4, 5].map((number) => call(requestFor("{ hello }", { variables: { number } })));
    expect(told((await results[4]) ?? {})).toBe("SERVICE_CIRCUIT_OPEN");
    expect((await results[4])?.errors?.[0]).toMatchObject({ retryAfterMs: 1_000 });
    expect(onRefusal).toHaveBeenCalledTimes(1);
    expect(calls).toHaveLength(2);
    calls[1]?.answer(HELLO);
    await vi.advanceTimersByTimeAsync(0);
    calls[0]?.answer(HELLO);
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.map(({ request }) => (request.variables as { number: number }).number)).toEqual([1, 2, 3, 4]);
    for (const call of calls) call.answer(HELLO);
    expect((await Promise.all(results.slice(0, 4))).map(told)).toEqual([1, 2, 3, 4].map(() => ({ hello: "you" })));
  });

  it("waits no longer than until the deadline, or until the client leaves", async () => {
    const { execute, calls } = held();
    const call = withBulkhead(execute, "library", { maxConcurrent: 1, maxQueued: 2 });
    const controller = new AbortController();
    void call(requestFor());
    const late = call(requestFor("{ hello }", { deadline: performance.now() + 50 }));
    const left = call(requestFor("{ hello }", { signal: controller.signal }));
    controller.abort();
    expect(told(await left)).toBe("SERVICE_UNAVAILABLE");
    await vi.advanceTimersByTimeAsync(50);
    expect(told(await late)).toBe("DEADLINE_EXCEEDED");
    // Both places in the queue are free again.
    void call(requestFor());
    const queued = call(requestFor());
    calls[0]?.answer(HELLO);
    await vi.advanceTimersByTimeAsync(0);
    calls[1]?.answer(HELLO);
    await vi.advanceTimersByTimeAsync(0);
    calls[2]?.answer(HELLO);
    expect(told(await queued)).toEqual({ hello: "you" });
    expect(vi.getTimerCount()).toBe(0);
  });
});
