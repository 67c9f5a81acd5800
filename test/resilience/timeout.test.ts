import { parse } from "graphql";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as layers from "../../src/resilience/timeout.ts";
import type { Executor, UpstreamRequest } from "../../src/transports/transport.ts";
import { promised } from "../testkit/promised-layer.ts";

const withTimeout = promised(layers.withTimeout);

const document = parse("{ hello }");
/** Heeds no signal and never answers. */
const never: Executor = () => new Promise(() => {});

function codesOf({ errors }: Awaited<ReturnType<Executor>>): unknown[] {
  return (errors ?? []).map(({ extensions }) => extensions["code"]);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("an attempt", () => {
  it("is given up after its time, and aborted", async () => {
    let signal: UpstreamRequest["signal"];
    const execute = withTimeout(
      (request) => {
        signal = request.signal;
        return never(request);
      },
      "library",
      100,
    );
    const result = execute({ document });
    await vi.advanceTimersByTimeAsync(99);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(codesOf(await result)).toEqual(["SERVICE_TIMEOUT"]);
    expect(signal?.aborted).toBe(true);
  });

  it("is given no more than what is left until the deadline, and told so", async () => {
    const requests: UpstreamRequest[] = [];
    const execute = withTimeout(
      (request) => {
        requests.push(request);
        return never(request);
      },
      "library",
      100,
    );
    const result = execute({ document, deadline: performance.now() + 40 });
    expect(requests[0]?.deadline).toBe(performance.now() + 40);
    await vi.advanceTimersByTimeAsync(40);
    expect(codesOf(await result)).toEqual(["DEADLINE_EXCEEDED"]);
  });

  it("is not made when nothing is left", async () => {
    const next = vi.fn<Executor>(never);
    const result = await withTimeout(next, "library", 100)({ document, deadline: performance.now() });
    expect(codesOf(result)).toEqual(["DEADLINE_EXCEEDED"]);
    expect(next).not.toHaveBeenCalled();
  });

  it("ends with its request, also where the transport heeds no signal", async () => {
    const controller = new AbortController();
    const result = withTimeout(never, "library", 100)({ document, signal: controller.signal });
    controller.abort();
    expect(codesOf(await result)).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer behind when it is answered", async () => {
    const result = await withTimeout(async () => ({ data: { hello: "you" } }), "library", 100)({ document });
    expect(result).toEqual({ data: { hello: "you" } });
    expect(vi.getTimerCount()).toBe(0);
  });
});
