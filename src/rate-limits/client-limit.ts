import { RateLimiterRes } from "rate-limiter-flexible";
import type { Principal } from "../auth/principal.ts";
import { GatewayError } from "../errors.ts";
import type { Counter } from "../observability/metrics.ts";
import { clientKey } from "./client-key.ts";
import type { LimiterClass } from "./insured-limiter.ts";

export interface ClientLimitOptions {
  /** How many requests one client may send within a minute, a principal or, unnamed, an address; 0: any number. @default 100, or `RATE_LIMIT_PER_MINUTE`; 10,000 where all services are embedded */
  requestsPerMinute?: number;
}

export const REQUESTS_PER_MINUTE = 100;
const WINDOW_SECONDS = 60;

/** What a client may still ask, to be told with every answer. */
export type QuotaHeaders = Readonly<Record<"ratelimit" | "ratelimit-policy", string>>;

/** The limit of each client over everything that it asks. */
export interface ClientLimit {
  /**
   * Charges a client. Gives the headers that tell what is left (draft-ietf-httpapi-ratelimit-headers), or nothing where
   * there is no limit. Throws RATE_LIMITED (429) with these headers and `Retry-After` once the limit is exceeded.
   */
  charge(principal: Principal, address: string, points: number): Promise<QuotaHeaders | undefined>;
}

export function createClientLimit(
  Limiter: LimiterClass,
  requestsPerMinute: number,
  refused: Counter<"limit">,
): ClientLimit {
  const limiters = new Map<number, InstanceType<LimiterClass>>();

  function limiterOf(points: number): InstanceType<LimiterClass> {
    const limiter = limiters.get(points) ?? new Limiter({ keyPrefix: "client", points, duration: WINDOW_SECONDS });
    limiters.set(points, limiter);
    return limiter;
  }

  return {
    async charge(principal, address, points) {
      const limit = (principal.kind === "api-key" ? principal.requestsPerMinute : undefined) ?? requestsPerMinute;
      if (limit === 0) return undefined;
      try {
        return describe(limit, await limiterOf(limit).consume(clientKey(principal, address), points));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        refused.inc({ limit: "client" });
        const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
        throw new GatewayError("RATE_LIMITED", {
          extensions: { retryAfter },
          httpHeaders: { "retry-after": String(retryAfter), ...describe(limit, error) },
        });
      }
    },
  };
}

function describe(limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): QuotaHeaders {
  return {
    ratelimit: `"default";r=${Math.max(0, remainingPoints)};t=${Math.max(0, Math.ceil(msBeforeNext / 1000))}`,
    "ratelimit-policy": `"default";q=${limit};w=${WINDOW_SECONDS}`,
  };
}
