import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as layers from "../../src/resilience/deduplicate.ts";
import type { UpstreamRequest } from "../../src/transports/transport.ts";
import { held, requestFor, told } from "../testkit/calls.ts";
import { promised } from "../testkit/promised-layer.ts";

const deduplicate = promised(layers.deduplicate);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TIMEOUT_MS = 1_000;

function open() {
  const { execute, calls } = held();
  const onShared = vi.fn<() => void>();
  return { call: deduplicate(execute, "library", TIMEOUT_MS, onShared), calls, onShared };
}

function ask(given: Partial<UpstreamRequest> = {}, query = "query ($id: ID) { book(id: $id) { title } }") {
  return requestFor(query, { identity: "", variables: { id: "1" }, ...given, operationType: "query" });
}

const book = () => ({ data: { book: { title: "One", tags: ["a"] } } });

describe("identical queries at the same time", () => {
  it("are one call, and each gets a copy that the others cannot spoil", async () => {
    const { call, calls, onShared } = open();
    const results = [call(ask()), call(ask()), call(ask())];
    expect(calls).toHaveLength(1);
    expect(onShared).toHaveBeenCalledTimes(2);
    calls[0]?.answer(book());
    const taken = await Promise.all(results);
    const [first, ...others] = taken.map(({ data }) => data as ReturnType<typeof book>["data"]);
    if (first !== undefined) {
      first.book.title = "Spoilt";
      first.book.tags.push("spoilt");
    }
    expect(others).toEqual([book().data, book().data]);
    expect(others[0]).not.toBe(others[1]);
  });

  it("are others where the text, the variables or the principal are others; mutations are never one", async () => {
    const { call, calls } = open();
    void call(ask());
    void call(ask({ variables: { id: "2" } }));
    void call(ask({}, "query ($id: ID) { book(id: $id) { id } }"));
    void call(ask({ identity: "user-1\nCUSTOMER" }));
    void call(requestFor("mutation { pay }", { identity: "", operationType: "mutation" }));
    void call(requestFor("mutation { pay }", { identity: "", operationType: "mutation" }));
    const { identity: _, ...unnamed } = ask();
    void call(unnamed);
    expect(calls).toHaveLength(7);
  });

  it("are asked anew once they are answered", async () => {
    const { call, calls } = open();
    const first = call(ask());
    calls[0]?.answer(book());
    await first;
    void call(ask());
    expect(calls).toHaveLength(2);
  });

  it("are asked anew where the call is old already: it may hang", async () => {
    const { call, calls } = open();
    void call(ask());
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS / 4 + 1);
    const later = call(ask());
    expect(calls).toHaveLength(2);
    void call(ask());
    expect(calls).toHaveLength(2);
    calls[1]?.answer(book());
    expect(told(await later)).toEqual(book().data);
  });

  it("are asked anew where the call ends too soon for them", () => {
    const { call, calls } = open();
    void call(ask({ deadline: performance.now() + 100 }));
    void call(ask({ deadline: performance.now() + 5_000 }));
    expect(calls).toHaveLength(2);
  });

  it("are one call also where requests have less time than the service: about as much each, from when they came", async () => {
    const { call, calls } = open();
    void call(ask({ deadline: performance.now() + 499 }));
    await vi.advanceTimersByTimeAsync(100);
    const later = call(ask({ deadline: performance.now() + 500 }));
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(26);
    void call(ask({ deadline: performance.now() + 499 }));
    expect(calls).toHaveLength(2);
    calls[0]?.answer(book());
    expect(told(await later)).toEqual(book().data);
  });

  it("are aborted when the last taker has left, not before", async () => {
    const { call, calls } = open();
    const clients = [new AbortController(), new AbortController()];
    const results = clients.map(({ signal }) => call(ask({ signal })));
    clients[0]?.abort();
    expect(told((await results[0]) ?? {})).toBe("SERVICE_UNAVAILABLE");
    expect(calls[0]?.request.signal?.aborted).toBe(false);
    clients[1]?.abort();
    expect(calls[0]?.request.signal?.aborted).toBe(true);
    void call(ask());
    expect(calls).toHaveLength(2);
  });

  it("wait no longer than each one's own deadline", async () => {
    const { call, calls } = open();
    const patient = call(ask({ deadline: performance.now() + 5_000 }));
    const hasty = call(ask({ deadline: performance.now() + 20 }));
    await vi.advanceTimersByTimeAsync(20);
    expect(told(await hasty)).toBe("DEADLINE_EXCEEDED");
    calls[0]?.answer(book());
    expect(told(await patient)).toEqual(book().data);
    expect(calls).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
