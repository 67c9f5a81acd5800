import { describe, expect, it, onTestFinished } from "vitest";
import { openRedis } from "../../src/redis/open-redis.ts";
import { watchAvailability } from "../../src/util/availability.ts";
import { findRedis, startRedis } from "../testkit/redis.ts";

const redisServer = findRedis();

describe.skipIf(redisServer === undefined)("a connection to Redis", () => {
  it("tells that Redis is lost, and is back, though nobody asks: when it was gone, and when it hung", async () => {
    const told: string[] = [];
    const availability = watchAvailability(
      () => told.push("lost"),
      () => told.push("back"),
    );
    const redis = await startRedis(redisServer ?? "");
    const connection = openRedis(redis.url, availability);
    onTestFinished(() => connection.dispose());
    await connection.untilReady();

    await redis.kill();
    await expect.poll(() => told).toEqual(["lost"]);
    await redis.start();
    await expect.poll(() => told, { timeout: 20_000 }).toEqual(["lost", "back"]);
    // Nobody is left to try alone: a whole crowd may ask.
    expect([availability.mayAsk(), availability.mayAsk()]).toEqual([true, true]);

    redis.freeze();
    await connection.client.ping().catch((error: unknown) => availability.failed(error));
    expect(told).toEqual(["lost", "back", "lost"]);
    redis.thaw();
    await expect.poll(() => told, { timeout: 20_000 }).toEqual(["lost", "back", "lost", "back"]);
  });
});
