import type { ExecutionResult } from "@graphql-tools/utils";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { withOpeningDeadline } from "../../src/resilience/opening-deadline.ts";
import { shareStreams } from "../../src/resilience/share-streams.ts";
import { EventQueue } from "../../src/util/event-queue.ts";

/** A service that opens its one stream when the test says so. */
function start() {
  const events = new EventQueue<ExecutionResult>();
  const opening = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  const shared = shareStreams(
    async ({ signal }) => {
      signals.push(signal);
      await opening.promise;
      return events;
    },
    { keyOf: () => "same", maxBufferedEvents: 2, onOpen: () => undefined, onEnd: () => undefined },
  );
  const open = withOpeningDeadline(shared, "library");
  const document = parse("subscription { a }");
  const signal = new AbortController().signal;
  return {
    events,
    opening,
    signals,
    subscribe: (ms: number) => open({ document, signal, deadline: performance.now() + ms }),
  };
}

describe("a stream that is not open in time", () => {
  it("is left by whoever has no more time, and opened for the others", async () => {
    const { events, opening, signals, subscribe } = start();
    const [hasty, patient] = [subscribe(50), subscribe(60_000)];
    await expect(hasty).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", service: "library" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    opening.resolve();
    const stream = await patient;
    events.put({ data: { a: 1 } });
    expect((await stream.next()).value).toEqual({ data: { a: 1 } });
  });

  it("is given up when nobody waits for it any more", async () => {
    const { signals, subscribe } = start();
    await expect(subscribe(50)).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("and one that is open lasts beyond its deadline", async () => {
    const { events, opening, subscribe } = start();
    opening.resolve();
    const stream = await subscribe(100);
    await new Promise((resolve) => setTimeout(resolve, 200));
    events.put({ data: { a: 1 } });
    expect((await stream.next()).value).toEqual({ data: { a: 1 } });
  });
});
