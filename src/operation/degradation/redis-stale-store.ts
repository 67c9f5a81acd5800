import type { Logger } from "../../observability/logger.ts";
import { openRedis } from "../../redis/open-redis.ts";
import { watchAvailability } from "../../util/availability.ts";
import type { KeptValue, StaleEntry, StaleStore } from "./stale-store.ts";

const PREFIX = "selvage:stale:";

/** How much may be on its way to Redis at once, in bytes: what comes while it hangs is not kept. */
const MAX_PENDING_BYTES = 10_000_000;

export interface OpenStaleStore extends StaleStore {
  dispose(): void;
}

/**
 * Values that all processes of a gateway share, each for as long as it may be served. While Redis is away nothing is kept
 * and nothing found; whoever asks waits for a Redis that hangs once in a second, and then for a quarter of one.
 */
export function openRedisStaleStore(url: string, log: Logger): OpenStaleStore {
  const availability = watchAvailability(
    (err) => log.error({ err }, "stale values cannot be had from Redis; fields that fail go without"),
    () => log.info("stale values are kept in Redis again"),
  );
  const redis = openRedis(url, availability);
  let pendingBytes = 0;
  const mayAsk = () => redis.isReady() && availability.mayAsk();

  async function set({ key, text, maxAgeMs }: StaleEntry): Promise<void> {
    const value = `${Date.now()} ${text}`;
    const bytes = Buffer.byteLength(value);
    if (pendingBytes + bytes > MAX_PENDING_BYTES) return;
    pendingBytes += bytes;
    try {
      await redis.client.set(PREFIX + key, value, "PX", maxAgeMs);
      availability.worked();
    } catch (error) {
      availability.failed(error);
    } finally {
      pendingBytes -= bytes;
    }
  }

  return {
    keep(entries) {
      if (entries.length > 0 && mayAsk()) for (const entry of entries) void set(entry);
    },
    async take(keys) {
      if (!mayAsk()) return keys.map(() => undefined);
      try {
        const values = await redis.client.mget(keys.map((key) => PREFIX + key));
        availability.worked();
        return values.map(readValue);
      } catch (error) {
        availability.failed(error);
        return keys.map(() => undefined);
      }
    },
    dispose: () => redis.dispose(),
  };
}

function readValue(value: string | null): KeptValue | undefined {
  const [, keptAt, text] = /^(\d{1,15}) (.*)$/s.exec(value ?? "") ?? [];
  // Another machine's clock may be ahead.
  return text === undefined ? undefined : { text, ageMs: Math.max(0, Date.now() - Number(keptAt)) };
}
