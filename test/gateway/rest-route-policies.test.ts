import { describe, expect, it } from "vitest";
import { startHttpService } from "../testkit/http-service.ts";
import { BOSS, CLERK, read, startRestGateway } from "../testkit/rest-gateway.ts";

const PATHS = { "/api/things/:id": "/things/:id" };
const refusal = (status: number, code: string, message: string) => ({ status, body: { error: { code, message } } });
const NO_TOKEN = refusal(401, "UNAUTHENTICATED", "No token provided");
const FORBIDDEN = refusal(403, "FORBIDDEN", "Not allowed.");
const TOO_MANY = refusal(429, "RATE_LIMITED", "Too many requests");

describe("a route's policy", () => {
  it.each([
    ["nothing is said", {}, 401, 200, 200],
    ["it is public", { public: true }, 200, 200, 200],
    ["a role is needed", { roles: ["BOSS"] }, 401, 403, 200],
    ["one of several roles is needed", { roles: ["BOSS", "CLERK"] }, 401, 200, 200],
    ["a scope is needed", { scopes: [["write"]] }, 401, 403, 200],
    ["two scopes are needed", { scopes: [["read", "write"]] }, 401, 403, 200],
    ["one of two scopes is needed", { scopes: [["read"], ["write"]] }, 401, 200, 200],
    ["a role and a scope are needed", { roles: ["CLERK"], scopes: [["write"]] }, 401, 403, 403],
  ])("where %s: %o", async (_name, policy, nobody, clerk, boss) => {
    const { url, service } = await startRestGateway([{ ...policy, paths: PATHS }]);
    const statuses = [];
    for (const headers of [{}, CLERK, BOSS]) statuses.push((await fetch(`${url}/api/things/1`, { headers })).status);
    expect(statuses).toEqual([nobody, clerk, boss]);
    expect(service.requests).toHaveLength(statuses.filter((status) => status === 200).length);
  });

  it("refuses before the body is read, in the words of every other refusal, and with its headers", async () => {
    const { url, service } = await startRestGateway([{ roles: ["BOSS"], methods: ["POST"], paths: PATHS }], undefined, {
      rateLimits: { requestsPerMinute: 50 },
    });
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/api/things/1`, { method: "POST", body: "x".repeat(100_000), headers });
    const nobody = await post({});
    expect(nobody.headers.get("www-authenticate")).toBe("Bearer");
    expect(nobody.headers.get("ratelimit")).toMatch(/^"default";r=49;t=\d+$/);
    expect(nobody.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect(await read(nobody)).toEqual(NO_TOKEN);
    const clerk = await post(CLERK);
    expect(clerk.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope"');
    expect(await read(clerk)).toEqual(FORBIDDEN);
    expect(await read(await post({ "x-api-key": "none's" }))).toEqual(
      refusal(401, "UNAUTHENTICATED", "Invalid API key"),
    );
    expect(await read(await post({ authorization: "Bearer x" }))).toEqual(
      refusal(401, "UNAUTHENTICATED", "Invalid token"),
    );
    expect(service.requests).toEqual([]);
  });

  it("has a limit of its own for each client, and says when to come again", async () => {
    const { url, service } = await startRestGateway([
      { public: true, rateLimit: { limit: 2, durationSeconds: 30 }, paths: { ...PATHS, "/api/things": "/things" } },
      { public: true, paths: { "/api/others": "/others" } },
    ]);
    const ask = (path: string, headers = {}) => fetch(url + path, { headers });
    expect((await ask("/api/things/1")).status).toBe(200);
    expect((await ask("/api/things")).status).toBe(200);
    const refused = await ask("/api/things/2");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(25);
    expect(await read(refused)).toEqual(TOO_MANY);
    expect((await ask("/api/others")).status).toBe(200);
    expect((await ask("/api/things/2", CLERK)).status).toBe(200);
    expect(service.requests).toHaveLength(4);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('selvage_rate_limited_total{limit="route:/api/things/:id"} 1');
  });

  it("stands beside the client's limit over everything, GraphQL and all routes together", async () => {
    const { url, service } = await startRestGateway([{ paths: PATHS }], undefined, {
      rateLimits: { requestsPerMinute: 4 },
    });
    const graphql = await fetch(`${url}/graphql?query={__typename}`, { headers: CLERK });
    expect(graphql.headers.get("ratelimit")).toMatch(/^"default";r=3;/);
    expect((await fetch(`${url}/api/things/1`, { headers: CLERK })).headers.get("ratelimit")).toMatch(
      /^"default";r=2;/,
    );
    expect((await fetch(`${url}/api/things/1`, { method: "DELETE", headers: CLERK })).status).toBe(405);
    expect((await fetch(`${url}/api/nothing`, { headers: CLERK })).status).toBe(404);
    const refused = await fetch(`${url}/api/things/1`, { headers: CLERK });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await read(refused)).toEqual(TOO_MANY);
    expect(service.requests).toHaveLength(1);
  });

  it("holds for everybody where a login is demanded of everybody", async () => {
    const { url, service } = await startRestGateway([{ public: true, paths: PATHS }], undefined, {
      authentication: { mode: "required" },
    });
    for (const path of ["/api/things/1", "/api/nothing"]) expect(await read(await fetch(url + path))).toEqual(NO_TOKEN);
    expect(service.requests).toEqual([]);
  });
});

describe("of several routes with one path and method, the first that fits answers", () => {
  it("by a header: a canary is asked for by whoever says so, under the route's own policy", async () => {
    const canary = await startHttpService();
    const { url, service } = await startRestGateway([
      { paths: PATHS, roles: ["BOSS"], when: { headers: { "X-Canary": "1" } }, endpoints: `${canary.url}/next` },
      { paths: PATHS, public: true },
    ]);
    const ask = (headers: Record<string, string>) => fetch(`${url}/api/things/1?a=b`, { headers });
    for (const headers of [{}, { "x-canary": "0" }, { "x-canary": "1, 1" }, CLERK])
      expect((await ask(headers as Record<string, string>)).status).toBe(200);
    expect([service.requests.length, canary.requests.length]).toEqual([4, 0]);
    expect((await ask({ "x-canary": "1" })).status).toBe(401);
    expect((await ask({ "x-canary": "1", ...CLERK })).status).toBe(403);
    expect((await ask({ "x-canary": "1", ...BOSS })).status).toBe(200);
    expect([service.requests.length, canary.requests.length]).toEqual([4, 1]);
    expect(canary.requests[0]?.line).toBe("GET /next/things/1?a=b");
    expect(canary.header("x-user-id")).toBe("boss");
  });

  it("by content type: what none takes is told which are taken", async () => {
    const other = await startHttpService();
    const { url, service } = await startRestGateway([
      { public: true, methods: ["POST"], paths: PATHS, when: { contentTypes: ["application/json", "text/json"] } },
      {
        public: true,
        methods: ["POST"],
        paths: PATHS,
        when: { contentTypes: ["text/csv"] },
        endpoints: [other.url, other.url],
      },
    ]);
    const post = (type: string) =>
      fetch(`${url}/api/things/1`, { method: "POST", body: "x", headers: { "content-type": type } });
    for (const type of ["application/json", "APPLICATION/JSON; charset=utf-8", "text/json"])
      expect((await post(type)).status).toBe(200);
    expect((await post("text/csv")).status).toBe(200);
    expect([service.requests.length, other.requests.length]).toEqual([3, 1]);
    const message = "The request's content-type must be application/json or text/json or text/csv.";
    for (const type of ["application/jsonx", "text/html", "application/json, text/csv"])
      expect(await read(await post(type))).toEqual(refusal(415, "BAD_USER_INPUT", message));
    expect([service.requests.length, other.requests.length]).toEqual([3, 1]);
  });

  it("by nothing else: where none fits, there is nothing", async () => {
    const { url } = await startRestGateway([{ public: true, paths: PATHS, when: { headers: { "x-beta": "yes" } } }]);
    expect((await fetch(`${url}/api/things/1`, { headers: { "x-beta": "yes" } })).status).toBe(200);
    expect((await fetch(`${url}/api/things/1`)).status).toBe(404);
  });
});

describe("a service that is asked too much at once", () => {
  it("is spared: more than 256 calls are refused with 503 until some have ended", async () => {
    const release: (() => void)[] = [];
    const { url } = await startRestGateway(
      [{ public: true, paths: PATHS, timeoutMs: 20_000 }],
      (_request, response) => void release.push(() => response.end("answer")),
    );
    const waiting = Array.from({ length: 256 }, (_, index) => fetch(`${url}/api/things/${index}`));
    await expect.poll(() => release.length, { timeout: 15_000 }).toBe(64);
    const probe = () => fetch(`${url}/api/things/x`, { signal: AbortSignal.timeout(500) }).catch(() => undefined);
    await expect.poll(async () => (await probe())?.status, { timeout: 15_000 }).toBe(503);
    const refused = await fetch(`${url}/api/things/x`);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await read(refused)).toEqual(refusal(503, "OVERLOADED", "The gateway is overloaded."));
    while (release.length > 0) {
      release.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const timer = setInterval(() => release.splice(0).forEach((end) => end()), 5);
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    const later = await fetch(`${url}/api/things/x`);
    clearInterval(timer);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(later.status).toBe(200);
  });
});

describe("an address that keeps failing", () => {
  it("is left alone for a while, then asked again by one; what fails for its own reason does not count", async () => {
    let status = 500;
    const { url, service } = await startRestGateway([{ public: true, paths: PATHS }], (_request, response) =>
      response.writeHead(status).end("answer"),
    );
    const ask = () => fetch(`${url}/api/things/1`);
    for (let call = 0; call < 30; call++) expect((await ask()).status).toBe(502);
    expect(service.requests).toHaveLength(30);
    status = 503;
    await expect.poll(async () => (await ask()).status, { interval: 1 }).toBe(503);
    const asked = service.requests.length;
    const refused = await ask();
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await read(refused)).toEqual(refusal(503, "SERVICE_CIRCUIT_OPEN", "The shop service is not asked for now."));
    expect(service.requests).toHaveLength(asked);
    status = 200;
    await expect.poll(async () => (await ask()).status, { timeout: 10_000, interval: 100 }).toBe(200);
    expect(service.requests).toHaveLength(asked + 1);
    expect((await ask()).status).toBe(200);
  });

  it("is passed over where its route has another", async () => {
    const good = await startHttpService();
    const { url, service } = await startRestGateway([{ public: true, paths: PATHS }], (_request, response) =>
      response.writeHead(503).end(),
    );
    const both = await startRestGateway([{ public: true, paths: PATHS, endpoints: [service.url, good.url] }]);
    const ask = async () => (await fetch(`${both.url}/api/things/1`, { method: "GET" })).status;
    await expect
      .poll(async () => [await ask(), await ask(), await ask(), await ask()], { interval: 1 })
      .toEqual([200, 200, 200, 200]);
    expect(service.requests.length).toBeGreaterThan(9);
    expect(url).not.toBe(both.url);
  });
});
