import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toExecutor } from "../../src/resilience/call.ts";
import { createResilientExecutor } from "../../src/resilience/resilient-executor.ts";
import type { Executor } from "../../src/transports/transport.ts";
import { failure, HELLO, requestFor, told } from "../testkit/calls.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const REFUSED = failure("SERVICE_UNAVAILABLE", { neverSent: true });

interface FakeEndpoint {
  calls: number;
  /** What it answers, after how long; `undefined`: it hangs. */
  answer: { result: typeof HELLO; afterMs: number } | undefined;
  isWell: boolean;
  probes: number;
}

function start(
  count: number,
  options: Parameters<typeof createResilientExecutor>[2] & { weights?: number[]; canProbe?: boolean } = {},
) {
  const { weights = [], canProbe = false, ...rest } = options;
  const endpoints = Array.from({ length: count }, (): FakeEndpoint => ({
    calls: 0,
    answer: { result: HELLO, afterMs: 10 },
    isWell: true,
    probes: 0,
  }));
  const parts = endpoints.map((endpoint, index) => {
    const execute: Executor = () => {
      endpoint.calls += 1;
      const { answer } = endpoint;
      return new Promise((resolve) => {
        if (answer !== undefined) setTimeout(() => resolve(answer.result), answer.afterMs);
      });
    };
    const probe = async () => {
      endpoint.probes += 1;
      return endpoint.isWell;
    };
    return { name: `e${index}`, execute, weight: weights[index] ?? 1, ...(canProbe ? { probe } : {}) };
  });
  const ejected: string[] = [];
  const calls = createResilientExecutor(
    "library",
    parts as [(typeof parts)[number]],
    { hedge: false, deduplicate: false, ...rest },
    {
      called: () => {},
      retried: () => {},
      hedged: () => {},
      shared: () => {},
      refused: () => {},
      circuitChanged: () => {},
      ejected: (name) => ejected.push(name),
    },
  );
  const execute = toExecutor(calls.call);
  /** Asks so often, one after the other or some at a time; gives what came. */
  async function ask(times: number, atATime = 1): Promise<unknown[]> {
    const results: unknown[] = [];
    for (let asked = 0; asked < times; asked += atATime) {
      const batch = Promise.all(
        Array.from({ length: atATime }, () =>
          execute(requestFor("{ hello }", { deadline: performance.now() + 10_000 })),
        ),
      );
      await vi.advanceTimersByTimeAsync(10_000);
      results.push(...(await batch).map(told));
    }
    return results;
  }
  return { endpoints, calls, execute, ask, ejected };
}

const HELLOS = (count: number) => Array<unknown>(count).fill(HELLO.data);

