import type { RateLimiterAbstract } from "rate-limiter-flexible";
import type { Logger } from "../observability/logger.ts";
import type { Counter } from "../observability/metrics.ts";

/** What makes a limiter whose counts are shared with other processes. */
export type OpenSharedLimiter = (limit: SharedLimit) => RateLimiterAbstract;

export interface SharedLimit {
  /** Tells the limiter's counts from other ones'. */
  readonly keyPrefix: string;
  readonly points: number;
  /** In seconds. */
  readonly duration: number;
}

/** How long a shared count that failed is not asked again, in milliseconds: a request must not wait for one that hangs. */
const RETRY_AFTER_MS = 1_000;

/** Whether the shared counts can be had. */
export interface Availability {
  isAvailable(): boolean;
  worked(): void;
  failed(error: unknown): void;
}

/** Remembers failures, and tells the log of the first one and of the recovery. */
export function createAvailability(name: string, log: Logger, failures: Counter): Availability {
  let failedAt = -Infinity;
  let isFailing = false;
  return {
    isAvailable: () => performance.now() - failedAt > RETRY_AFTER_MS,
    worked() {
      if (!isFailing) return;
      isFailing = false;
      log.info(`rate limits are counted in ${name} again`);
    },
    failed(error) {
      failedAt = performance.now();
      failures.inc();
      if (isFailing) return;
      isFailing = true;
      log.error(
        { err: error },
        `rate limits cannot be counted in ${name}; each process counts its own share meanwhile`,
      );
    },
  };
}
