/**
 * Every way of failing, at every service of the store, for the two screens that need them all: each cell expects the exact
 * data that must be left, and the one failure. What is left is worked out from the healthy answer by the rules of the README.
 * All cells run side by side against one gateway: each request tells, by its id, at which service it fails and how.
 */
import { createServer, type AddressInfo } from "node:net";
import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { serve, type RunningService } from "../../examples/store/kit/serve.ts";
import { storeServiceNames, storeServices, type StoreServiceName } from "../../examples/store/store-services.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway, type Gateway } from "../../src/index.ts";
import { readEntryFields } from "../../src/resilience/entry-fields.ts";
import { remainderOf, summaryOf, type Screen } from "../e2e/remainders.ts";
import { ENGINE } from "../testkit/engine.ts";
import { startFaultProxy, type Fault, type FaultProxy } from "../testkit/fault-proxy.ts";
import { freePort } from "../testkit/free-port.ts";
import { orderDetailScreen, productPageWeb } from "../testkit/operations.ts";
import { CUSTOMER } from "../testkit/store.ts";
import { ask, type GraphqlAnswer } from "../testkit/test-gateway.ts";

const TIMEOUT_MS = 1_500;
/** An answer within its time, on a machine that does much else. */
const PATIENCE_MS = 10_000;
const SCREENS: Readonly<Record<"orderDetail" | "productPage", [query: string, variables: Record<string, unknown>]>> = {
  orderDetail: [orderDetailScreen.toString(), { id: "order-1" }],
  productPage: [productPageWeb.toString(), { id: "product-1" }],
};
const JSON_HEADERS = { "content-type": "application/json" };

const status =
  (code: number, headers: Record<string, string> = {}, body = "secret stack"): Fault =>
  ({ response }) =>
    void response.writeHead(code, headers).end(body);

/** What only an answer in GraphQL can have wrong: these services are spoken to otherwise, where 404 says that there is nothing. */
const GRAPHQL_FAULTS = new Set(["404", "no-result", "null-data", "graphql-errors"]);
const REST_SERVICES: ReadonlySet<StoreServiceName> = new Set(["user", "payment"]);
/** The faults are HTTP's; how gRPC fails is the business of its own tests. Here it may be away, or say nothing. */
const HTTP_SERVICES: readonly StoreServiceName[] = storeServiceNames.filter((name) => name !== "shipping");

/** Changes what lookups give. */
function lookups(change: (values: readonly object[]) => readonly object[]): Fault {
  return async ({ body, response, forward }) => {
    const { query } = JSON.parse(body) as { query: string };
    const fields = new Map((readEntryFields(parse(query)) ?? []).map(({ key, name }) => [key, name]));
    const { data, ...rest } = JSON.parse(await forward()) as { data: Record<string, unknown> };
    const changed = Object.entries(data).map(([key, value]) => [
      key,
      /ByIds$|^_entities$/.test(fields.get(key) ?? "") && Array.isArray(value) ? change(value as object[]) : value,
    ]);
    response.writeHead(200, JSON_HEADERS).end(JSON.stringify({ data: Object.fromEntries(changed) as object, ...rest }));
  };
}

