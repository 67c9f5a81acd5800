import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { ConfigurationError, ServiceConfig } from "../../src/index.ts";
import type { ServiceState } from "../../src/resilience/service-state.ts";
import { startFakeService, type FakeService } from "../testkit/fake-service.ts";
import { startGrpcService } from "../testkit/grpc-service.ts";
import { startHttpService } from "../testkit/http-service.ts";
import { startStreamingService } from "../testkit/streaming-service.ts";
import { openEventStream, openSocket } from "../testkit/streams.ts";
import { makeFolder, startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

const CANARY = { "x-canary": "1" };

/** A version of the review service, which says in each answer which one it is. */
async function startVersion(version: string): Promise<FakeService> {
  const service = await startFakeService(
    "type Query { version(of: Int): String old: String @degrade(onFailure: STALE) }",
    { Query: { version: () => version, old: () => version } },
  );
  onTestFinished(() => service.close());
  return service;
}

const group = (name: string, headers: Record<string, string>, ...services: { url: string }[]) => ({
  name,
  when: { headers },
  endpoints: services.map(({ url }) => url),
});

async function startVersions(config: TestConfig = {}, options: Partial<ServiceConfig> = {}) {
  const stable = await startVersion("stable");
  const canary = await startVersion("canary");
  const product = await startFakeService("type Query { product: String }", { Query: { product: () => "a kettle" } });
  onTestFinished(() => product.close());
  const endpointGroups = [group("canary", CANARY, canary)];
  const gateway = await startTestGateway({ review: { ...stable, endpointGroups, ...options }, product }, config);
  const versionFor = async (headers?: Record<string, string>) =>
    ((await gateway.ask("{ version }", {}, headers)).data as { version: string }).version;
  return { ...gateway, stable, canary, product, versionFor };
}

describe("a group of endpoints", () => {
  it("answers the requests that have its header with its value, and the service's own endpoints all others", async () => {
    const { ask, versionFor, canary, stable } = await startVersions();
    expect(await versionFor(CANARY)).toBe("canary");
    expect(await versionFor({ "X-CANARY": "1" })).toBe("canary");
    for (const headers of [{}, { "x-canary": "2" }, { "x-canary": "1, 1" }, { "x-canary": "" }])
      expect(await versionFor(headers)).toBe("stable");
    expect([canary.calls.length, stable.calls.length]).toEqual([2, 4]);
    // It is this service's alone.
    expect((await ask("{ version product }", {}, CANARY)).data).toEqual({ version: "canary", product: "a kettle" });
    expect(canary.calls[0]?.headers).not.toHaveProperty("x-canary");
  });

  it("needs all its headers, and is the first in the list that fits", async () => {
    const [north, canary] = [await startVersion("north"), await startVersion("canary")];
    const { versionFor } = await startVersions(
      {},
      {
        endpointGroups: [group("north", { ...CANARY, "X-Region": "north" }, north), group("canary", CANARY, canary)],
      },
    );
    expect(await versionFor({ ...CANARY, "x-region": "north" })).toBe("north");
    expect(await versionFor({ ...CANARY, "x-region": "south" })).toBe("canary");
    expect(await versionFor({ "x-region": "north" })).toBe("stable");
  });

  it("balances over its own endpoints: one that is dead costs nothing", async () => {
    const [dead, second] = [await startVersion("dead"), await startVersion("second")];
    await dead.close();
    const { versionFor, stable } = await startVersions({}, { endpointGroups: [group("canary", CANARY, dead, second)] });
    for (let count = 0; count < 10; count++) expect(await versionFor(CANARY)).toBe("second");
    expect(stable.calls).toHaveLength(0);
  });

  it("shares no call with another one, and one among its own", async () => {
    const { ask, stable, canary } = await startVersions();
    const waiting: (() => void)[] = [];
    for (const service of [stable, canary])
      service.behave((_call, response) => {
        waiting.push(() => response.setHeader("content-type", "application/json").end(service === stable ? OLD : NEW));
        return undefined;
      });
    const answers = [{}, CANARY, {}, CANARY].map((headers) => ask("query Same { version }", {}, headers));
    await expect.poll(() => waiting.length).toBe(2);
    for (const answer of waiting) answer();
    expect((await Promise.all(answers)).map(({ data }) => (data as { version: string }).version)).toEqual([
      "stable",
      "canary",
      "stable",
      "canary",
    ]);
    expect([stable.calls.length, canary.calls.length]).toEqual([1, 1]);
  });

  it("that is down takes its own part away from its own requests, and nothing from others", async () => {
    const { ask, versionFor, canary, stable } = await startVersions();
    await canary.close();
    const asked = stable.calls.length;
    for (let count = 0; count < 15; count++) {
      expect(await ask("{ version product }", {}, CANARY)).toMatchObject({
        data: { version: null, product: "a kettle" },
        errors: [{ path: ["version"], extensions: { service: "review" } }],
      });
    }
    // The breakers of its endpoints and fields are open by now; they are its own.
    const { errors } = await ask("{ version }", {}, CANARY);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "SERVICE_CIRCUIT_OPEN" });
    expect(stable.calls).toHaveLength(asked);
    expect(await versionFor()).toBe("stable");
  });

  it("has last good values of its own", async () => {
    const { ask, stable, canary } = await startVersions({}, { retry: false });
    const old = async (headers?: Record<string, string>) => (await ask("{ old }", {}, headers)).data;
    expect([await old(), await old(CANARY)]).toEqual([{ old: "stable" }, { old: "canary" }]);
    for (const service of [stable, canary]) service.behave((_call, response) => void response.destroy());
    expect([await old(), await old(CANARY)]).toEqual([{ old: "stable" }, { old: "canary" }]);
  });

  it("is told apart in the services' states and in metrics", async () => {
    const { url, versionFor, ask, canary } = await startVersions({}, { retry: false, fieldBreaker: false });
    await versionFor();
    await versionFor(CANARY);
    canary.behave((_call, response) => void response.destroy());
    for (let count = 0; count < 3; count++) await ask("{ version }", {}, CANARY);
    const { services } = (await (await fetch(`${url}/health/services`)).json()) as { services: ServiceState[] };
    expect(services[0]).toMatchObject({
      name: "review",
      state: "degraded",
      lastError: { code: "SERVICE_UNAVAILABLE" },
      endpoints: [{ state: "up" }, { name: new URL(canary.url).host, group: "canary", state: "down" }],
    });
    expect(services[0]?.endpoints[0]).not.toHaveProperty("group");
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^selvage_upstream_call_seconds_count\{service="review",outcome="ok"\} 1$/m);
    expect(metrics).toMatch(
      /^selvage_upstream_call_seconds_count\{service="review",group="canary",outcome="SERVICE_UNAVAILABLE"\} 3$/m,
    );
  });
});

