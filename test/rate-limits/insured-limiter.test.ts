import { Counter, Registry } from "prom-client";
import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createLogger } from "../../src/observability/logger.ts";
import { createLimiterClass } from "../../src/rate-limits/insured-limiter.ts";
import { createAvailability } from "../../src/rate-limits/limiter-backend.ts";

const LIMIT = 10;

/** Shared counts that can be lost, and processes that use them. */
function startProcesses(processes: number, points = LIMIT, settleMs = 0) {
  const stores = new Map<string, RateLimiterMemory>();
  const state = { isDown: false, era: 1, answer: Promise.resolve() };
  const fallbacks = new Counter({ name: "fallbacks", help: "-", registers: [new Registry()] });

  /** The shared counts as one process sees them. */
  function open(limit: { keyPrefix: string; points: number; duration: number }): RateLimiterAbstract {
    const store = () => {
      if (state.isDown) throw new Error("down");
      const known = stores.get(limit.keyPrefix) ?? new RateLimiterMemory(limit);
      stores.set(limit.keyPrefix, known);
      return known;
    };
    return {
      get: async (key: string) => store().get(key),
      consume: async (key: string, points: number) => {
        const taken = store().consume(key, points);
        await state.answer;
        return taken;
      },
      penalty: async (key: string, points: number) => store().penalty(key, points),
    } as unknown as RateLimiterAbstract;
  }

  async function readEra(): Promise<string> {
    if (state.isDown) throw new Error("down");
    return String(state.era);
  }

  const limiters = Array.from({ length: processes }, () => {
    const availability = createAvailability("a test", createLogger("silent"));
    const Limiter = createLimiterClass({ open, readEra, availability, processes, fallbacks, settleMs });
    return { Limiter, availability, limiter: new Limiter({ keyPrefix: "test", points, duration: 60 }) };
  });
  const take = async (index: number, points = 1, key = "me"): Promise<boolean> => {
    try {
      await limiters[index]?.limiter.consume(key, points);
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  };
  const takeAll = async (times: number): Promise<number> => {
    let taken = 0;
    for (let index = 0; index < times; index += 1) if (await take(index % processes)) taken += 1;
    return taken;
  };
  return {
    limiters,
    take,
    takeAll,
    /** What the shared counts know. */
    consumed: async () => (await [...stores.values()][0]?.get("me"))?.consumedPoints,
    fallbacks: async () => (await fallbacks.get()).values[0]?.value ?? 0,
    holdAnswers: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      state.answer = promise;
      return resolve;
    },
    lose: ({ isForgotten = true } = {}) => {
      state.isDown = true;
      if (!isForgotten) return;
      stores.clear();
      state.era += 1;
    },
    giveBack: () => {
      state.isDown = false;
      for (const { availability } of limiters) availability.worked();
    },
  };
}

