import cluster from "node:cluster";
import { Redis } from "ioredis";
import { RateLimiterCluster, RateLimiterRedis } from "rate-limiter-flexible";
import type { Logger } from "../observability/logger.ts";
import type { Counter } from "../observability/metrics.ts";
import { createLimiterClass, type LimiterClass } from "./insured-limiter.ts";
import { createAvailability } from "./limiter-backend.ts";

export interface RateLimitersOptions {
  /** The Redis that replicas of the gateway share their counts in. @default `REDIS_URL`, or none: counts are this process's, or its workers' together */
  redisUrl?: string;
  /** How many replicas there are: while Redis is away, each allows its share of a limit. @default 1 */
  expectedReplicas?: number;
}

/** How long a shared count may take, in milliseconds; then the own one is asked. */
const TIMEOUT_MS = 250;
/** How long the start waits for Redis, in milliseconds. */
const START_TIMEOUT_MS = 1_000;

export interface RateLimiters {
  readonly Limiter: LimiterClass;
  dispose(): Promise<void>;
}

/**
 * Opens the place where limits are counted: Redis, or the primary of a cluster's workers, or this process's memory. A
 * Redis that is away holds up neither the start nor a request.
 */
export async function openRateLimiters(
  { redisUrl, expectedReplicas = 1 }: RateLimitersOptions,
  workers: number,
  log: Logger,
  failures: Counter,
): Promise<RateLimiters> {
  const processes = expectedReplicas * workers;
  if (redisUrl !== undefined) return openRedis(redisUrl, processes, log, failures);
  if (!cluster.isWorker)
    return { Limiter: createLimiterClass({ shared: undefined, processes }), dispose: async () => undefined };
  return {
    Limiter: createLimiterClass({
      shared: {
        open: (limit) => new RateLimiterCluster({ ...limit, timeoutMs: TIMEOUT_MS }),
        availability: createAvailability("the primary process", log, failures),
      },
      processes,
    }),
    dispose: async () => undefined,
  };
}

async function openRedis(url: string, processes: number, log: Logger, failures: Counter): Promise<RateLimiters> {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  const availability = createAvailability("Redis", log, failures);
  redis.on("error", (error) => availability.failed(error));
  const ready = Promise.withResolvers<void>();
  redis.once("ready", () => ready.resolve());
  const timer = setTimeout(() => {
    availability.failed(new Error(`Redis was not ready within ${START_TIMEOUT_MS} ms.`));
    ready.resolve();
  }, START_TIMEOUT_MS);
  await ready.promise;
  clearTimeout(timer);
  return {
    Limiter: createLimiterClass({
      shared: { open: (limit) => new RateLimiterRedis({ ...limit, storeClient: redis }), availability },
      processes,
    }),
    async dispose() {
      redis.disconnect();
    },
  };
}
