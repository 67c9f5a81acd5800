import type { RateLimiterAbstract } from "rate-limiter-flexible";
import type { Logger } from "../observability/logger.ts";

/** What makes a limiter whose counts are shared with other processes. */
export type OpenSharedLimiter = (limit: SharedLimit) => RateLimiterAbstract;

export interface SharedLimit {
  /** Tells the limiter's counts from other ones'. */
  readonly keyPrefix: string;
  readonly points: number;
  /** In seconds. */
  readonly duration: number;
}

/** How long shared counts that failed are not asked again, in milliseconds: then one request tries. */
const RETRY_AFTER_MS = 1_000;

/** Whether the shared counts can be had. */
export interface Availability {
  /** Whether to ask them now. While they fail, this lets one request try in a second: the others must not wait for it. */
  mayAsk(): boolean;
  /** How often they were lost so far: what was heard before the last time may be gone. */
  readonly losses: number;
  worked(): void;
  failed(error: unknown): void;
  /** They may be asked again, without waiting. */
  returned(): void;
}

/** Remembers failures, and tells the log of the first one and of the recovery. */
export function createAvailability(name: string, log: Logger): Availability {
  let waitUntil = -Infinity;
  let isFailing = false;
  let losses = 0;
  return {
    get losses() {
      return losses;
    },
    mayAsk() {
      if (!isFailing) return true;
      const now = performance.now();
      if (now < waitUntil) return false;
      waitUntil = now + RETRY_AFTER_MS;
      return true;
    },
    worked() {
      if (!isFailing) return;
      isFailing = false;
      log.info(`rate limits are counted in ${name} again`);
    },
    failed(error) {
      waitUntil = performance.now() + RETRY_AFTER_MS;
      losses += 1;
      if (isFailing) return;
      isFailing = true;
      log.error(
        { err: error },
        `rate limits cannot be counted in ${name}; each process counts its own share meanwhile`,
      );
    },
    returned() {
      waitUntil = -Infinity;
    },
  };
}
