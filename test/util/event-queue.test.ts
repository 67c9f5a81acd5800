import { describe, expect, it, vi } from "vitest";
import { EventQueue } from "../../src/util/event-queue.ts";

describe("an event queue", () => {
  it("gives what was put, in order, then its end", async () => {
    const queue = new EventQueue<number>();
    queue.put(1);
    queue.put(2);
    queue.end();
    expect(await Array.fromAsync(queue)).toStrictEqual([1, 2]);
  });

  it("gives an item to whoever waits for it", async () => {
    const queue = new EventQueue<number>();
    const taken = [queue.next(), queue.next()];
    queue.put(1);
    queue.put(2);
    expect(await Promise.all(taken)).toStrictEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
  });

  it("tells an error once, behind what was put before it", async () => {
    const queue = new EventQueue<number>();
    queue.put(1);
    queue.fail(new Error("broken"));
    expect(await queue.next()).toStrictEqual({ done: false, value: 1 });
    await expect(queue.next()).rejects.toThrow("broken");
    expect(await queue.next()).toStrictEqual({ done: true, value: undefined });
  });

  it("drops what waits when it is abandoned", async () => {
    const queue = new EventQueue<number>();
    queue.put(1);
    queue.abandon(new Error("too slow"));
    await expect(queue.next()).rejects.toThrow("too slow");
  });

  it("holds no more than its capacity", async () => {
    const queue = new EventQueue<number>({ capacity: 1 });
    expect([queue.put(1), queue.put(2)]).toStrictEqual([true, false]);
    await queue.next();
    expect(queue.put(3)).toBe(true);
  });

  it("lets go at once whoever leaves while waiting, and closes once", async () => {
    const onClose = vi.fn<() => void>();
    const queue = new EventQueue<number>({ onClose });
    const waiting = queue.next();
    await queue.return();
    await queue.return();
    expect(await waiting).toStrictEqual({ done: true, value: undefined });
    expect(queue.put(1)).toBe(false);
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("closes when its end was taken, not before", async () => {
    const onClose = vi.fn<() => void>();
    const queue = new EventQueue<number>({ onClose });
    queue.put(1);
    queue.end();
    await queue.next();
    expect(onClose).not.toHaveBeenCalled();
    await queue.next();
    expect(onClose).toHaveBeenCalledOnce();
  });
});
