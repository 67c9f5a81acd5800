import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as layers from "../../src/resilience/circuit-breaker.ts";
import { Circuit, type CircuitStateName } from "../../src/resilience/circuit.ts";
import type { Executor } from "../../src/transports/transport.ts";
import { failure, held, HELLO, requestFor, scripted, told } from "../testkit/calls.ts";
import { promised } from "../testkit/promised-layer.ts";

const withCircuitBreaker = promised(layers.withCircuitBreaker);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const OPTIONS = { window: 10, minimumCalls: 4, failureShare: 0.5, openMs: 1_000 };
const DOWN = failure("SERVICE_UNAVAILABLE");

async function callTimes(execute: Executor, times: number): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let count = 0; count < times; count++) results.push(told(await execute(requestFor())));
  return results;
}

describe("an endpoint's circuit", () => {
  it("opens when more than its share of the calls failed on their way, and then refuses at once", async () => {
    const { execute, requests } = scripted(DOWN);
    const states: CircuitStateName[] = [];
    const circuit = new Circuit(OPTIONS, (state) => states.push(state));
    const results = await callTimes(withCircuitBreaker(execute, "library", circuit), 6);
    expect(results).toEqual([
      ...Array<string>(4).fill("SERVICE_UNAVAILABLE"),
      ...Array<string>(2).fill("SERVICE_CIRCUIT_OPEN"),
    ]);
    expect(requests).toHaveLength(4);
    expect(states).toEqual(["open"]);
    expect(circuit.retryAfterMs).toBe(1_000);
  });

  it("stays closed while no more than the share fail, and for failures that are the operation's own", async () => {
    for (const results of [
      [HELLO, DOWN],
      [failure("SERVICE_ERROR"), failure("SERVICE_BAD_RESPONSE")],
      [failure("DEADLINE_EXCEEDED")],
    ]) {
      const circuit = new Circuit(OPTIONS);
      let turn = 0;
      const execute = withCircuitBreaker(async () => results[turn++ % results.length] ?? HELLO, "library", circuit);
      await callTimes(execute, 20);
      expect(circuit.state).toBe("closed");
    }
  });

  it("does not hold against it that clients left", async () => {
    const circuit = new Circuit(OPTIONS);
    const { execute } = scripted(DOWN);
    const signal = AbortSignal.abort();
    for (let count = 0; count < 20; count++)
      await withCircuitBreaker(execute, "library", circuit)(requestFor("{ hello }", { signal }));
    expect(circuit.state).toBe("closed");
  });

  it("lets one call try after a while, refuses the others meanwhile, and closes when it succeeds", async () => {
    const circuit = new Circuit(OPTIONS);
    await callTimes(withCircuitBreaker(scripted(DOWN).execute, "library", circuit), 4);
    expect(circuit.isPassable).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(circuit.isPassable).toBe(true);
    const { execute, calls } = held();
    const call = withCircuitBreaker(execute, "library", circuit);
    const probe = call(requestFor());
    expect(circuit.state).toBe("half-open");
    expect(told(await call(requestFor()))).toBe("SERVICE_CIRCUIT_OPEN");
    calls[0]?.answer(HELLO);
    expect(told(await probe)).toEqual({ hello: "you" });
    expect(circuit.state).toBe("closed");
    expect(calls).toHaveLength(1);
  });

  it("opens again when that call fails, and lets another try when its client left", async () => {
    const circuit = new Circuit(OPTIONS);
    await callTimes(withCircuitBreaker(scripted(DOWN).execute, "library", circuit), 4);
    await vi.advanceTimersByTimeAsync(1_000);
    await callTimes(withCircuitBreaker(scripted(DOWN).execute, "library", circuit), 1);
    expect(circuit.state).toBe("open");
    await vi.advanceTimersByTimeAsync(1_000);
    await withCircuitBreaker(
      scripted(DOWN).execute,
      "library",
      circuit,
    )(requestFor("{ hello }", { signal: AbortSignal.abort() }));
    expect(circuit.isPassable).toBe(true);
  });

  it("believes no answer of the time before it opened", async () => {
    const circuit = new Circuit(OPTIONS);
    const { execute, calls } = held();
    const early = withCircuitBreaker(execute, "library", circuit)(requestFor());
    await callTimes(withCircuitBreaker(scripted(DOWN).execute, "library", circuit), 4);
    await vi.advanceTimersByTimeAsync(1_000);
    const probe = withCircuitBreaker(execute, "library", circuit)(requestFor());
    calls[0]?.answer(HELLO);
    await early;
    expect(circuit.state).toBe("half-open");
    calls[1]?.answer(DOWN);
    await probe;
    expect(circuit.state).toBe("open");
  });
});