describe("calls of several endpoints", () => {
  it("are spread evenly where all do alike", async () => {
    const { endpoints, ask } = start(3);
    await ask(600, 6);
    for (const { calls } of endpoints) expect(calls).toBeGreaterThan(120);
  });

  it("are shared by those that are about as quick, whatever the first call took to connect", async () => {
    const { endpoints, execute } = start(2);
    for (let count = 0; count < 60; count++) {
      endpoints.forEach((endpoint, index) => {
        endpoint.answer = { result: HELLO, afterMs: endpoint.calls === 0 ? 90 : 10 + 2 * index };
      });
      const asked = execute(requestFor("{ hello }", { deadline: performance.now() + 10_000 }));
      await vi.advanceTimersByTimeAsync(100);
      await asked;
    }
    for (const { calls } of endpoints) expect(calls).toBeGreaterThan(15);
  });

  it("go by weight, whether they come one after the other or many at a time", async () => {
    for (const atATime of [1, 30]) {
      const { endpoints, ask } = start(3, { weights: [1, 0.1, 0.9] });
      await ask(3_000, atATime);
      const shares = endpoints.map(({ calls }) => calls / 3_000);
      // The smallest is 4.9 % one after the other and 5.8 % many at a time, with a standard deviation of 0.4 %.
      for (const [index, share] of [0.5, 0.05, 0.45].entries()) {
        expect(shares[index]).toBeGreaterThan(share * 0.5);
        expect(shares[index]).toBeLessThan(share * 1.6);
      }
    }
  });

  it("go to the quicker ones more often, and by weight", async () => {
    const slow = start(2);
    if (slow.endpoints[0]?.answer) slow.endpoints[0].answer.afterMs = 100;
    await slow.ask(400, 8);
    expect(slow.endpoints[1]?.calls).toBeGreaterThan(2 * (slow.endpoints[0]?.calls ?? Infinity));
    expect(slow.endpoints[0]?.calls).toBeGreaterThan(10);
    const weighted = start(2, { weights: [1, 4] });
    await weighted.ask(400, 10);
    expect(weighted.endpoints[1]?.calls).toBeGreaterThan(2 * (weighted.endpoints[0]?.calls ?? Infinity));
  });

  it("never fail for one that is dead, not even mutations: they go to the next at once", async () => {
    const { endpoints, ask, execute } = start(2, { retry: false });
    Object.assign(endpoints[0] ?? {}, { answer: { result: REFUSED, afterMs: 1 } });
    expect(await ask(50)).toEqual(HELLOS(50));
    for (let count = 0; count < 10; count++) {
      const result = execute(requestFor("mutation { pay }", { operationType: "mutation" }));
      await vi.advanceTimersByTimeAsync(100);
      expect(told(await result)).toEqual(HELLO.data);
    }
  });

  it("never fail for one of three that hangs, and soon avoid it", async () => {
    const { endpoints, ask, ejected } = start(3, { timeoutMs: 1_000, canProbe: true });
    const [hanging] = endpoints;
    if (hanging !== undefined) Object.assign(hanging, { answer: undefined, isWell: false });
    expect(await ask(200, 4)).toEqual(HELLOS(200));
    expect(hanging?.calls).toBeLessThanOrEqual(4);
    expect(ejected).toEqual(["e0"]);
    expect(hanging?.probes).toBeGreaterThan(0);
  });

  it("are kept from one that falls silent, long before it has failed", async () => {
    const { endpoints, execute } = start(3);
    const send = () => {
      void execute(requestFor("{ hello }", { deadline: performance.now() + 10_000 }));
      return vi.advanceTimersByTimeAsync(2);
    };
    for (let count = 0; count < 200; count++) await send();
    const [silent] = endpoints;
    const callsBefore = silent?.calls ?? Infinity;
    if (silent !== undefined) silent.answer = undefined;
    for (let count = 0; count < 500; count++) await send();
    expect((silent?.calls ?? Infinity) - callsBefore).toBeLessThan(5);
  });

  it("that hang at one are few, so it is probed, and left out when probes fail, too", async () => {
    const { endpoints, ask, ejected, execute } = start(2, { timeoutMs: 1_000, canProbe: true });
    const [hanging] = endpoints;
    if (hanging === undefined) throw new Error("There are two.");
    await ask(20);
    Object.assign(hanging, { answer: undefined, isWell: false });
    const calls = hanging.calls;
    while (hanging.calls === calls) {
      void execute(requestFor());
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(hanging.calls).toBe(calls + 1);
    expect(ejected).toEqual(["e0"]);
  });

  it("that failed for themselves are no reason to leave an endpoint out that probes find well", async () => {
    const { endpoints, ask, ejected } = start(2, { canProbe: true });
    const [first] = endpoints;
    if (first === undefined) throw new Error("There are two.");
    first.answer = { result: failure("SERVICE_UNAVAILABLE"), afterMs: 1 };
    while (first.calls === 0) await ask(1);
    first.answer = { result: HELLO, afterMs: 10 };
    await vi.advanceTimersByTimeAsync(20_000);
    expect(first.probes).toBe(1);
    expect(ejected).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("still get to one that has had something big to do for long, when the others have many", async () => {
    const { endpoints, execute } = start(2);
    const send = (afterMs: number, waitMs: number) => {
      for (const endpoint of endpoints) endpoint.answer = { result: HELLO, afterMs };
      void execute(requestFor("{ hello }", { deadline: performance.now() + 10_000 }));
      return vi.advanceTimersByTimeAsync(waitMs);
    };
    for (let count = 0; count < 100; count++) await send(10, 20);
    await send(2_000, 1_900);
    const before = endpoints.map(({ calls }) => calls);
    for (let count = 0; count < 100; count++) await send(100, 0);
    const fewest = Math.min(...endpoints.map(({ calls }, index) => calls - (before[index] ?? 0)));
    expect(fewest).toBeGreaterThan(6);
    expect(fewest).toBeLessThan(30);
  });

  it("come back to an endpoint when a probe finds it well, and probes end then", async () => {
    const { endpoints, ask } = start(2, { canProbe: true });
    const [first] = endpoints;
    if (first === undefined) throw new Error("There are two.");
    Object.assign(first, { answer: { result: REFUSED, afterMs: 1 }, isWell: false });
    await ask(20);
    const callsWhenOut = first.calls;
    await ask(20);
    expect(first.calls).toBe(callsWhenOut);
    Object.assign(first, { answer: { result: HELLO, afterMs: 10 }, isWell: true });
    await vi.advanceTimersByTimeAsync(20_000);
    const { probes } = first;
    await ask(50, 2);
    expect(first.calls).toBeGreaterThan(callsWhenOut + 10);
    expect(first.probes).toBe(probes);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("come back after a while where endpoints cannot be probed", async () => {
    const { endpoints, ask } = start(2, { outliers: { ejectionMs: 60_000 } });
    Object.assign(endpoints[0] ?? {}, { answer: { result: REFUSED, afterMs: 1 } });
    await ask(5);
    const out = endpoints[0]?.calls;
    Object.assign(endpoints[0] ?? {}, { answer: { result: HELLO, afterMs: 10 } });
    await vi.advanceTimersByTimeAsync(60_000);
    await ask(20, 2);
    expect(endpoints[0]?.calls).toBeGreaterThan((out ?? 0) + 4);
  });

  it("leave out no more than half of the endpoints", async () => {
    const { endpoints, ask, ejected } = start(4, { retry: false, circuitBreaker: false });
    for (const endpoint of endpoints) endpoint.answer = { result: REFUSED, afterMs: 1 };
    expect(await ask(100)).toEqual(Array(100).fill("SERVICE_UNAVAILABLE"));
    expect(ejected.length).toBeGreaterThanOrEqual(2);
    expect(endpoints.filter(({ calls }) => calls > 50).length).toBeGreaterThanOrEqual(2);
  });
});

describe("probes of all endpoints", () => {
  it("find out that one is ill before a client does", async () => {
    const { endpoints, ask, calls } = start(2, { canProbe: true, health: { endpoints: "all", intervalMs: 1_000 } });
    Object.assign(endpoints[1] ?? {}, { isWell: false, answer: undefined });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await ask(20)).toEqual(HELLOS(20));
    expect(endpoints[1]?.calls).toBe(0);
    calls.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
