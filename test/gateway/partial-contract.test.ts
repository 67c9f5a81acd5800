import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService, type Behaviour } from "../testkit/fake-service.ts";
import { startLiveOrders } from "../testkit/live-orders.ts";
import { isPartial, partialOf } from "../testkit/partial-schema.ts";
import { openEventStream } from "../testkit/streams.ts";
import { startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

const ORDERS = /* GraphQL */ `
  type Query {
    orders(first: Int = 3): [Order!]
    order: Order
  }
  type Order @canonical {
    id: ID!
    label: String!
  }
`;

const SHIPPING = /* GraphQL */ `
  type Query {
    shippedOrdersByIds(ids: [ID!]!): [Order]! @merge(keyField: "id") @inaccessible
    port: String
    harbour: String
  }
  type Order {
    id: ID!
    eta: String
    parcel: Parcel
  }
  type Parcel {
    number: String!
  }
`;

const order = (number: number) => ({ id: `o${number}`, label: `Order ${number}` });

async function startShop(config: TestConfig = {}, shippingOptions: object = {}) {
  const orders = await startFakeService(ORDERS, {
    Query: {
      orders: (_: unknown, { first }: { first: number }) => Array.from({ length: first }, (_item, at) => order(at + 1)),
      order: () => order(1),
    },
  });
  const shipping = await startFakeService(SHIPPING, {
    Query: {
      shippedOrdersByIds: (_: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => ({ id, eta: "soon", parcel: { number: `n-${id}` } })),
      port: () => "Rotterdam",
      harbour: () => "Hamburg",
    },
  });
  for (const service of [orders, shipping]) onTestFinished(() => service.close());
  const options = { retry: false, ...shippingOptions } as const;
  const gateway = await startTestGateway({ order: orders, shipping: { ...shipping, ...options } }, config);
  return { gateway, orders, shipping };
}

const NOTHING_STALE = { stale: [], staleCount: 0 };

describe("extensions.partial", () => {
  it("is absent where nothing is missing", async () => {
    const { gateway } = await startShop();
    expect(await gateway.ask("{ order { eta } }")).toEqual({ data: { order: { eta: "soon" } } });
  });

  it("is absent where the client alone is to blame", async () => {
    const { gateway } = await startShop();
    const { errors, ...answer } = await gateway.ask("{ nothing }");
    expect([errors?.length, answer]).toEqual([1, {}]);
  });

  it("names the services that failed, and what is missing, in the order of the answer", async () => {
    const { gateway, shipping } = await startShop();
    await shipping.close();
    const answer = await gateway.ask("{ orders(first: 2) { id eta parcel { number } } port }");
    expect(partialOf(answer)).toEqual({
      complete: false,
      services: [{ name: "shipping", state: "unavailable", reason: "SERVICE_UNAVAILABLE" }],
      missing: [["orders", 0, "eta"], ["orders", 0, "parcel"], ["orders", 1, "eta"], ["orders", 1, "parcel"], ["port"]],
      missingCount: 5,
      ...NOTHING_STALE,
    });
  });

  it("names the places by the client's names, whatever they are", async () => {
    const { gateway, shipping } = await startShop();
    await shipping.close();
    const answer = await gateway.ask("{ id: order { label: id eta: label id: eta } }");
    expect(answer.data).toEqual({ id: { label: "o1", eta: "Order 1", id: null } });
    expect(partialOf(answer)?.missing).toEqual([["id", "id"]]);
  });

  it("names the null that a failure inside made, where its error names the failure", async () => {
    const { gateway, shipping } = await startShop();
    shipping.behave(() => ({
      data: { shippedOrdersByIds: [{ __typename: "Order", id: "o1", parcel: null }] },
      errors: [{ message: "boom", path: ["shippedOrdersByIds", 0, "parcel", "number"] }],
    }));
    const answer = await gateway.ask("{ order { parcel { number } } }");
    expect(answer.errors?.map(({ path }) => path)).toEqual([["order", "parcel", "number"]]);
    expect(partialOf(answer)?.missing).toEqual([["order", "parcel"]]);
  });

  const hang: Behaviour = () => undefined;
  const status =
    (code: number, headers: Record<string, string> = {}, body = "{}"): Behaviour =>
    (_call, response) => {
      response.writeHead(code, headers).end(body);
      return undefined;
    };
  const states: Record<string, [Behaviour, object]> = {
    "does not answer": [hang, { state: "timeout", reason: "SERVICE_TIMEOUT" }],
    "answers 500": [status(500), { state: "unavailable", reason: "SERVICE_UNAVAILABLE" }],
    "says when to come again": [
      status(503, { "retry-after": "7" }),
      { state: "unavailable", reason: "SERVICE_UNAVAILABLE", retryAfterMs: 7_000 },
    ],
    "answers no JSON": [status(200, {}, "<html>"), { state: "bad-response", reason: "SERVICE_BAD_RESPONSE" }],
    "answers with an error": [
      () => ({ data: { port: null }, errors: [{ message: "boom", path: ["port"] }] }),
      { state: "error", reason: "SERVICE_ERROR" },
    ],
  };
  for (const [name, [behaviour, expected]] of Object.entries(states)) {
    it(`tells the state of a service that ${name}`, async () => {
      const { gateway, shipping } = await startShop({}, behaviour === hang ? { timeoutMs: 300 } : {});
      shipping.behave(behaviour);
      const answer = await gateway.ask("{ port }");
      expect(partialOf(answer)?.services).toEqual([{ name: "shipping", ...expected }]);
    });
  }

  it("tells of an open circuit how long it stays so", async () => {
    const { gateway, shipping } = await startShop({}, { circuitBreaker: { minimumCalls: 2, openMs: 60_000 } });
    shipping.behave(status(500));
    for (let call = 0; call < 3; call++) await gateway.ask("{ port }");
    const [service] = partialOf(await gateway.ask("{ port }"))?.services ?? [];
    expect(service).toMatchObject({ name: "shipping", state: "circuit-open", reason: "SERVICE_CIRCUIT_OPEN" });
    expect(service?.retryAfterMs).toBeGreaterThan(0);
    expect(service?.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it("tells of the deadline", async () => {
    const { gateway, shipping } = await startShop();
    shipping.behave(hang);
    const answer = await gateway.ask("{ order { label eta } }", {}, { "x-request-timeout": "1500" });
    expect(answer.data).toEqual({ order: { label: "Order 1", eta: null } });
    expect(partialOf(answer)?.services).toEqual([{ name: "shipping", state: "timeout", reason: "DEADLINE_EXCEEDED" }]);
  });

  it("is short, whatever is missing: 1,000 items are one error, one service and 20 places", async () => {
    const { gateway, shipping } = await startShop();
    const ask = () => gateway.ask("{ orders(first: 1000) { id eta parcel { number } } }");
    const healthy = JSON.stringify(await ask()).length;
    await shipping.close();
    const answer = await ask();
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]).toMatchObject({
      path: ["orders", 0, "eta"],
      extensions: { service: "shipping", pathCount: 2_000 },
    });
    const partial = partialOf(answer);
    expect(partial).toMatchObject({ complete: false, missingCount: 2_000 });
    expect(partial?.services).toHaveLength(1);
    expect(partial?.missing).toHaveLength(20);
    expect(partial?.missing.slice(0, 3)).toEqual([
      ["orders", 0, "eta"],
      ["orders", 0, "parcel"],
      ["orders", 1, "eta"],
    ]);
    expect(JSON.stringify(answer).length).toBeLessThan(2 * healthy);
  });

  it("counts what is missing also where there are more failures than errors are told", async () => {
    const { gateway, shipping } = await startShop({ limits: { maxAliases: 300, maxRootFields: 300 } });
    const names = Array.from({ length: 150 }, (_, index) => `p${index}`);
    shipping.behave(({ query }) => {
      const asked = [...query.matchAll(/(\w+): ?port/g)].map(([, key]) => key ?? "");
      return {
        data: Object.fromEntries(asked.map((key) => [key, null])),
        errors: asked.map((key) => ({ message: "boom", path: [key] })),
      };
    });
    const answer = await gateway.ask(`{ ${names.map((name) => `${name}: port`).join(" ")} }`);
    expect(answer.errors).toHaveLength(100);
    expect(partialOf(answer)).toMatchObject({ missingCount: 150 });
  });

  it("is told with each event of a subscription", async () => {
    const gateway = await startLiveOrders();
    const stream = await openEventStream(
      gateway.url,
      `subscription { orderChanged(id: "7") { id customer { name } } }`,
    );
    await expect.poll(() => gateway.orders.opened.length).toBeGreaterThan(0);
    const next = async () => {
      gateway.orders.publish("orderChanged", { id: "7", status: "PAID", customer: { id: "1" } });
      return partialOf((await stream.next())?.data);
    };
    gateway.users.behave((_call, response) => void response.destroy());
    expect(await next()).toMatchObject({
      services: [{ name: "users" }],
      missing: [["orderChanged", "customer"]],
    });
    gateway.users.behave();
    expect(await next()).toBeUndefined();
  });
});

describe("a subscription that is not opened", () => {
  it("lacks all of its data: an empty path", async () => {
    const { url, orders } = await startLiveOrders();
    await orders.kill();
    const stream = await openEventStream(url, `subscription { orderChanged(id: "7") { id } }`);
    const answer = (await stream.next())?.data;
    expect(answer?.errors).toHaveLength(1);
    expect(partialOf(answer)).toMatchObject({ services: [{ name: "orders" }], missing: [[]], missingCount: 1 });
  });
});

describe("a batch of operations", () => {
  it("has for each what it lacks, and names in its header all services that failed", async () => {
    const { gateway, shipping, orders } = await startShop({ server: { maxBatchSize: 5 } });
    const send = async () => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([{ query: "{ port }" }, { query: "{ order { id } }" }, { query: "{ harbour }" }]),
      });
      return { header: response.headers.get("x-partial"), answers: (await response.json()) as object[] };
    };
    expect((await send()).header).toBeNull();
    await shipping.close();
    const half = await send();
    expect(half.header).toBe("shipping");
    expect(half.answers.map((answer) => partialOf(answer)?.missing)).toEqual([[["port"]], undefined, [["harbour"]]]);
    await orders.close();
    expect((await send()).header).toBe("shipping, order");
  });
});

describe("the schema of extensions.partial", () => {
  const missing = {
    complete: false,
    services: [{ name: "a", state: "timeout", reason: "SERVICE_TIMEOUT" }],
    missing: [["a", 0]],
    missingCount: 1,
    ...NOTHING_STALE,
  };
  const stale = {
    ...missing,
    complete: true,
    missing: [],
    missingCount: 0,
    stale: [{ path: ["a"], ageMs: 1_500 }],
    staleCount: 1,
  };

  it("allows answers that lack something, and complete ones that are old", () => {
    expect([missing, stale].map(isPartial)).toEqual([true, true]);
  });

  it("refuses what contradicts itself", () => {
    for (const wrong of [
      { ...missing, complete: true },
      { ...stale, complete: false },
      { ...missing, services: [] },
      { ...missing, services: [{ name: "a", state: "tired", reason: "SERVICE_TIMEOUT" }] },
      { ...missing, missing: Array.from({ length: 21 }, (_, index) => ["a", index]) },
      { ...missing, missing: [["a", -1]] },
      { complete: false },
    ]) {
      expect(isPartial(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });
});
