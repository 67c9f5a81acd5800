import { describe, expect, it, vi } from "vitest";
import { Cancellation, toAbortSignal } from "../../src/util/cancellation.ts";

describe("a cancellation", () => {
  it("tells each listener once, with the first reason", () => {
    const cancellation = new Cancellation();
    const [one, other, gone] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
    for (const listener of [one, other, gone]) cancellation.addEventListener("abort", listener);
    cancellation.removeEventListener("abort", gone);
    expect(cancellation.aborted).toBe(false);
    cancellation.abort("first");
    cancellation.abort("second");
    expect(cancellation.aborted).toBe(true);
    expect(cancellation.reason).toBe("first");
    expect([one, other, gone].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
  });

  it("lets a listener take others out while it tells them, and has an error for a reason", () => {
    const cancellation = new Cancellation();
    const last = vi.fn<() => void>();
    cancellation.addEventListener("abort", () => cancellation.removeEventListener("abort", last));
    cancellation.addEventListener("abort", last);
    cancellation.abort();
    expect(last).toHaveBeenCalledTimes(1);
    expect(cancellation.reason).toBeInstanceOf(Error);
  });

  it("is an AbortSignal where one is needed, before and after it was aborted", () => {
    const cancellation = new Cancellation();
    const before = toAbortSignal(cancellation);
    expect(before.aborted).toBe(false);
    cancellation.abort("why");
    for (const signal of [before, toAbortSignal(cancellation)]) {
      expect(signal).toBeInstanceOf(AbortSignal);
      expect([signal.aborted, signal.reason]).toEqual([true, "why"]);
    }
    const given = new AbortController().signal;
    expect(toAbortSignal(given)).toBe(given);
  });
});
