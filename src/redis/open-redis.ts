import { Redis } from "ioredis";
import { RETRY_AFTER_MS, type Availability } from "../util/availability.ts";

/** How long Redis may take for a command, in milliseconds: whoever waits for it holds up a client. */
const COMMAND_TIMEOUT_MS = 250;
/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 1_000;
/** How long it is waited at most before one is tried again, in milliseconds. */
const MAX_RECONNECT_MS = 2_000;

/** A connection to Redis that is made anew whenever it breaks. */
export interface RedisConnection {
  /** Its commands are rejected at once while there is no connection, and soon where there is no answer. */
  readonly client: Redis;
  /** Whether there is a connection. */
  isReady(): boolean;
  /** Waits for the first connection, a second at most. */
  untilReady(): Promise<void>;
  dispose(): void;
}

/**
 * Connects to a Redis, which may be away; `availability` is told of each connection that is lost, and as soon as there is
 * an answer again, whether somebody asks or not: else the first crowd afterwards would still go without it.
 */
export function openRedis(url: string, availability: Availability): RedisConnection {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_MS),
  });
  let isDisposed = false;
  client.on("error", (error) => availability.failed(error));
  client.on("close", () => {
    if (!isDisposed) availability.failed(new Error("The connection to Redis was closed."));
  });
  client.on("ready", () => availability.worked());
  // A connection may outlive a Redis that hangs.
  const watch = setInterval(() => {
    if (!availability.isFailing || client.status !== "ready") return;
    client.ping().then(
      () => availability.worked(),
      () => undefined,
    );
  }, RETRY_AFTER_MS).unref();
  const ready = Promise.withResolvers<void>();
  client.once("ready", () => ready.resolve());
  return {
    client,
    isReady: () => client.status === "ready",
    async untilReady() {
      const timer = setTimeout(() => {
        availability.failed(new Error(`Redis was not ready within ${CONNECT_TIMEOUT_MS} ms.`));
        ready.resolve();
      }, CONNECT_TIMEOUT_MS);
      await ready.promise;
      clearTimeout(timer);
    },
    dispose() {
      isDisposed = true;
      clearInterval(watch);
      client.disconnect();
    },
  };
}
