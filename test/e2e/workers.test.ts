import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeConfig } from "../testkit/config-file.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { startNode, type TestProcess } from "../testkit/processes.ts";
import { findRedis, startRedis } from "../testkit/redis.ts";

const SDL = /* GraphQL */ `
  type Query {
    hello: String
    slow: String
    rare: String @rateLimit(limit: 5, duration: 60)
    often: String @rateLimit(limit: 7, duration: 60)
  }
`;
const LIMIT = 30;
const START_MS = 60_000;

async function startGateway(environment: Record<string, string>, outlivesTest = false) {
  const service = await startFakeService(SDL, {
    Query: {
      hello: () => "hello",
      slow: () => new Promise((resolve) => setTimeout(() => resolve("slow"), 1_500)),
      rare: () => "rare",
      often: () => "often",
    },
  });
  onTestFinished(() => service.close());
  const file = writeConfig(`{ services: [{ name: "a", contract: "a.graphql", endpoints: "${service.url}" }] }`, SDL);
  const started = startNode(
    ["src/cli/bin.ts", "start", "--config", file],
    {
      PORT: "0",
      RATE_LIMIT_PER_MINUTE: String(LIMIT),
      ...environment,
    },
    outlivesTest,
  );
  const [, url = ""] = await started.until(/listens at (\S+)\/graphql/, START_MS);
  return { service, started, url };
}

/** A connection of its own for each request: they go to the workers in turn. */
async function send(url: string, query = "{ hello }"): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", connection: "close" },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, text: await response.text() };
}

async function countAnswered(urls: readonly string[], times: number): Promise<number> {
  const all = Array.from({ length: times }, (_, index) => send(urls[index % urls.length] ?? ""));
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
  return statuses.filter((status) => status === 200).length;
}

/** A limit that was there to be used up was used up, and not exceeded. On a busy machine shares may be left over. */
function expectUsedUp(answered: number, limit: number): void {
  expect(answered).toBeLessThanOrEqual(limit);
  expect(answered).toBeGreaterThan(limit / 2);
}

/** The processes that a process started. */
function childrenOf({ child }: TestProcess): number[] {
  return readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
}

const isAlive = (pid: number) => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

describe("workers", () => {
  it("let through no more than the limits together, also when one dies, which is started again", async () => {
    const { started, url } = await startGateway({ WORKERS: "3", RATE_LIMIT_PER_MINUTE: "60" });
    const workers = childrenOf(started);
    expect(workers).toHaveLength(3);

    const fields = await Promise.all(Array.from({ length: 12 }, () => send(url, "{ rare often }")));
    expect(fields.filter(({ text }) => text.includes('"rare":"rare"'))).toHaveLength(5);
    expect(fields.filter(({ text }) => text.includes('"often":"often"'))).toHaveLength(7);
    expect(await countAnswered([url], 60)).toBe(60 - 12);

    process.kill(workers[0] ?? 0, "SIGKILL");
    await started.until(/a worker died/);
    await expect.poll(() => childrenOf(started).length, { timeout: START_MS }).toBe(3);
    expect(childrenOf(started)).not.toContain(workers[0]);
    expect(await countAnswered([url], 30)).toBe(0);

    // Whichever of them is asked, it tells of all.
    const metrics = async () => (await fetch(`${url}/metrics`, { headers: { connection: "close" } })).text();
    const refused = /selvage_rate_limited_total\{limit="Query.rare"\} (\d+)/;
    const told = [await metrics(), await metrics(), await metrics()].map((text) =>
      Number(refused.exec(text)?.[1] ?? 0),
    );
    expect(new Set(told).size).toBe(1);
  });

  it("tell together how the services do, whichever is asked, also when one does not answer", async () => {
    const { started, url, service } = await startGateway({ WORKERS: "2" });
    const host = new URL(service.url).host;
    const leaving = new AbortController();
    const told = async () => {
      const headers = { connection: "close" };
      const answer = await fetch(`${url}/health/services`, { headers, signal: leaving.signal });
      return (await answer.json()) as object;
    };
    // Connections take turns, and identical queries are one call in each process.
    const slow = [send(url, "{ slow }"), send(url, "{ slow }")];
    await expect.poll(told).toMatchObject({ workers: 2, services: [{ inFlight: 2, endpoints: [{ name: host }] }] });
    await Promise.all(slow);
    for (let times = 0; times < 4; times++)
      expect(await told()).toMatchObject({ services: [{ state: "up", inFlight: 0, endpoints: [{ state: "up" }] }] });

    const [halted = 0] = childrenOf(started);
    process.kill(halted, "SIGSTOP");
    // Of four connections some are the other's.
    const answers = Array.from({ length: 4 }, () => told());
    expect(await Promise.any(answers)).toMatchObject({ workers: 1, services: [{ name: "a", state: "up" }] });
    leaving.abort();
    process.kill(halted, "SIGKILL");
  });

  it("finish what is in flight on SIGTERM, and leave nothing running", async () => {
    const { started, url, service } = await startGateway({ WORKERS: "2" });
    const workers = childrenOf(started);
    const inFlight = [send(url, "{ slow }"), send(url, "{ slow }")];
    await expect.poll(() => service.calls.length).toBe(2);
    started.child.kill("SIGTERM");
    for (const { text } of await Promise.all(inFlight)) expect(text).toBe('{"data":{"slow":"slow"}}');
    expect(await started.ended).toBe(0);
    expect(workers.map(isAlive)).toEqual([false, false]);
    expect(started.output()).not.toMatch(/a worker died/);
  });

  it("end with their primary, however it ends", async () => {
    const { started } = await startGateway({ WORKERS: "2" });
    const workers = childrenOf(started);
    await started.kill();
    await expect.poll(() => workers.map(isAlive), { timeout: 10_000 }).toEqual([false, false]);
  });

  it("that cannot start say why once, and the exit code is 1", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const file = writeConfig('{ services: [{ name: "a", contract: "a.graphql", endpoints: "http://127.0.0.1:1" }] }');
    const started = startNode(["src/cli/bin.ts", "start", "--config", file, "--port", String(port)], { WORKERS: "3" });
    expect(await started.ended).toBe(1);
    expect(started.output().match(/is in use/g)).toHaveLength(1);
    expect(started.output()).not.toMatch(/\n\s+at /);
  });
});

