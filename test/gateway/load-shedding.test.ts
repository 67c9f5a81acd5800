import { describe, expect, it, onTestFinished } from "vitest";
import type { GatewayConfig } from "../../src/index.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { openEventStream, openSocket } from "../testkit/streams.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

type LoadShedding = NonNullable<NonNullable<GatewayConfig["server"]>["loadShedding"]>;

/** A limit that no test runs into. */
const ANY = { maxEventLoopDelayMs: 0, maxHeapShare: 0, maxConcurrentRequests: 0 };
const OVERLOADED = { message: "The gateway is overloaded.", extensions: { code: "OVERLOADED" } };

async function startGateway(loadShedding: LoadShedding, config: Partial<GatewayConfig> = {}) {
  const waiting: (() => void)[] = [];
  const service = await startFakeService("type Query { slow: String quick: String }", {
    Query: {
      slow: () => new Promise((resolve) => waiting.push(() => resolve("at last"))),
      quick: () => "at once",
    },
  });
  onTestFinished(() => service.close());
  const gateway = await startTestGateway({ fake: service }, { ...config, server: { ...config.server, loadShedding } });
  const post = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
  const statusOf = async (path: string) => (await fetch(`${gateway.url}${path}`)).status;
  const release = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  onTestFinished(release);
  return { ...gateway, service, waiting, post, statusOf, release };
}

/** Keeps the event loop so busy that all it has to do is late. */
function hog(ms: number): () => void {
  const timer = setInterval(() => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  }, 1);
  return () => clearInterval(timer);
}

describe("more requests in flight than there may be", () => {
  it("are refused at once, before it is asked who they are from; those that were let in are answered", async () => {
    const { url, post, waiting, statusOf, release, service } = await startGateway({
      ...ANY,
      maxConcurrentRequests: 2,
      retryAfterSeconds: 7,
      sampleIntervalMs: 50,
    });
    const admitted = [post("{ slow }"), post("{ slow } ")];
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    // The second one may be let in after the first of these.
    await expect.poll(async () => (await post("{ quick }")).status).toBe(503);
    const asked = service.calls.length;
    const refused = await post("{ quick }", { authorization: "Bearer nonsense" });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("7");
    expect(refused.headers.get("x-request-id")).toBeTruthy();
    expect(await refused.json()).toEqual({ errors: [OVERLOADED] });
    expect(service.calls).toHaveLength(asked);

    const elsewhere = await fetch(`${url}/api/nothing`);
    expect(elsewhere.status).toBe(503);
    expect(await elsewhere.json()).toEqual({ error: { code: "OVERLOADED", message: OVERLOADED.message } });

    expect(await statusOf("/health/live")).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(ready.headers.get("retry-after")).toBe("7");
    expect(await ready.json()).toEqual({ status: "overloaded" });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(Number(/selvage_requests_shed_total\{reason="concurrency"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(1);

    release();
    for (const answer of await Promise.all(admitted)) {
      expect(await answer.json()).toEqual({ data: { slow: "at last" } });
    }
    await expect.poll(async () => (await post("{ quick }")).status).toBe(200);
    await expect.poll(() => statusOf("/health/ready")).toBe(200);
  });

  it("are not counted for ever: clients that leave make room", async () => {
    const { post, waiting, url } = await startGateway({ ...ANY, maxConcurrentRequests: 1 });
    for (let times = 0; times < 5; times++) {
      const leaving = new AbortController();
      const left = fetch(`${url}/graphql?query={slow}`, { signal: leaving.signal }).catch(() => "left");
      await expect.poll(() => waiting.length).toBe(times + 1);
      leaving.abort();
      expect(await left).toBe("left");
      await expect.poll(async () => (await post("{ quick }")).status).toBe(200);
    }
  });

  it("do not count subscriptions, neither while they last nor when they have ended", async () => {
    const { url, post, waiting } = await startGateway({ ...ANY, maxConcurrentRequests: 1 });
    for (let times = 0; times < 3; times++) {
      const stream = await openEventStream(url, "subscription { _gateway { services { name } } }");
      expect((await stream.next())?.data).toEqual({ data: { _gateway: { services: [{ name: "fake" }] } } });
      expect((await post("{ quick }")).status).toBe(200);
      stream.leave();
    }
    const admitted = post("{ slow }");
    await expect.poll(() => waiting.length).toBe(1);
    expect((await post("{ quick }")).status).toBe(503);
    waiting.pop()?.();
    expect((await admitted).status).toBe(200);
  });

  it("may be any number where nothing is shed", async () => {
    const { post, waiting, release } = await startGateway(false);
    const asked = Array.from({ length: 30 }, (_, index) => post(`{ slow${" ".repeat(index)} }`));
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    expect((await post("{ quick }")).status).toBe(200);
    const poll = setInterval(release, 20);
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));
    clearInterval(poll);
  });
});

describe("a busy event loop", () => {
  it("refuses all but health and metrics, says so once it lasts, and takes requests again when it is over", async () => {
    const { post, statusOf, url } = await startGateway({ ...ANY, maxEventLoopDelayMs: 40, sampleIntervalMs: 20 });
    const socket = await openSocket(url);
    const release = hog(80);
    onTestFinished(release);
    await expect.poll(() => statusOf("/health/ready"), { timeout: 20_000 }).toBe(503);
    expect((await post("{ quick }")).status).toBe(503);
    expect(await statusOf("/health/live")).toBe(200);
    expect(await statusOf("/metrics")).toBe(200);
    expect((await openEventStream(url, "{ quick }")).status).toBe(503);
    socket.send({ id: "1", type: "subscribe", payload: { query: "{ quick }" } });
    expect(await socket.next()).toEqual({ id: "1", type: "error", payload: [OVERLOADED] });
    release();
    await expect.poll(() => statusOf("/health/ready"), { timeout: 20_000 }).toBe(200);
    expect((await post("{ quick }")).status).toBe(200);
  }, 60_000);
});

describe("memory", () => {
  for (const [what, limit] of Object.entries({
    heap: { maxHeapShare: 0.000_1 },
    "resident-memory": { maxResidentBytes: 1_000 },
  })) {
    it(`over its limit refuses requests (${what})`, async () => {
      const { post, statusOf, url } = await startGateway({ ...ANY, ...limit, sampleIntervalMs: 20 });
      await expect.poll(() => statusOf("/health/ready")).toBe(503);
      expect((await post("{ quick }")).status).toBe(503);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain(`selvage_requests_shed_total{reason="${what}"} 1`);
    });
  }
});
