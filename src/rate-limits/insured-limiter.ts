import {
  RateLimiterMemory,
  RateLimiterRes,
  type IRateLimiterOptions,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import type { Availability, OpenSharedLimiter } from "./limiter-backend.ts";

/** Where limiters count. */
export interface Counting {
  /** Counts that are shared with other processes; without it, this process is alone. */
  readonly shared: { readonly open: OpenSharedLimiter; readonly availability: Availability } | undefined;
  /** Among how many processes a limit is divided while the shared counts are away. */
  readonly processes: number;
}

export type LimiterClass = new (options: IRateLimiterOptions) => RateLimiterAbstract;

/**
 * Makes the class of all limiters. Each has a key prefix of its own for its points and duration, since limiters that
 * share one would share the first one's limit. While the shared counts cannot be had, a limiter counts in memory, up to
 * this process's share of the limit, at least 1, and beginning from what it last heard: so that losing them lets
 * nobody begin anew.
 */
export function createLimiterClass({ shared, processes }: Counting): LimiterClass {
  return class InsuredLimiter extends RateLimiterMemory {
    readonly #shared: RateLimiterAbstract | undefined;

    constructor(options: IRateLimiterOptions) {
      const { keyPrefix = "limit", points, duration } = options;
      const limit = { keyPrefix: `selvage:${keyPrefix}:${points}/${duration}`, points, duration };
      super({ ...limit, points: shared === undefined ? points : Math.max(1, Math.floor(points / processes)) });
      this.#shared = shared?.open(limit);
    }

    override async consume(key: string | number, points = 1): Promise<RateLimiterRes> {
      if (shared === undefined || this.#shared === undefined || !shared.availability.isAvailable())
        return super.consume(key, points);
      try {
        const taken = await this.#shared.consume(key, points);
        shared.availability.worked();
        await this.#remember(key, taken);
        return taken;
      } catch (error) {
        if (error instanceof RateLimiterRes) {
          shared.availability.worked();
          await this.#remember(key, error);
          throw error;
        }
        shared.availability.failed(error);
        return super.consume(key, points);
      }
    }

    /** The own count is set to what leaves this process its share of what all have left. */
    async #remember(key: string | number, { remainingPoints, msBeforeNext }: RateLimiterRes): Promise<void> {
      const left = Math.floor(remainingPoints / processes);
      if (msBeforeNext > 0) await this.set(key, this.points - left, msBeforeNext / 1000);
    }
  };
}