const redisServer = findRedis();

describe.skipIf(redisServer === undefined)("workers and replicas that share a Redis", () => {
  it("let through no more than the limit together, while it is there, while it is gone, and when it is back", async () => {
    const redis = await startRedis(redisServer ?? "");
    const environment = { REDIS_URL: redis.url };
    const [first, second] = [await startGateway({ ...environment, WORKERS: "2" }), await startGateway(environment)];
    const urls = [first.url, second.url, first.url];
    // A process goes on with what it heard last: after the second time each has heard that nothing is left.
    expectUsedUp((await countAnswered(urls, 2 * LIMIT)) + (await countAnswered(urls, LIMIT)), LIMIT);

    await redis.kill();
    expect(await countAnswered(urls, LIMIT)).toBe(0);
    for (const { started } of [first, second]) await started.until(/rate limits cannot be counted in Redis/);
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    expect(Number(/selvage_rate_limit_fallbacks_total (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);

    await redis.start();
    const askUntilBack = async ({ started, url }: typeof first): Promise<void> => {
      while (!started.output().includes("counted in Redis again")) {
        expect((await send(url)).status).toBe(429);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await Promise.all([first, second].map(askUntilBack));
    expect(await countAnswered(urls, LIMIT)).toBe(0);
  });

  it("each allow their share while it was never there", async () => {
    const redis = await startRedis(redisServer ?? "");
    await redis.kill();
    const { url, started } = await startGateway({ REDIS_URL: redis.url, WORKERS: "2" });
    await started.until(/Redis was not ready|cannot be counted in Redis/);
    expectUsedUp(await countAnswered([url], 2 * LIMIT), LIMIT);
  });

  it("wait for one that hangs no longer than a moment, and never open the door", async () => {
    const redis = await startRedis(redisServer ?? "");
    const { url, started } = await startGateway({ REDIS_URL: redis.url });
    expect(await countAnswered([url], 10)).toBe(10);
    redis.freeze();
    const began = performance.now();
    expect(await countAnswered([url], 2 * LIMIT)).toBeLessThanOrEqual(LIMIT - 10);
    expect(performance.now() - began).toBeLessThan(5_000);
    await started.until(/cannot be counted in Redis/);
    redis.thaw();
    await expect
      .poll(
        async () => {
          await send(url);
          return started.output();
        },
        { timeout: 10_000 },
      )
      .toContain("counted in Redis again");
    expect(await countAnswered([url], LIMIT)).toBe(0);
  });
});