const OLD = '{"data":{"version":"stable"}}';
const NEW = '{"data":{"version":"canary"}}';

describe("a group answers in every protocol", () => {
  it("over gRPC", async () => {
    const proto = `
      syntax = "proto3";
      package v;
      service Versions { rpc Get(Nothing) returns (Version); }
      message Nothing {}
      message Version { string name = 1; }
    `;
    const start = (name: string) => startGrpcService(proto, { Get: () => ({ name }) });
    const [stable, canary] = [await start("stable"), await start("canary")];
    const { ask } = await startTestGateway({
      review: {
        sdl: 'type Query { version: String @grpc(method: "v.Versions/Get", result: "name") }',
        url: stable.url,
        transport: "grpc",
        proto: stable.proto,
        endpointGroups: [group("canary", CANARY, canary)],
      },
    });
    expect((await ask("{ version }", {}, CANARY)).data).toEqual({ version: "canary" });
    expect((await ask("{ version }")).data).toEqual({ version: "stable" });
  });

  for (const subscriptions of ["sse", "ws"] as const) {
    it(`with subscriptions over ${subscriptions}, which are shared among its own clients alone`, async () => {
      const sdl = "type Query { unused: Int } type Subscription { ticked: Int }";
      const [stable, canary] = [await startStreamingService(sdl), await startStreamingService(sdl)];
      const { url } = await startTestGateway({
        clock: { ...stable, subscriptions, endpointGroups: [group("canary", CANARY, canary)] },
      });
      const query = "subscription { ticked }";
      const own = await openEventStream(url, query);
      const chosen = await openEventStream(url, query, CANARY);
      // A browser cannot set a WebSocket's headers: its first message says it.
      const sockets = [
        await openSocket(url, { headers: CANARY }),
        await openSocket(url, { payload: { "X-Canary": "1" } }),
      ];
      for (const socket of sockets) socket.send({ id: "1", type: "subscribe", payload: { query } });
      await expect.poll(() => [stable.open.size, canary.open.size]).toEqual([1, 1]);
      // Whoever joins what is open already is there when a query after it was answered.
      for (const socket of sockets) socket.send({ id: "2", type: "subscribe", payload: { query: "{ __typename }" } });
      for (const socket of sockets) {
        expect(await socket.next()).toMatchObject({ id: "2", type: "next" });
        expect(await socket.next()).toMatchObject({ id: "2", type: "complete" });
      }
      canary.publish("ticked", 2);
      stable.publish("ticked", 1);
      expect((await own.next())?.data).toMatchObject({ data: { ticked: 1 } });
      expect((await chosen.next())?.data).toMatchObject({ data: { ticked: 2 } });
      for (const socket of sockets)
        expect(await socket.next()).toMatchObject({ id: "1", type: "next", payload: { data: { ticked: 2 } } });
      expect([stable.opened.length, canary.opened.length]).toEqual([1, 1]);
    });
  }

  it("at routes, and caches are told what an answer depends on", async () => {
    const [stable, canary, special] = await Promise.all(
      ["stable", "canary", "special"].map((name) =>
        startHttpService(
          (_request, response) => void response.setHeader("cache-control", "public, max-age=9").end(name),
        ),
      ),
    );
    const graph = await startVersion("stable");
    const folder = makeFolder();
    const operation = join(folder, "version.graphql");
    writeFileSync(operation, "{ version }");
    const { url } = await startTestGateway(
      {
        shop: {
          sdl: "type Query { shop: Int }",
          url: `${stable?.url}/graphql`,
          endpointGroups: [group("canary", CANARY, { url: `${canary?.url}/next/query` })],
        },
        review: graph,
      },
      {
        routes: [
          {
            kind: "service",
            service: "shop",
            public: true,
            paths: { "/api/things": "/things", "/api/next/:name": "/next/:name" },
          },
          {
            kind: "service",
            service: "shop",
            public: true,
            paths: { "/api/others": "/others" },
            when: { headers: { "X-Beta": "1" } },
            endpoints: special?.url ?? "",
          },
          { kind: "operation", path: "/api/version", operation, public: true, maxAgeSeconds: 9 },
        ],
      },
    );
    const read = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(url + path, { headers });
      return { text: await response.text(), vary: response.headers.get("vary")?.toLowerCase() };
    };
    const vary = "authorization, x-api-key, x-canary, x-beta";
    expect(await read("/api/things")).toEqual({ text: "stable", vary });
    expect(await read("/api/things", CANARY)).toEqual({ text: "canary", vary });
    expect(await read("/api/others", { ...CANARY, "x-beta": "1" })).toEqual({ text: "special", vary });
    // No route leads to where a service speaks GraphQL, whichever endpoint answers.
    expect((await read("/api/next/other")).text).toBe("stable");
    expect((await fetch(`${url}/api/next/query`)).status).toBe(404);
    expect(await read("/api/version")).toMatchObject({ vary: "authorization, x-api-key, x-canary" });
  });
});

