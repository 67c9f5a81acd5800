import cluster from "node:cluster";
import { randomUUID } from "node:crypto";
import {
  RateLimiterCluster,
  RateLimiterClusterMaster,
  RateLimiterMemory,
  RateLimiterRedis,
} from "rate-limiter-flexible";
import type { Logger } from "../observability/logger.ts";
import type { Counter } from "../observability/metrics.ts";
import { openRedis, type RedisConnection } from "../redis/open-redis.ts";
import { createLimiterClass, type LimiterClass } from "./insured-limiter.ts";
import { createAvailability } from "./limiter-backend.ts";

export interface RateLimitersOptions {
  /** The Redis that replicas of the gateway share their counts in. @default `REDIS_URL`, or none: counts are this process's, or its workers' together */
  redisUrl?: string;
  /** How many replicas there are: while Redis is away, each allows its share of a limit. @default 1 */
  expectedReplicas?: number;
}

/** How long the primary may take, in milliseconds: it may be busy, but is gone only together with its workers. */
const PRIMARY_TIMEOUT_MS = 2_000;

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
  fallbacks: Counter,
): Promise<RateLimiters> {
  const processes = cluster.isWorker ? expectedReplicas * workers : expectedReplicas;
  if (redisUrl !== undefined) return shareInRedis(redisUrl, processes, log, fallbacks);
  if (!cluster.isWorker) return { Limiter: RateLimiterMemory, dispose: async () => undefined };
  return {
    Limiter: createLimiterClass({
      open: (limit) => new RateLimiterCluster({ ...limit, timeoutMs: PRIMARY_TIMEOUT_MS }),
      readEra: async () => "the primary's life",
      availability: createAvailability("the primary process", log),
      processes,
      fallbacks,
    }),
    dispose: async () => undefined,
  };
}

/** Counts for the workers of this process, as long as it lives, where they share no Redis. */
export function countForWorkers(): void {
  // It listens to the workers' messages from its construction on; there is one in a process.
  void new RateLimiterClusterMaster();
}

/** It is forgotten together with the counts: whoever comes first then begins another one. */
async function readEra(client: RedisConnection["client"]): Promise<string> {
  await client.set("selvage:era", randomUUID(), "NX");
  return (await client.get("selvage:era")) ?? "";
}

async function shareInRedis(url: string, processes: number, log: Logger, fallbacks: Counter): Promise<RateLimiters> {
  const availability = createAvailability("Redis", log);
  const redis = openRedis(url, availability);
  await redis.untilReady();
  return {
    Limiter: createLimiterClass({
      open: (limit) => new RateLimiterRedis({ ...limit, storeClient: redis.client }),
      readEra: () => readEra(redis.client),
      availability,
      processes,
      fallbacks,
    }),
    dispose: async () => redis.dispose(),
  };
}
