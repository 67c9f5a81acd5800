import {
  RateLimiterMemory,
  RateLimiterRes,
  type IRateLimiterOptions,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import type { Counter } from "../observability/metrics.ts";
import { BoundedMap } from "../util/bounded-map.ts";
import type { Availability } from "../util/availability.ts";
import type { OpenSharedLimiter } from "./limiter-backend.ts";

/** Counts that are shared with other processes. */
export interface SharedCounts {
  readonly open: OpenSharedLimiter;
  /** A name that stays the same for as long as the shared counts forget nothing. */
  readonly readEra: () => Promise<string>;
  readonly availability: Availability;
  /** Among how many processes a limit is divided while the shared counts are away. */
  readonly processes: number;
  /** Told of everything that was counted here in their place. */
  readonly fallbacks: Counter;
  /**
   * How long, in milliseconds, a process goes on alone with what it counted alone, when the shared counts are back: the
   * others may hear of that later. @default 2_500
   */
  readonly settleMs?: number;
}

export type LimiterClass = new (options: IRateLimiterOptions) => RateLimiterAbstract;

/** What a process knows of one key's count, in the key's current window. */
interface KnownCount {
  /** How much all processes had consumed when the shared counts last told. */
  readonly heard: number;
  /** How much was let through here since. */
  readonly owed: number;
  /** Whether the count in memory begins from there. */
  readonly isSeeded: boolean;
  /** By `Date.now()`. */
  readonly expiresAtMs: number;
  /** How often the shared counts had been lost by then. */
  readonly losses: number;
  /** The era of the shared counts that told. */
  readonly era: string;
}

/** Of how many keys a process knows the count: of others, losing the shared counts loses what they had consumed. */
const MAX_KNOWN = 100_000;
/** Within how long, in milliseconds, what was let through is handed in: not by all processes at the same moment. */
const HAND_IN_MS = 200;

/**
 * Makes the class of all limiters that share their counts. Each has a key prefix of its own for its points and duration,
 * since limiters that share one would share the first one's limit.
 *
 * While the shared counts cannot be had, a limiter counts in memory, up to this process's share of what was left when it
 * last heard of them, or of the limit, at least 1. When they are back, what was let through meanwhile is handed in, and
 * what they have forgotten is told again. So losing them lets nobody begin anew.
 */
export function createLimiterClass({
  open,
  readEra,
  availability,
  processes,
  fallbacks,
  settleMs = 2_500,
}: SharedCounts): LimiterClass {
  let settledAt = -Infinity;
  availability.onReturn(() => {
    settledAt = performance.now() + settleMs;
  });

  /** What the shared counts know now, as far as this process knows. */
  let current = { era: "", losses: -1 };
  let reading: Promise<void> | undefined;

  async function readCurrent(): Promise<void> {
    const { losses } = availability;
    current = { era: await readEra(), losses };
  }

  /** Resolves when it is known what the shared counts have forgotten, if they were lost; undefined where it is. */
  function untilCurrent(): Promise<void> | undefined {
    if (current.losses === availability.losses) return undefined;
    reading ??= readCurrent().finally(() => (reading = undefined));
    return reading;
  }

  function isForgotten({ heard, era }: KnownCount): boolean {
    return heard > 0 && era !== current.era;
  }

  return class InsuredLimiter extends RateLimiterMemory {
    readonly #shared: RateLimiterAbstract;
    readonly #limit: number;
    readonly #known = new BoundedMap<string | number, KnownCount>({ entries: MAX_KNOWN });
    /** What is being handed in, by its key. */
    readonly #handingIn = new Map<string | number, Promise<void>>();

    constructor(options: IRateLimiterOptions) {
      const { keyPrefix = "limit", points, duration } = options;
      const limit = { keyPrefix: `selvage:${keyPrefix}:${points}/${duration}`, points, duration };
      super({ ...limit, points: Math.max(1, Math.floor(points / processes)) });
      this.#limit = points;
      this.#shared = open(limit);
      availability.onReturn(() => {
        setTimeout(() => void this.#handInAll(), Math.random() * HAND_IN_MS).unref();
      });
    }

    override async consume(key: string | number, points = 1): Promise<RateLimiterRes> {
      if (!availability.mayAsk()) return this.#consumeHere(key, points);
      if (performance.now() < settledAt && this.#knownOf(key)?.isSeeded === true) {
        const taken = await this.#consumeHere(key, points);
        void this.#handInAll([key]);
        return taken;
      }
      const askedAtMs = Date.now();
      let taken: RateLimiterRes;
      let era: string;
      let losses: number;
      try {
        const known = untilCurrent();
        if (known !== undefined) await known;
        // Before anything is counted for whoever asks: so nobody is let through by counts that lack something.
        const handedIn = this.#handIn(key);
        if (handedIn !== undefined) await handedIn;
        ({ era, losses } = current);
        taken = await settle(this.#shared.consume(key, points));
      } catch (error) {
        availability.failed(error);
        return this.#consumeHere(key, points);
      }
      availability.worked();
      const { consumedPoints: heard, msBeforeNext } = taken;
      const count = { heard, owed: 0, isSeeded: false, expiresAtMs: askedAtMs + msBeforeNext, losses, era };
      const latest = this.#knownOf(key);
      // Where the shared counts were lost meanwhile, others were let through here.
      if (latest === undefined || latest.owed === 0) this.#known.set(key, count);
      else this.#known.set(key, { ...count, owed: latest.owed, isSeeded: true, losses: -1 });
      if (heard > this.#limit) throw taken;
      return taken;
    }

    /** So that others hear of it though nobody asks here. */
    async #handInAll(keys = this.#known.keys()): Promise<void> {
      try {
        await untilCurrent();
        for (const key of keys) {
          const handedIn = this.#handIn(key);
          if (handedIn !== undefined) await handedIn;
        }
      } catch (error) {
        availability.failed(error);
      }
    }

    /** Hands in what the shared counts do not know of a key, once; undefined where there is nothing. */
    #handIn(key: string | number): Promise<void> | undefined {
      const running = this.#handingIn.get(key);
      if (running !== undefined) return running;
      const count = this.#knownOf(key);
      if (count === undefined || count.losses === current.losses) return undefined;
      if (count.owed === 0 && !isForgotten(count)) {
        this.#known.set(key, { ...count, losses: current.losses });
        return undefined;
      }
      const handedIn = this.#tell(key, count).finally(() => this.#handingIn.delete(key));
      this.#handingIn.set(key, handedIn);
      return handedIn;
    }

    async #tell(key: string | number, count: KnownCount): Promise<void> {
      const { heard, owed } = count;
      // What is let through here while this is told is owed anew.
      this.#known.set(key, { ...count, ...current, heard: heard + owed, owed: 0 });
      try {
        const untold = owed + (await this.#tellForgotten(key, count));
        if (untold === 0) return;
        const told = await this.#shared.penalty(key, untold);
        const latest = this.#knownOf(key);
        if (latest !== undefined) this.#known.set(key, { ...latest, heard: told.consumedPoints });
      } catch (error) {
        const latest = this.#knownOf(key);
        this.#known.set(key, { ...count, owed: owed + (latest?.owed ?? 0), losses: -1 });
        throw error;
      }
    }

    /**
     * How much of what all had consumed is for this process to tell again, where the shared counts have forgotten it. Each
     * process heard of another number, and of the same requests: beside the count stands what was told again so far, and
     * each adds what it heard beyond.
     */
    async #tellForgotten(key: string | number, count: KnownCount): Promise<number> {
      if (!isForgotten(count)) return 0;
      const { heard } = count;
      const toldKey = `${key}:${current.era}`;
      const missing = heard - ((await this.#shared.get(toldKey))?.consumedPoints ?? 0);
      if (missing <= 0) return 0;
      const { consumedPoints } = await this.#shared.penalty(toldKey, missing);
      // Others may have added theirs at the same moment.
      const mine = Math.max(0, missing - (consumedPoints - heard));
      if (mine < missing) await this.#shared.penalty(toldKey, mine - missing);
      return mine;
    }

    async #consumeHere(key: string | number, points: number): Promise<RateLimiterRes> {
      fallbacks.inc();
      const known = this.#knownOf(key);
      if (known !== undefined && !known.isSeeded) {
        this.#known.set(key, { ...known, isSeeded: true });
        // Each of the others may have let one through since.
        const left = Math.max(0, Math.floor((this.#limit - known.heard - (processes - 1)) / processes));
        await this.set(key, this.points - left, (known.expiresAtMs - Date.now()) / 1000);
      }
      const taken = await super.consume(key, points);
      // Others may have been let through meanwhile.
      const latest = this.#knownOf(key);
      this.#known.set(key, {
        heard: latest?.heard ?? 0,
        owed: (latest?.owed ?? 0) + points,
        isSeeded: true,
        expiresAtMs: latest?.expiresAtMs ?? Date.now() + taken.msBeforeNext,
        // Before any loss: that it must be handed in holds whatever happens next.
        losses: -1,
        era: latest?.era ?? "",
      });
      return taken;
    }

    #knownOf(key: string | number): KnownCount | undefined {
      const known = this.#known.get(key);
      return known !== undefined && known.expiresAtMs > Date.now() ? known : undefined;
    }
  };
}

/** What a limiter tells when it has counted, whether it lets through or not. */
async function settle(consumed: Promise<RateLimiterRes>): Promise<RateLimiterRes> {
  try {
    return await consumed;
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
}
