import type { RateLimiterAbstract } from "rate-limiter-flexible";
import type { Logger } from "../observability/logger.ts";
import { watchAvailability, type Availability } from "../util/availability.ts";

/** What makes a limiter whose counts are shared with other processes. */
export type OpenSharedLimiter = (limit: SharedLimit) => RateLimiterAbstract;

export interface SharedLimit {
  /** Tells the limiter's counts from other ones'. */
  readonly keyPrefix: string;
  readonly points: number;
  /** In seconds. */
  readonly duration: number;
}

/** Whether the shared counts can be had; the log is told when they are lost, and when they are back. */
export function createAvailability(name: string, log: Logger): Availability {
  return watchAvailability(
    (err) =>
      log.error({ err }, `rate limits cannot be counted in ${name}; each process counts its own share meanwhile`),
    () => log.info(`rate limits are counted in ${name} again`),
  );
}
