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
  readonly availability: Availability;
  /** Among how many processes a limit is divided while the shared counts are away. */
  readonly processes: number;
  /** Told of everything that was counted here in their place. */
  readonly fallbacks: Counter;
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
}

/** Of how many keys a process knows the count: of others, losing the shared counts loses what they had consumed. */
const MAX_KNOWN = 100_000;
/** Within how long, in milliseconds, what was let through is handed in: not by all processes at once, each would tell of the same. */
const HAND_IN_MS = 1_000;

/**
 * Makes the class of all limiters that share their counts. Each has a key prefix of its own for its points and duration,
 * since limiters that share one would share the first one's limit.
 *
 * While the shared counts cannot be had, a limiter counts in memory, up to this process's share of what was left when it
 * last heard of them, or of the limit, at least 1. When they are back, what was let through meanwhile is handed in, and
 * what they have forgotten is told again. So losing them lets nobody begin anew.
 */
export function createLimiterClass({ open, availability, processes, fallbacks }: SharedCounts): LimiterClass {
  return class InsuredLimiter extends RateLimiterMemory {
    readonly #shared: RateLimiterAbstract;
    readonly #limit: number;
    readonly #known = new BoundedMap<string | number, KnownCount>({ entries: MAX_KNOWN });
    /** The keys of which something is to be handed in. */
    readonly #owing = new Set<string | number>();

    constructor(options: IRateLimiterOptions) {
      const { keyPrefix = "limit", points, duration } = options;
      const limit = { keyPrefix: `selvage:${keyPrefix}:${points}/${duration}`, points, duration };
      super({ ...limit, points: Math.max(1, Math.floor(points / processes)) });
      this.#limit = points;
      this.#shared = open(limit);
      availability.onReturn(() => {
        setTimeout(() => void this.#handIn(), Math.random() * HAND_IN_MS).unref();
      });
    }

    override async consume(key: string | number, points = 1): Promise<RateLimiterRes> {
      if (!availability.mayAsk()) return this.#consumeHere(key, points);
      const askedAtMs = Date.now();
      let taken: RateLimiterRes;
      try {
        taken = await settle(this.#shared.consume(key, points));
        const told = taken.consumedPoints - points;
        const untold = this.#takeUntold(key, told);
        // Where more is known than was told, another request hands it in right now: asked again, it is counted.
        const known = this.#knownOf(key)?.heard ?? 0;
        if (untold > 0 || known > told) taken = await this.#shared.penalty(key, untold);
      } catch (error) {
        availability.failed(error);
        return this.#consumeHere(key, points);
      }
      availability.worked();
      const { consumedPoints: heard, msBeforeNext } = taken;
      const expiresAtMs = askedAtMs + msBeforeNext;
      this.#known.set(key, { heard, owed: 0, isSeeded: false, expiresAtMs, losses: availability.losses });
      if (heard > this.#limit) throw taken;
      return taken;
    }

    /** So that others hear of it though nobody asks here. */
    async #handIn(): Promise<void> {
      try {
        for (const key of this.#owing) {
          const told = (await this.#shared.get(key))?.consumedPoints ?? 0;
          const untold = this.#takeUntold(key, told);
          if (untold > 0) await this.#shared.penalty(key, untold);
        }
      } catch (error) {
        availability.failed(error);
      }
    }

    /** What the shared counts do not know, where they were lost since they last told; to be told once. */
    #takeUntold(key: string | number, told: number): number {
      this.#owing.delete(key);
      const known = this.#knownOf(key);
      if (known === undefined || known.losses === availability.losses) return 0;
      this.#known.set(key, { ...known, heard: known.heard + known.owed, owed: 0, losses: availability.losses });
      return Math.max(0, known.heard - told) + known.owed;
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
      if (this.#owing.size < MAX_KNOWN) this.#owing.add(key);
      // Others may have been let through meanwhile.
      const latest = this.#knownOf(key);
      this.#known.set(key, {
        heard: latest?.heard ?? 0,
        owed: (latest?.owed ?? 0) + points,
        isSeeded: true,
        expiresAtMs: latest?.expiresAtMs ?? Date.now() + taken.msBeforeNext,
        // Before any loss: that it must be handed in holds whatever happens next.
        losses: -1,
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