/** How a service may fail, and what that is called. */
const FAULTS: Readonly<Record<string, [code: string, fault: Fault]>> = {
  reset: ["SERVICE_UNAVAILABLE", ({ response }) => void response.destroy()],
  hang: ["SERVICE_TIMEOUT", () => {}],
  "slow-headers": ["SERVICE_TIMEOUT", ({ response }) => response.writeHead(200, JSON_HEADERS).flushHeaders()],
  "half-body": [
    "SERVICE_TIMEOUT",
    async ({ response, forward }) => {
      const text = await forward();
      response.writeHead(200, JSON_HEADERS).write(text.slice(0, text.length / 2));
    },
  ],
  "cut-body": [
    "SERVICE_UNAVAILABLE",
    async ({ response, forward }) => {
      const text = await forward();
      response.writeHead(200, { ...JSON_HEADERS, "content-length": text.length });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
    },
  ],
  drip: [
    "SERVICE_TIMEOUT",
    ({ response }) => {
      response.writeHead(200, JSON_HEADERS);
      const timer = setInterval(() => response.write(" "), 50);
      response.once("close", () => clearInterval(timer));
    },
  ],
  "500": ["SERVICE_UNAVAILABLE", status(500)],
  "503-retry-after": ["SERVICE_UNAVAILABLE", status(503, { "retry-after": "120" })],
  "429": ["SERVICE_ERROR", status(429, { "retry-after": "120" })],
  "404": ["SERVICE_ERROR", status(404)],
  "endless-redirect": ["SERVICE_UNAVAILABLE", status(302, { location: "/graphql" })],
  "not-json": ["SERVICE_BAD_RESPONSE", status(200, JSON_HEADERS, "secret stack")],
  "wrong-content-type": ["SERVICE_BAD_RESPONSE", status(200, { "content-type": "text/html" }, "<h1>secret stack</h1>")],
  empty: ["SERVICE_BAD_RESPONSE", status(200, JSON_HEADERS, "")],
  "no-result": ["SERVICE_BAD_RESPONSE", status(200, JSON_HEADERS, '{"data":[1]}')],
  "null-data": ["SERVICE_BAD_RESPONSE", status(200, JSON_HEADERS, '{"data":null}')],
  "graphql-errors": [
    "SERVICE_ERROR",
    status(200, JSON_HEADERS, '{"data":null,"errors":[{"message":"secret stack","extensions":{"stack":"secret"}}]}'),
  ],
  compressed: ["SERVICE_BAD_RESPONSE", status(200, { ...JSON_HEADERS, "content-encoding": "gzip" })],
  "50-mb-announced": [
    "SERVICE_BAD_RESPONSE",
    ({ response }) => void response.writeHead(200, { ...JSON_HEADERS, "content-length": 50_000_000 }).write("{"),
  ],
  "50-mb": [
    "SERVICE_BAD_RESPONSE",
    ({ response }) => {
      response.writeHead(200, JSON_HEADERS);
      response.on("error", () => {});
      const chunk = Buffer.alloc(500_000, " ");
      let sent = 0;
      const send = () => {
        if (sent++ < 100 && !response.destroyed) response.write(chunk, send);
      };
      send();
    },
  ],
};

/** How a service's lookups may fail; what is asked for in another way is not lost with them. */
const LOOKUP_FAULTS: Readonly<Record<string, Fault>> = {
  "short-lists": lookups((values) => values.slice(1)),
  "swapped-objects": lookups((values) => values.map((value) => ({ ...value, id: "another" }))),
};
const LOOKED_UP: readonly (readonly [keyof typeof SCREENS, StoreServiceName])[] = [
  ["orderDetail", "order"],
  ["orderDetail", "product"],
  ["orderDetail", "review"],
  ["productPage", "product"],
];

const services: RunningService[] = [];
const silent = new Set<{ destroy(): void }>();
const proxies = new Map<StoreServiceName, FaultProxy>();
const healthy = new Map<Screen, GraphqlAnswer>();
const environment: Record<string, string> = {
  PORT: "0",
  LOG_LEVEL: "silent",
  DEMO_ISSUER: "1",
  RATE_LIMIT_PER_MINUTE: "0",
  ENGINE,
};
let gateway: Gateway;
let headers: Record<string, string>;

/** The store's gateway; what one cell finds out about a service is nothing to the others. */
async function startGateway(overrides: Record<string, string> = {}): Promise<Gateway> {
  const { config, directory } = await loadConfig("gateway.config.ts", { ...environment, ...overrides });
  const options = {
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: 1_000_000,
    circuitBreaker: false,
    fieldBreaker: false,
    deduplicate: false,
  } as const;
  const retry = { attempts: 1, budgetBurst: 1_000 };
  return createGateway(
    { ...config, services: config.services.map((service) => ({ ...service, ...options, retry })) },
    { directory, environment },
  );
}

async function askScreen(screen: keyof typeof SCREENS, requestId: string, url = gateway.url): Promise<GraphqlAnswer> {
  const [query, variables] = SCREENS[screen];
  return ask(url, query, variables, { ...headers, "x-request-id": requestId });
}

