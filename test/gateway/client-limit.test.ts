import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { startSmallGateway } from "../testkit/small-gateway.ts";
import type { TestConfig } from "../testkit/test-gateway.ts";

const hash = (key: string) => createHash("sha256").update(key).digest("hex");
const apiKeys = [
  { id: "small", sha256: hash("small"), requestsPerMinute: 2 },
  { id: "free", sha256: hash("free"), requestsPerMinute: 0 },
  { id: "plain", sha256: hash("plain") },
];

async function startLimited(requestsPerMinute: number, config: TestConfig = {}) {
  const gateway = await startSmallGateway({
    rateLimits: { requestsPerMinute },
    authentication: { apiKeys },
    ...config,
  });
  const send = async (headers: Record<string, string> = {}, path = "/graphql?query={hello}") => {
    const response = await fetch(`${gateway.url}${path}`, { headers: { accept: "application/json", ...headers } });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  /** How many of so many requests are let in. */
  const count = async (times: number, headers: (index: number) => Record<string, string>) => {
    let admitted = 0;
    for (let index = 0; index < times; index += 1) if ((await send(headers(index))).status !== 429) admitted += 1;
    return admitted;
  };
  return { ...gateway, send, count };
}

describe("the limit of a client over everything", () => {
  it("is told with every answer, before it is reached and at it, and then refuses before any service is called", async () => {
    const { send, service } = await startLimited(3);
    const told = [];
    for (let index = 0; index < 5; index += 1) {
      const { status, headers } = await send();
      told.push([status, /r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1], headers.get("ratelimit-policy")]);
      expect(headers.get("ratelimit")).toMatch(/^"default";r=\d+;t=([1-9]|[1-5]\d|60)$/);
      expect(headers.has("retry-after")).toBe(status === 429);
    }
    const policy = '"default";q=3;w=60';
    expect(told).toEqual([
      [200, "2", policy],
      [200, "1", policy],
      [200, "0", policy],
      [429, "0", policy],
      [429, "0", policy],
    ]);
    expect(service.calls).toHaveLength(3);
  });

  it("is refused in whole seconds, in the form that the client asked for", async () => {
    const { send } = await startLimited(1);
    await send();
    const { headers, text } = await send();
    const retryAfter = Number(headers.get("retry-after"));
    expect(headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(JSON.parse(text)).toEqual({
      errors: [{ message: "Too many requests", extensions: { code: "RATE_LIMITED", retryAfter: expect.any(Number) } }],
    });
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    const { headers: graphqlHeaders } = await send({ accept: "application/graphql-response+json" });
    expect(graphqlHeaders.get("content-type")).toMatch(/^application\/graphql-response\+json/);
  });

  it("is told with refusals of other kinds, too, and counts them", async () => {
    const { send } = await startLimited(3);
    const invalid = await send({}, "/graphql?query={nothing}");
    expect(invalid.headers.get("ratelimit")).toMatch(/r=2;/);
    const undecodable = await send({}, "/%zz");
    expect(undecodable.status).toBe(400);
    expect(undecodable.headers.get("ratelimit")).toMatch(/r=1;/);
    const unknown = await send({ "x-api-key": "wrong" });
    expect(unknown.status).toBe(401);
    expect(unknown.headers.get("ratelimit")).toMatch(/r=0;/);
    expect((await send()).status).toBe(429);
    expect((await send({}, "/%zz")).status).toBe(429);
  });

  it("stops guessing: whoever tries keys is charged for his address, and learns no more once that is used up", async () => {
    const { send, count } = await startLimited(5);
    expect(await count(20, (index) => ({ "x-api-key": `guess-${index}` }))).toBe(5);
    expect((await send({ "x-api-key": "wrong" })).status).toBe(429);
    expect((await send({ "x-api-key": "plain" })).status).toBe(200);
  });

  it("is each principal's own, and an API key may have another", async () => {
    const { count, send } = await startLimited(3);
    expect(await count(6, () => ({}))).toBe(3);
    expect(await count(6, () => ({ "x-api-key": "plain" }))).toBe(3);
    expect(await count(6, () => ({ "x-api-key": "small" }))).toBe(2);
    expect(await count(6, () => ({ "x-api-key": "free" }))).toBe(6);
    expect((await send({ "x-api-key": "free" })).headers.has("ratelimit")).toBe(false);
    expect((await send({ "x-api-key": "small" })).headers.get("ratelimit-policy")).toBe('"default";q=2;w=60');
  });

  it("is none where the configuration says 0, and health never has one", async () => {
    const { send } = await startLimited(0);
    expect((await send()).headers.has("ratelimit")).toBe(false);
    const limited = await startLimited(1);
    await limited.send();
    expect((await limited.send({}, "/health/live")).status).toBe(200);
  });

  it("is counted", async () => {
    const { send } = await startLimited(1);
    for (let index = 0; index < 3; index += 1) await send();
    const { text } = await send({}, "/metrics");
    expect(text).toContain('selvage_rate_limited_total{limit="client"} 2');
  });

  it("is 100 by default", async () => {
    const { send } = await startLimited(0, { rateLimits: {} });
    expect((await send()).headers.get("ratelimit-policy")).toBe('"default";q=100;w=60');
  });
});

describe("behind a proxy", () => {
  const forwarded = (addresses: string) => ({ "x-forwarded-for": addresses });
  const TRUSTED = { server: { trustedProxies: ["127.0.0.1"] } };

  it("whose word is not trusted, a client cannot be somebody else", async () => {
    const { count } = await startLimited(3);
    expect(await count(9, (index) => forwarded(`192.0.2.${index}`))).toBe(3);
  });

  it("whose word is trusted, each client has its own limit", async () => {
    const { count } = await startLimited(3, TRUSTED);
    expect(await count(9, (index) => forwarded(`192.0.2.${index}`))).toBe(9);
    expect(await count(9, () => forwarded("192.0.2.99"))).toBe(3);
  });

  it("it is the address that the last trusted one saw, whatever a client says before it", async () => {
    const { count } = await startLimited(3, TRUSTED);
    expect(await count(9, (index) => forwarded(`10.0.0.${index}, 192.0.2.7`))).toBe(3);
    const behindTwo = await startLimited(3, { server: { trustedProxies: ["127.0.0.1", "10.0.0.0/8"] } });
    expect(await behindTwo.count(9, (index) => forwarded(`1.1.1.${index}, 192.0.2.7, 10.1.1.${index}`))).toBe(3);
  });

  it("all addresses of an IPv6 network of 64 bits are one client", async () => {
    const { count } = await startLimited(3, TRUSTED);
    expect(await count(9, (index) => forwarded(`2001:db8:1:2:${index}::1`))).toBe(3);
    expect(await count(9, (index) => forwarded(`2001:db8:1:${index + 10}::1`))).toBe(9);
    expect(await count(9, (index) => forwarded(index % 2 === 0 ? "192.0.2.1" : "::ffff:192.0.2.1"))).toBe(3);
  });

  it("junk in the header is nobody's way to more", async () => {
    const { count } = await startLimited(3, TRUSTED);
    expect(await count(9, (index) => forwarded(`junk-${index}`))).toBe(3);
  });
});