describe("groups that cannot be meant are refused:", () => {
  const problemsOf = (endpointGroups: unknown, service: object = {}) => {
    try {
      parseConfig(
        {
          services: [
            { name: "review", contract: "review.graphql", endpoints: "http://127.0.0.1:1", endpointGroups, ...service },
          ],
        },
        {},
      );
      return [];
    } catch (error) {
      return (error as ConfigurationError).problems;
    }
  };
  const endpoints = "http://127.0.0.1:2";
  const when = { headers: CANARY };
  const at = "services[0].endpointGroups";

  it.each([
    [
      "one that everybody fits",
      [{ name: "canary", when: { headers: {} }, endpoints }],
      [`${at}[0].when.headers: must name at least one header: all else is \`endpoints\``],
    ],
    [
      "one behind another that takes its requests",
      [
        { name: "canary", when, endpoints },
        { name: "north", when: { headers: { "X-Canary": "1", "x-region": "north" } }, endpoints },
      ],
      [`${at}[1].when: nobody gets here: whoever has these headers gets to canary, which stands before it`],
    ],
    [
      "one with two values of a header",
      [{ name: "canary", when: { headers: { "X-Canary": "1", "x-canary": "2" } }, endpoints }],
      [`${at}[0].when: nobody gets here: x-canary is named twice`],
    ],
    [
      "two of one name",
      [
        { name: "canary", when, endpoints },
        { name: "canary", when: { headers: { "x-canary": "2" } }, endpoints },
      ],
      [`${at}[1].name: is the name of another group of the service too: canary`],
    ],
    [
      "credentials",
      [{ name: "canary", when: { headers: { Authorization: "Bearer x" } }, endpoints }],
      [`${at}[0].when.headers.Authorization: is a credential: it does not choose who answers`],
    ],
    [
      "addresses of another protocol",
      [{ name: "canary", when, endpoints: ["grpc://127.0.0.1:1", endpoints] }],
      [`${at}[0].endpoints[0]: must be an http or https address, not "grpc://127.0.0.1:1"`],
    ],
    [
      "what is not known",
      [{ name: "Canary", when: { ...when, roles: [] }, endpoints: [] }],
      [
        `${at}[0].name: must be a lower-case word, for example canary, not "Canary"`,
        `${at}[0].when.roles: is not known here`,
        `${at}[0].endpoints: must name at least one address`,
      ],
    ],
  ])("%s", (_what, groups, problems) => {
    expect(problemsOf(groups)).toEqual(problems);
  });

  it("groups of a service without endpoints of its own", async () => {
    const started = startTestGateway({
      review: {
        sdl: "type Query { version: String }",
        url: "",
        endpoints: undefined as never,
        endpointGroups: [group("canary", CANARY, { url: endpoints })],
      },
    });
    await expect(started).rejects.toMatchObject({
      problems: ["services[0].endpoints: is missing; name the review service's address here or in REVIEW_SERVICE_URL"],
    });
  });
});
