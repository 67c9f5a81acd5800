import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    items(first: Int!): [Item!] @listSize(slicingArguments: ["first"])
    all: [Item!]
    page(first: Int, last: Int): [Item!] @listSize(slicingArguments: ["first", "last"])
    secret: Item @auth
    found(by: Filter): Item
  }
  input Filter {
    text: String
  }
  type Item {
    id: ID!
    parts: [Item!] @listSize(assumedSize: 10)
  }
`;

const ITEMS = "query ($n: Int!) { items(first: $n) { id } }";

async function startCosted(config: TestConfig = {}) {
  const service = await startFakeService(SDL, {
    Query: { items: () => [{ id: 1 }], all: () => [{ id: 1 }], page: () => [{ id: 1 }] },
    Item: { parts: () => [{ id: 2 }] },
  });
  onTestFinished(() => service.close());
  const key = { id: "robot", sha256: createHash("sha256").update("key").digest("hex"), requestsPerMinute: 20 };
  const gateway = await startTestGateway({ costed: service }, { authentication: { apiKeys: [key] }, ...config });
  const send = (query: string, variables: Record<string, unknown> = {}) =>
    fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": "key" },
      body: JSON.stringify({ query, variables }),
    });
  return { service, ...gateway, send };
}

describe("an operation that is too costly", () => {
  it("is refused, and no service is called; what costs as much as it may is answered", async () => {
    const { ask, service } = await startCosted({ cost: { maxCost: 100 } });
    expect(await ask(ITEMS, { n: 101 })).toEqual({
      errors: [
        {
          message:
            "The operation may cost 101, 100 at most are allowed: ask for fewer items, or in several operations.",
          extensions: { code: "OPERATION_TOO_COSTLY", cost: 101, maxCost: 100 },
        },
      ],
    });
    expect(service.calls).toHaveLength(0);
    expect(await ask(ITEMS, { n: 100 })).toEqual({ data: { items: [{ id: "1" }] } });
  });

  it("is refused by default, when it asks for lists of lists of lists", async () => {
    const { ask, service } = await startCosted();
    const nested = (depth: number): string => (depth === 0 ? "id" : `parts { ${nested(depth - 1)} }`);
    expect((await ask(`{ items(first: 10) { ${nested(3)} } }`)).errors).toBeUndefined();
    expect((await ask(`{ items(first: 10) { ${nested(4)} } }`)).errors?.[0]?.extensions?.["code"]).toBe(
      "OPERATION_TOO_COSTLY",
    );
    expect(service.calls).toHaveLength(1);
  });

  it("is let through where costs are only measured, and counted", async () => {
    const { ask, url } = await startCosted({ cost: { maxCost: 10, mode: "measure" } });
    expect(await ask(ITEMS, { n: 1_000 })).toEqual({ data: { items: [{ id: "1" }] } });
    expect(await ask("{ page { id } }")).toEqual({ data: { page: [{ id: "1" }] } });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('selvage_operation_cost_bucket{le="100"} 1');
    expect(metrics).toContain('selvage_operation_cost_bucket{le="1000"} 2');
  });

  it("is so by the size of lists of which nothing is said", async () => {
    const { ask } = await startCosted({ cost: { maxCost: 30, defaultListSize: 31 } });
    expect((await ask("{ all { id } }")).errors?.[0]?.extensions).toMatchObject({ cost: 31 });
  });

  it("is so by what the gateway's own contract says of a service's field, argument or input field", async () => {
    const { ask } = await startCosted({
      cost: { maxCost: 30 },
      gatewaySdl: `
        extend type Query { all: [Item!] @listSize(assumedSize: 40) page(last: Int @cost(weight: "31")): [Item!] }
        extend type Item @cost(weight: "2")
        extend input Filter { text: String @cost(weight: "50") }`,
    });
    const costOf = async (query: string) => (await ask(query)).errors?.[0]?.extensions?.["cost"];
    expect(await costOf("{ all { id } }")).toBe(80);
    expect(await costOf("{ page(last: 1) { id } }")).toBe(31 + 2);
    expect(await costOf('{ found(by: { text: "a" }) { id } }')).toBe(50 + 1 + 2);
  });
});

it("a list's size that must be said and is not is the client's mistake", async () => {
  const { ask, service } = await startCosted();
  expect(await ask("{ page(first: 1, last: 1) { id } }")).toEqual({
    errors: [
      { message: "Query.page must be given exactly one of first, last.", extensions: { code: "BAD_USER_INPUT" } },
    ],
  });
  expect(service.calls).toHaveLength(0);
});

describe("a client's quota", () => {
  it("is charged one a request by default", async () => {
    const { send } = await startCosted();
    expect((await send(ITEMS, { n: 50 })).headers.get("ratelimit")).toMatch(/r=19;/);
  });

  it("is charged by cost where the configuration says so, and refuses what it cannot pay", async () => {
    const { send, service } = await startCosted({ cost: { costPerRequest: 10 } });
    expect((await send("{ __typename }")).headers.get("ratelimit")).toMatch(/r=19;/);
    expect((await send(ITEMS, { n: 10 })).headers.get("ratelimit")).toMatch(/r=18;/);
    expect((await send(ITEMS, { n: 91 })).headers.get("ratelimit")).toMatch(/r=8;/);
    expect(service.calls).toHaveLength(2);
    const refused = await send(ITEMS, { n: 90 });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("ratelimit")).toMatch(/r=0;/);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: "RATE_LIMITED", retryAfter: expect.any(Number) } }],
    });
    expect(service.calls).toHaveLength(2);
  });

  it("is charged by costs beyond all numbers, too, where costs are only measured", async () => {
    const { send } = await startCosted({ cost: { costPerRequest: 1, mode: "measure" } });
    const nested = (depth: number): string => (depth === 0 ? "id" : `parts { ${nested(depth - 1)} }`);
    const refused = await send(`{ items(first: 2147483647) { ${nested(12)} } }`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("ratelimit")).toMatch(/r=0;/);
  });

  it("pays for an operation that is refused for its cost no more than for the request", async () => {
    const { send } = await startCosted({ cost: { costPerRequest: 1, maxCost: 5 } });
    expect((await send(ITEMS, { n: 10 })).headers.get("ratelimit")).toMatch(/r=19;/);
  });
});
