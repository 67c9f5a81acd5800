import { createHash } from "node:crypto";
import { networkInterfaces } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { ServiceState } from "../../src/resilience/service-state.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

async function startTwo(config: TestConfig = {}, options: object = {}) {
  const order = await startFakeService("type Query { order: String other: String }", {
    Query: { order: () => "an order", other: () => "another" },
  });
  const review = await startFakeService("type Query { review: String }", { Query: { review: () => "a review" } });
  onTestFinished(() => order.close());
  onTestFinished(() => review.close());
  const gateway = await startTestGateway({ order: { ...order, ...options }, review }, config);
  const base = gateway.gateway.adminUrl ?? gateway.url;
  const states = async () => {
    const response = await fetch(`${base}/health/services`);
    const { services } = (await response.json()) as { services: ServiceState[] };
    return services;
  };
  return { ...gateway, order, review, states };
}

const summary = (services: readonly ServiceState[]) => services.map(({ name, state }) => `${name} ${state}`);

describe("/health/services", () => {
  it("tells how each service does, by what its last calls told", async () => {
    const { ask, states, order } = await startTwo({}, { retry: false, fieldBreaker: false });
    expect(summary(await states())).toEqual(["order unknown", "review unknown"]);

    await ask("{ order review }");
    const [healthy] = await states();
    const host = new URL(order.url).host;
    expect(healthy).toEqual({
      name: "order",
      state: "up",
      inFlight: 0,
      latencyMs: expect.any(Number),
      lastError: null,
      openFields: [],
      endpoints: [
        {
          name: host,
          state: "up",
          circuit: "closed",
          isEjected: false,
          inFlight: 0,
          latencyMs: expect.any(Number),
          lastError: null,
        },
      ],
    });

    const before = Date.now();
    order.behave((_call, response) => void response.destroy());
    await ask("{ order }");
    const [failing] = await states();
    expect(failing).toMatchObject({ state: "degraded", lastError: { code: "SERVICE_UNAVAILABLE" } });
    expect(Date.parse(failing?.lastError?.at ?? "")).toBeGreaterThanOrEqual(before);
    for (let times = 0; times < 10; times++) await ask("{ order }");
    expect((await states())[0]).toMatchObject({
      state: "down",
      lastError: { code: "SERVICE_UNAVAILABLE" },
      endpoints: [{ state: "down", circuit: "open" }],
    });
    expect(summary(await states())).toEqual(["order down", "review up"]);

    order.behave();
    await expect.poll(async () => (await ask("{ order }")).data, { timeout: 10_000 }).toEqual({ order: "an order" });
    expect((await states())[0]).toMatchObject({ state: "up", lastError: { code: "SERVICE_UNAVAILABLE" } });
  });

  it("tells of a service that lacks one of its fields", async () => {
    const { ask, states, order } = await startTwo();
    order.behave(({ query }) =>
      query.includes("other")
        ? { data: { other: null }, errors: [{ message: "no", path: ["other"] }] as never }
        : { data: { order: "an order" } },
    );
    for (let times = 0; times < 12; times++) await ask("{ other }");
    expect((await states())[0]).toMatchObject({ state: "degraded", openFields: ["other"] });
    expect((await ask("{ order }")).data).toEqual({ order: "an order" });
  });

  it("counts calls in flight, and is told of none that its client gave up", async () => {
    const { url, states, order } = await startTwo();
    order.behave(() => undefined);
    const leaving = new AbortController();
    const left = fetch(`${url}/graphql?query={order}`, { signal: leaving.signal }).catch(() => "left");
    await expect.poll(async () => (await states())[0]?.inFlight).toBe(1);
    leaving.abort();
    expect(await left).toBe("left");
    await expect
      .poll(async () => (await states())[0])
      .toMatchObject({ state: "unknown", inFlight: 0, lastError: null });
  });

  it("answers this machine, and whoever has a role, and nobody else", async () => {
    const apiKeys = ["ADMIN", "CUSTOMER"].map((role) => ({
      id: role.toLowerCase(),
      sha256: createHash("sha256").update(role).digest("hex"),
      roles: [role],
    }));
    const { url } = await startTwo({ authentication: { apiKeys } });
    const answerTo = (headers: Record<string, string>) =>
      fetch(`${url}/health/services`, { headers: { "x-forwarded-for": "203.0.113.7", ...headers } });
    const toNobody = await answerTo({});
    expect([toNobody.status, toNobody.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await answerTo({ "x-api-key": "CUSTOMER" })).status).toBe(403);
    expect((await answerTo({ "x-api-key": "ADMIN" })).status).toBe(200);
  });
});

describe("ADMIN_PORT", () => {
  it("takes metrics and the services' health from the clients' port", async () => {
    const { url, gateway, states, ask } = await startTwo({ server: { adminPort: 0 } });
    const { adminUrl = "" } = gateway;
    await ask("{ order }");
    expect(summary(await states())).toEqual(["order up", "review unknown"]);
    expect(await (await fetch(`${adminUrl}/metrics`)).text()).toContain("selvage_upstream_call_seconds_count");
    for (const path of ["/health/live", "/health/ready"]) {
      expect((await fetch(`${adminUrl}${path}`)).status).toBe(200);
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    }
    for (const path of ["/metrics", "/health/services"]) expect((await fetch(`${url}${path}`)).status).toBe(404);
    expect((await fetch(`${adminUrl}/graphql?query={order}`)).status).toBe(404);
    await gateway.dispose();
    await expect(fetch(`${adminUrl}/health/live`)).rejects.toThrow("fetch failed");
  });

  const address = Object.values(networkInterfaces())
    .flat()
    .find((found) => found?.family === "IPv4" && !found.internal)?.address;
  it.skipIf(address === undefined)("answers whoever gets to it", async () => {
    const { gateway } = await startTwo({ server: { adminPort: 0, host: "0.0.0.0" } });
    const { port } = new URL(gateway.adminUrl ?? "");
    expect((await fetch(`http://${address}:${port}/metrics`)).status).toBe(200);
  });

  it("goes before the file, and must be a port", () => {
    const config = { services: [{ name: "a", contract: "a.graphql", endpoints: "http://127.0.0.1:1" }] };
    const read = (ADMIN_PORT: string) => parseConfig({ ...config, server: { adminPort: 1 } }, { ADMIN_PORT });
    expect(read("9090").server?.adminPort).toBe(9090);
    expect(() => read("none")).toThrow(/ADMIN_PORT: must be a number/);
  });
});
