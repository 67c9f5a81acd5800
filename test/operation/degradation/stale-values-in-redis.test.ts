import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startFakeService } from "../../testkit/fake-service.ts";
import { findRedis, startRedis } from "../../testkit/redis.ts";
import { startTestGateway, type GraphqlAnswer } from "../../testkit/test-gateway.ts";

const redisServer = findRedis();

const SDL = `
  type Query {
    price(of: Int): Int @degrade(onFailure: STALE, maxStale: "10m")
    news: [String!] @degrade(onFailure: STALE, maxStale: "10m")
    safe: Int @degrade(onFailure: STALE, critical: true)
    count: Int
  }
`;
/** Whatever takes no longer did not wait for Redis, on the busiest machine. */
const NO_TIME_MS = 5_000;
const apiKeys = ["one", "two"].map((id) => ({ id, sha256: createHash("sha256").update(id).digest("hex") }));

async function startShop() {
  const shop = await startFakeService(SDL, {
    Query: { price: () => 5, news: () => ["x".repeat(500)], safe: () => 1, count: () => 2 },
  });
  onTestFinished(() => shop.close());
  return shop;
}

/** A gateway as any other replica's. */
async function startReplica(shop: Awaited<ReturnType<typeof startShop>>, redisUrl: string, maxStaleValueBytes = 100) {
  const { ask } = await startTestGateway(
    { shop: { ...shop, retry: false, circuitBreaker: false, fieldBreaker: false } },
    { degradation: { redisUrl, maxStaleValueBytes }, authentication: { apiKeys } },
  );
  return async (query: string, apiKey?: string) => {
    const startedAt = performance.now();
    const answer = await ask(query, {}, apiKey === undefined ? {} : { "x-api-key": apiKey });
    expect(performance.now() - startedAt).toBeLessThan(NO_TIME_MS);
    return answer as GraphqlAnswer & { extensions?: { partial?: { stale: { path: string[]; ageMs: number }[] } } };
  };
}

describe.skipIf(redisServer === undefined)("stale values in Redis", () => {
  it("are every replica's, each for its asker, with their age, as long as they may be served", async () => {
    const redis = await startRedis(redisServer ?? "");
    const shop = await startShop();
    const [one, other] = [await startReplica(shop, redis.url), await startReplica(shop, redis.url)];
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const query = "{ price safe news count }";
    await vi.waitFor(
      async () => {
        await one(query, "one");
        expect(await client.dbsize()).toBe(2);
      },
      { timeout: 10_000 },
    );

    shop.behave((_call, response) => void response.destroy());
    const answer = await other(query, "one");
    expect(answer).toMatchObject({
      data: { price: 5, safe: 1, news: null, count: null },
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
      extensions: { partial: { complete: false, stale: [{ path: ["price"] }, { path: ["safe"] }] } },
    });
    expect(answer.extensions?.partial?.stale.every(({ ageMs }) => ageMs >= 0 && ageMs < 60_000)).toBe(true);
    expect((await other("{ price }", "two")).data).toEqual({ price: null });
    expect((await other("{ price }")).data).toEqual({ price: null });
    expect((await other("{ price(of: 2) }", "one")).data).toEqual({ price: null });
    expect((await other("{ safe }", "two")).data).toBeNull();

    const keys = await client.keys("*");
    expect(keys.every((key) => /^selvage:stale:[\w-]{43}$/.test(key))).toBe(true);
    const left = await Promise.all(keys.map((key) => client.pttl(key)));
    expect(left.every((ms) => ms > 0 && ms <= 10 * 60_000)).toBe(true);
    expect(Math.min(...left)).toBeLessThanOrEqual(5 * 60_000);
  });

  it("are missed while Redis is away or hangs, and nothing else: values are null at once, and answers good", async () => {
    const redis = await startRedis(redisServer ?? "");
    const shop = await startShop();
    const ask = await startReplica(shop, redis.url);
    const breakDown = () => shop.behave((_call, response) => void response.destroy());
    const good = { data: { price: 5, count: 2 } };
    const priceWhenBroken = async () => {
      breakDown();
      const { data } = await ask("{ price }");
      shop.behave();
      return (data as { price: number | null }).price;
    };
    const waitForPrice = () =>
      vi.waitFor(
        async () => {
          expect(await ask("{ price count }")).toEqual(good);
          expect(await priceWhenBroken()).toBe(5);
        },
        { timeout: 10_000, interval: 100 },
      );
    await waitForPrice();

    redis.freeze();
    expect(await priceWhenBroken()).toBeNull();
    expect(await ask("{ price count }")).toEqual(good);
    redis.thaw();
    await waitForPrice();

    await redis.kill();
    expect(await priceWhenBroken()).toBeNull();
    expect(await ask("{ price count }")).toEqual(good);
    await redis.start();
    await waitForPrice();
  });

  it("hold up no start: a gateway whose Redis is away is as one without", async () => {
    const redis = await startRedis(redisServer ?? "");
    await redis.kill();
    const shop = await startShop();
    const ask = await startReplica(shop, redis.url);
    expect(await ask("{ price count }")).toEqual({ data: { price: 5, count: 2 } });
  });
});
