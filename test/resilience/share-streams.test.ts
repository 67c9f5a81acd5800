import type { ExecutionResult } from "@graphql-tools/utils";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { ServiceError } from "../../src/errors.ts";
import { shareStreams } from "../../src/resilience/share-streams.ts";
import type { UpstreamRequest } from "../../src/transports/transport.ts";
import { EventQueue } from "../../src/util/event-queue.ts";

/** A service whose subscriptions the test opens and feeds, and what is counted of them. */
function startSharing(keyOf: (request: UpstreamRequest) => string | undefined = () => "same") {
  const opened: { queue: EventQueue<ExecutionResult>; signal: AbortSignal }[] = [];
  const counts = { open: 0, everOpen: 0 };
  let ready: Promise<void> = Promise.resolve();
  const subscribe = shareStreams(
    async ({ signal }) => {
      const queue = new EventQueue<ExecutionResult>();
      opened.push({ queue, signal });
      signal.addEventListener("abort", () => void queue.return());
      await ready;
      return queue;
    },
    {
      keyOf,
      maxBufferedEvents: 2,
      onOpen: () => {
        counts.open += 1;
        counts.everOpen += 1;
      },
      onEnd: () => {
        counts.open -= 1;
      },
    },
  );
  const request = { document: parse("subscription { a }") };
  return {
    opened,
    counts,
    join: (signal = new AbortController().signal) => subscribe({ ...request, signal }),
    holdUp: (promise: Promise<void>) => {
      ready = promise;
    },
  };
}

describe("a shared stream", () => {
  it("gives each taker data of its own, which it may write into", async () => {
    const { join, opened } = startSharing();
    const takers = [await join(), await join()];
    opened[0]?.queue.put({ data: { order: { id: "1" } } });
    const [first, second] = await Promise.all(takers.map(async (taker) => (await taker.next()).value?.data));
    expect(first).toEqual(second);
    expect(first.order).not.toBe(second.order);
  });

  it("is opened once, and ended with its last taker, once", async () => {
    const { join, opened, counts } = startSharing();
    const [first, second] = [await join(), await join()];
    await first.return?.();
    await first.return?.();
    expect([opened[0]?.signal.aborted, counts]).toEqual([false, { open: 1, everOpen: 1 }]);
    await second.return?.();
    expect([opened[0]?.signal.aborted, counts]).toEqual([true, { open: 0, everOpen: 1 }]);
    await join();
    expect(counts).toEqual({ open: 1, everOpen: 2 });
  });

  it("is ended where all leave before it is open, and opened anew for who comes then", async () => {
    const { join, opened, counts, holdUp } = startSharing();
    const held = Promise.withResolvers<void>();
    holdUp(held.promise);
    const leaving = new AbortController();
    const first = join(leaving.signal);
    leaving.abort();
    expect([opened[0]?.signal.aborted, counts]).toEqual([true, { open: 0, everOpen: 1 }]);
    const second = join();
    held.resolve();
    expect(await (await first).next()).toEqual({ done: true, value: undefined });
    const taker = await second;
    opened[1]?.queue.put({ data: { a: 1 } });
    expect((await taker.next()).value).toEqual({ data: { a: 1 } });
  });

  it("is nobody's where it was left before it was asked for", async () => {
    const { join, counts } = startSharing();
    expect(await (await join(AbortSignal.abort())).next()).toEqual({ done: true, value: undefined });
    expect(counts.open).toBe(0);
  });

  it("ends the slow taker alone, and itself where that was the only one", async () => {
    const { join, opened, counts } = startSharing();
    const [slow, quick] = [await join(), await join()];
    for (let event = 0; event < 3; event++) {
      opened[0]?.queue.put({ data: { event } });
      expect((await quick.next()).value).toEqual({ data: { event } });
    }
    await expect(slow.next()).rejects.toMatchObject({ code: "SUBSCRIPTION_ENDED" });
    expect(counts.open).toBe(1);
    for (let event = 0; event < 4; event++) opened[0]?.queue.put({ data: { event } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([opened[0]?.signal.aborted, counts.open]).toEqual([true, 0]);
  });

  it("tells all takers when it breaks, behind the events that came before, and when it is at its end", async () => {
    for (const error of [new ServiceError("SERVICE_UNAVAILABLE", "orders"), undefined]) {
      const { join, opened, counts } = startSharing();
      const takers = [await join(), await join()];
      opened[0]?.queue.put({ data: { a: 1 } });
      if (error === undefined) opened[0]?.queue.end();
      else opened[0]?.queue.fail(error);
      for (const taker of takers) {
        expect((await taker.next()).value).toEqual({ data: { a: 1 } });
        if (error === undefined) expect(await taker.next()).toEqual({ done: true, value: undefined });
        else await expect(taker.next()).rejects.toBe(error);
      }
      expect(counts.open).toBe(0);
    }
  });

  it("is shared with none without a key", async () => {
    const { join, counts } = startSharing(() => undefined);
    await join();
    await join();
    expect(counts.open).toBe(2);
  });
});
