import { RateLimiterRes } from "rate-limiter-flexible";
import { GatewayError } from "../errors.ts";
import type { Counter } from "../observability/metrics.ts";
import type { LimiterClass } from "./insured-limiter.ts";

/** How often one client may ask for one thing. */
export interface NamedLimitOptions {
  /** How many times, at least 1. */
  limit: number;
  /** Within how many seconds. */
  durationSeconds: number;
}

/** Counts one use by a client. Throws RATE_LIMITED with `Retry-After` once the limit is exceeded. */
export type TakeNamedLimit = (client: string) => Promise<void>;

/** A limit of one thing's own, beside the client's over everything; things of one name and limit share their counts. */
export function createNamedLimit(
  Limiter: LimiterClass,
  name: string,
  { limit, durationSeconds }: NamedLimitOptions,
  refused: Counter<"limit">,
): TakeNamedLimit {
  const limiter = new Limiter({ keyPrefix: name, points: limit, duration: durationSeconds });
  return async function takeNamedLimit(client) {
    try {
      await limiter.consume(client);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      refused.inc({ limit: name });
      const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new GatewayError("RATE_LIMITED", {
        extensions: { retryAfter },
        httpHeaders: { "retry-after": String(retryAfter) },
      });
    }
  };
}