/** A port where connections are accepted, and nothing ever comes. */
async function startSilence(): Promise<number> {
  const server = createServer((socket) => {
    silent.add(socket.on("error", () => {}));
  });
  silent.add({ destroy: () => server.close() });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function expectRemainder(
  screen: keyof typeof SCREENS,
  answer: GraphqlAnswer,
  name: StoreServiceName,
  code: string,
): void {
  const expected = remainderOf(screen, healthy.get(screen)?.data, new Set([name]), code);
  expect(answer.data).toEqual(expected.data);
  expect(summaryOf(answer)).toEqual(expected.errors);
  expect(JSON.stringify(answer)).not.toMatch(/secret|127\.0\.0\.1|localhost|node_modules/);
}

beforeAll(async () => {
  const faults = {
    ...LOOKUP_FAULTS,
    ...Object.fromEntries(Object.entries(FAULTS).map(([name, [, fault]]) => [name, fault])),
  };
  for (const name of storeServiceNames) {
    const createService = await storeServices[name].load();
    const service = await serve(createService({}), 0);
    services.push(service);
    const variable = `${name.toUpperCase()}_SERVICE_URL`;
    environment[variable] = service.url;
    if (!HTTP_SERVICES.includes(name)) continue;
    const proxy = await startFaultProxy(name, service.url, faults);
    proxies.set(name, proxy);
    environment[variable] = proxy.url;
  }
  gateway = await startGateway();
  headers = { authorization: `Bearer ${await gateway.demoIssuer?.sign(CUSTOMER)}` };
  for (const screen of Object.keys(SCREENS) as (keyof typeof SCREENS)[]) {
    const answer = await vi.waitUntil(
      async () => {
        const asked = await askScreen(screen, "healthy");
        return asked.errors === undefined && asked;
      },
      { timeout: 10_000 },
    );
    healthy.set(screen, answer);
  }
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  for (const opened of silent) opened.destroy();
  await Promise.all([...proxies.values(), ...services].map((running) => running.close()));
});

const cells = [
  ...HTTP_SERVICES.flatMap((name) =>
    Object.entries(FAULTS).flatMap(([fault, [code]]) =>
      REST_SERVICES.has(name) && GRAPHQL_FAULTS.has(fault)
        ? []
        : (Object.keys(SCREENS) as (keyof typeof SCREENS)[]).map((screen) => ({ name, fault, code, screen })),
    ),
  ),
  ...LOOKED_UP.flatMap(([screen, name]) =>
    Object.keys(LOOKUP_FAULTS).map((fault) => ({ name, fault, code: "SERVICE_BAD_RESPONSE", screen })),
  ),
];

describe.concurrent("a service fails", () => {
  it.for(cells)("$screen: $name $fault", async ({ name, fault, code, screen }, { expect }) => {
    const startedAt = performance.now();
    const answer = await askScreen(screen, `${name}:${fault}:${screen}`);
    expect(performance.now() - startedAt).toBeLessThan(PATIENCE_MS);
    expectRemainder(screen, answer, name, code);
    // Nothing is left of it for the next one.
    expect(await askScreen(screen, "healthy")).toEqual(healthy.get(screen));
  });

  const mutations = [
    { name: "order", mutation: 'cancelOrder(id: "order-1") { id }', field: "cancelOrder" },
    {
      name: "review",
      mutation: 'addReview(input: {productId: "product-900", rating: 5, title: "t", body: "b"}) { id }',
      field: "addReview",
    },
  ] as const;
  const faultyMutations = mutations.flatMap((mutation) =>
    Object.entries(FAULTS).map(([fault, [code]]) => ({ ...mutation, fault, code })),
  );
  it.for(faultyMutations)("$field is sent once: $fault", async ({ name, mutation, field, fault, code }, { expect }) => {
    const requestId = `${name}:${fault}:${field}`;
    const answer = await ask(gateway.url, `mutation { ${mutation} }`, {}, { ...headers, "x-request-id": requestId });
    expect(answer.data).toEqual({ [field]: null });
    expect(answer.errors).toMatchObject([{ path: [field], extensions: { code, service: name } }]);
    expect(proxies.get(name)?.callsOf(requestId)).toBe(1);
  });
}, 60_000);

describe("a service is away", () => {
  const away = [
    ...storeServiceNames.map((name) => ({ name, how: "nobody listens", code: "SERVICE_UNAVAILABLE", open: freePort })),
    { name: "shipping" as const, how: "whoever listens says nothing", code: "SERVICE_TIMEOUT", open: startSilence },
  ];
  it.for(away)("$name: $how", async ({ name, code, open }) => {
    const variable = `${name.toUpperCase()}_SERVICE_URL`;
    const url = new URL(environment[variable] ?? "");
    url.port = String(await open());
    await using opened = new AsyncDisposableStack();
    const without = await startGateway({ [variable]: url.href });
    opened.defer(() => without.dispose());
    const authorization = `Bearer ${await without.demoIssuer?.sign(CUSTOMER)}`;
    for (const screen of Object.keys(SCREENS) as (keyof typeof SCREENS)[]) {
      const [query, variables] = SCREENS[screen];
      expectRemainder(screen, await ask(without.url, query, variables, { authorization }), name, code);
    }
  });
});
