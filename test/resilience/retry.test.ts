import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as layers from "../../src/resilience/retry.ts";
import { failure, HELLO, requestFor, scripted, told } from "../testkit/calls.ts";
import { promised } from "../testkit/promised-layer.ts";

const withRetry = promised(layers.withRetry);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function finish<Value>(result: Promise<Value>, ms = 5_000): Promise<Value> {
  await vi.advanceTimersByTimeAsync(ms);
  return result;
}

const DOWN = failure("SERVICE_UNAVAILABLE");

describe("a query that failed on its way", () => {
  it("is asked again, a little later", async () => {
    const { execute, requests } = scripted(DOWN, HELLO);
    const onRetry = vi.fn<() => void>();
    const result = withRetry(execute, 1, {}, onRetry)(requestFor());
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toHaveLength(1);
    expect(told(await finish(result))).toEqual({ hello: "you" });
    expect(requests).toHaveLength(2);
    expect(onRetry).toHaveBeenCalledTimes(1);
  });

  it.each([undefined, 500, 60_000])(
    "is asked again at once where another endpoint was not tried yet, whatever patience this one asks for: %s",
    async (retryAfterMs) => {
      const down = failure("SERVICE_UNAVAILABLE", retryAfterMs === undefined ? {} : { retryAfterMs });
      const { execute, requests } = scripted(down, HELLO);
      const result = await finish(withRetry(execute, 2)(requestFor("{ hello }", { tried: [0] })), 0);
      expect(told(result)).toEqual({ hello: "you" });
      expect(requests).toHaveLength(2);
    },
  );

  it("is given up after so many attempts", async () => {
    const { execute, requests } = scripted(DOWN);
    expect(told(await finish(withRetry(execute, 1, { attempts: 3 })(requestFor())))).toBe("SERVICE_UNAVAILABLE");
    expect(requests).toHaveLength(4);
  });

  it("is not asked again when the time is over by then, or the client has left", async () => {
    const { execute, requests } = scripted(DOWN);
    const patient = withRetry(execute, 1, { backoffMs: 100 });
    await finish(patient(requestFor("{ hello }", { deadline: performance.now() + 1 })));
    const controller = new AbortController();
    const left = patient(requestFor("{ hello }", { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    await finish(left);
    expect(requests).toHaveLength(2);
  });

  it("is asked again no more often than the budget allows, which calls fill up", async () => {
    const { execute, requests } = scripted(DOWN);
    const call = withRetry(execute, 1, { attempts: 1, budgetShare: 0.5, budgetBurst: 3 });
    for (let count = 0; count < 20; count++) await finish(call(requestFor()), 1_000);
    // Three to begin with, and one for every other call.
    expect(requests.length - 20).toBeGreaterThanOrEqual(12);
    expect(requests.length - 20).toBeLessThanOrEqual(13);
  });
});

describe("what is repeated", () => {
  const cases = [
    ["an answer with data", { data: { hello: null }, ...failure("SERVICE_ERROR") }, 1],
    ["an error of the service's own", failure("SERVICE_ERROR"), 1],
    ["an answer that cannot be used", failure("SERVICE_BAD_RESPONSE"), 1],
    ["an open circuit", failure("SERVICE_CIRCUIT_OPEN", { retryAfterMs: 10 }), 1],
    ["a time-out at the only endpoint", failure("SERVICE_TIMEOUT"), 1],
    ["a status that asks for patience", failure("SERVICE_ERROR", { retryAfterMs: 200 }), 3],
    ["one that asks for more than there is", failure("SERVICE_UNAVAILABLE", { retryAfterMs: 60_000 }), 1],
    ["no connection", failure("SERVICE_UNAVAILABLE", { neverSent: true }), 3],
  ] as const;
  for (const [name, result, calls] of cases) {
    it(`${name}: ${calls === 1 ? "no" : "yes"}`, async () => {
      const { execute, requests } = scripted(result);
      await finish(withRetry(execute, 1)(requestFor("{ hello }", { tried: [0] })));
      expect(requests).toHaveLength(calls);
    });
  }

  it("waits as long as the service asks for", async () => {
    const { execute, requests } = scripted(failure("SERVICE_UNAVAILABLE", { retryAfterMs: 700 }), HELLO);
    const result = withRetry(execute, 1)(requestFor());
    await vi.advanceTimersByTimeAsync(699);
    expect(requests).toHaveLength(1);
    await finish(result, 1);
    expect(requests).toHaveLength(2);
  });

  it("a time-out where another endpoint is left", async () => {
    const { execute, requests } = scripted(failure("SERVICE_TIMEOUT"), HELLO);
    await finish(withRetry(execute, 2)(requestFor("{ hello }", { tried: [0] })));
    expect(requests).toHaveLength(2);
  });

  it("a mutation never, unless it is idempotent; then with one key", async () => {
    const { execute, requests } = scripted(DOWN);
    await finish(withRetry(execute, 1)(requestFor("mutation { pay }", { operationType: "mutation" })));
    expect(requests).toHaveLength(1);
    await finish(
      withRetry(execute, 1)(requestFor("mutation { pay }", { operationType: "mutation", idempotencyKey: "k" })),
    );
    expect(requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual([undefined, "k", "k", "k"]);
  });

  it("what does not say that it is a query, never", async () => {
    const { execute, requests } = scripted(DOWN);
    const { operationType: _, ...unsaid } = requestFor();
    await finish(withRetry(execute, 1)(unsaid));
    expect(requests).toHaveLength(1);
  });
});