describe("limiters of several processes", () => {
  it("let through the limit together, and tell what is left", async () => {
    const { limiters, takeAll, fallbacks } = startProcesses(3);
    const [first, second] = limiters;
    expect(await first?.limiter.consume("me")).toMatchObject({ remainingPoints: 9, consumedPoints: 1 });
    expect(await second?.limiter.consume("me", 2)).toMatchObject({ remainingPoints: 7, consumedPoints: 3 });
    expect(await takeAll(30)).toBe(7);
    expect(await fallbacks()).toBe(0);
  });

  it("keep limits of different points and durations apart, whatever their prefix", async () => {
    const { limiters } = startProcesses(1);
    const Limiter = limiters[0]?.Limiter ?? RateLimiterMemory;
    const limits = [
      { points: 1, duration: 60 },
      { points: 5, duration: 60 },
      { points: 5, duration: 10 },
    ];
    for (const limit of limits) {
      expect(await new Limiter({ keyPrefix: "rateLimit", ...limit }).consume("me")).toMatchObject({
        remainingPoints: limit.points - 1,
      });
    }
  });

  it("let through each its share while the shared counts are lost, at least 1, and count these times", async () => {
    const { take, takeAll, lose, fallbacks } = startProcesses(3);
    lose();
    expect(await takeAll(30)).toBe(9);
    expect(await fallbacks()).toBe(30);
    const crowd = startProcesses(20);
    crowd.lose();
    expect(await crowd.takeAll(40)).toBe(20);
    expect(await take(0, 1, "another")).toBe(true);
  });

  it("begin, when the counts are lost, with what was left", async () => {
    const { takeAll, lose } = startProcesses(2);
    expect(await takeAll(6)).toBe(6);
    lose();
    expect(await takeAll(30)).toBe(LIMIT - 6 - 1);
  });

  it("let nobody begin anew: neither when the counts are lost, nor when they are back and know nothing", async () => {
    const { takeAll, lose, giveBack } = startProcesses(2);
    expect(await takeAll(30)).toBe(LIMIT);
    lose();
    expect(await takeAll(30)).toBe(0);
    giveBack();
    expect(await takeAll(30)).toBe(0);
  });

  it("hand in what they let through meanwhile though nobody asks, so that all together let through no more", async () => {
    const { takeAll, lose, giveBack, consumed } = startProcesses(4);
    lose();
    expect(await takeAll(40)).toBe(8);
    giveBack();
    await expect.poll(consumed, { timeout: 10_000 }).toBe(8);
    expect(await takeAll(40)).toBe(LIMIT - 8);
  });

  it("let nobody through who comes while another hands in what was consumed before", async () => {
    const { take, takeAll, lose, giveBack } = startProcesses(1);
    expect(await takeAll(8)).toBe(8);
    lose();
    expect(await take(0)).toBe(true);
    giveBack();
    const taken = await Promise.all(Array.from({ length: 6 }, () => take(0)));
    expect(taken.filter(Boolean).length).toBeLessThanOrEqual(1);
    expect(await take(0)).toBe(false);
  });

  it("hand in what they let through meanwhile, once", async () => {
    const { limiters, takeAll, lose, giveBack } = startProcesses(2);
    expect(await takeAll(2)).toBe(2);
    lose({ isForgotten: false });
    expect(await takeAll(4)).toBe(4);
    giveBack();
    const [first, second] = limiters;
    expect(await first?.limiter.consume("me")).toMatchObject({ consumedPoints: 2 + 2 + 1 });
    expect(await second?.limiter.consume("me")).toMatchObject({ consumedPoints: 2 + 4 + 2 });
    expect(await takeAll(30)).toBe(LIMIT - 8);
  });

  it("hand in all of what they let through at the same time", async () => {
    const { limiters, take, lose, giveBack } = startProcesses(1);
    await take(0);
    lose({ isForgotten: false });
    const taken = await Promise.all(Array.from({ length: 6 }, () => take(0)));
    expect(taken).toEqual(Array.from({ length: 6 }, () => true));
    giveBack();
    expect(await limiters[0]?.limiter.consume("me")).toMatchObject({ consumedPoints: 1 + 6 + 1 });
    lose();
    const afterwards = await Promise.all(Array.from({ length: 9 }, () => take(0)));
    expect(afterwards.filter(Boolean)).toHaveLength(2);
  });

  it("hand in what they let through while an answer was on its way", async () => {
    const { limiters, take, lose, giveBack, consumed, holdAnswers } = startProcesses(1);
    const giveAnswer = holdAnswers();
    const first = take(0);
    await expect.poll(consumed).toBe(1);
    lose({ isForgotten: false });
    limiters[0]?.availability.failed(new Error("closed"));
    expect([await take(0), await take(0)]).toEqual([true, true]);
    giveAnswer();
    expect(await first).toBe(true);
    giveBack();
    await expect.poll(consumed, { timeout: 10_000 }).toBe(3);
  });

  it("go on with their shares of what they counted alone until all others have heard that the counts are back", async () => {
    const { limiters, take, takeAll, lose, giveBack, consumed } = startProcesses(2, 10, 60_000);
    lose();
    expect(await takeAll(6)).toBe(6);
    giveBack();
    const taken = await Promise.all(Array.from({ length: 10 }, () => take(0)));
    expect(taken.filter(Boolean)).toHaveLength(2);
    await expect.poll(consumed, { timeout: 10_000 }).toBe(8);
    expect(await limiters[1]?.limiter.consume("another", 9)).toMatchObject({ consumedPoints: 9 });
  });

  it("tell again what the counts have forgotten, once", async () => {
    const { limiters, takeAll, lose, giveBack } = startProcesses(2);
    expect(await takeAll(6)).toBe(6);
    lose();
    expect(await takeAll(2)).toBe(2);
    giveBack();
    const [first, second] = limiters;
    // The first heard of 5, and let 1 through; the second heard of 6, and let 1 through.
    expect(await first?.limiter.consume("me")).toMatchObject({ consumedPoints: 5 + 1 + 1 });
    // Of what was consumed before, the first has told 5.
    expect(await second?.limiter.consume("me")).toMatchObject({ consumedPoints: 7 + 1 + 1 + 1 });
    expect(await takeAll(30)).toBe(0);
  });

  it("tell again what the counts have forgotten, whoever of them heard of it, and beside what they let through meanwhile", async () => {
    const { limiters, takeAll, lose, giveBack, consumed } = startProcesses(4, 40);
    expect(await takeAll(10)).toBe(10);
    for (const isForgotten of [true, false, true]) {
      lose({ isForgotten });
      for (const { availability } of limiters) availability.failed(new Error("closed"));
      giveBack();
      await expect.poll(consumed, { timeout: 10_000 }).toBe(10);
    }
    lose();
    const meanwhile = await takeAll(60);
    expect(meanwhile).toBeGreaterThan(20);
    giveBack();
    await expect.poll(consumed, { timeout: 10_000 }).toBe(10 + meanwhile);
    expect(await takeAll(60)).toBe(40 - 10 - meanwhile);
    lose();
    expect(await takeAll(8)).toBe(0);
    giveBack();
    await expect.poll(consumed, { timeout: 10_000 }).toBeGreaterThanOrEqual(40);
    expect(await takeAll(8)).toBe(0);
  });

  it("begin anew with a new window, lost or not", async () => {
    const { limiters, lose } = startProcesses(1);
    const Limiter = limiters[0]?.Limiter ?? RateLimiterMemory;
    const limiter = new Limiter({ keyPrefix: "short", points: 2, duration: 1 });
    const takeTwo = async () => {
      await limiter.consume("me", 2);
      await expect(limiter.consume("me")).rejects.toBeInstanceOf(RateLimiterRes);
    };
    await takeTwo();
    lose();
    await expect(limiter.consume("me")).rejects.toBeInstanceOf(RateLimiterRes);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await takeTwo();
  });
});

describe("the availability of shared counts", () => {
  it("lets one request try in a second while they fail", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const availability = createAvailability("a test", createLogger("silent"));
    expect([availability.mayAsk(), availability.mayAsk()]).toEqual([true, true]);
    availability.failed(new Error("down"));
    expect([availability.mayAsk(), availability.isFailing]).toEqual([false, true]);
    vi.advanceTimersByTime(1_000);
    expect([availability.mayAsk(), availability.mayAsk()]).toEqual([true, false]);
    availability.worked();
    expect([availability.mayAsk(), availability.mayAsk(), availability.isFailing]).toEqual([true, true, false]);
  });
});
