import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Aggregate } from "../../src/index.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

/** Short, and long before anything else ends a call. */
const LIMIT = "timeoutMs: 500";
const HANG_MS = 15_000;
const LONG_BEFORE_MS = HANG_MS / 2;

const SHELVES = `
  type Query {
    shelf(id: ID!): Shelf
    shelves(ids: [ID!]!): [Shelf]! @merge(keyField: "id") @inaccessible
    allShelves: [Shelf!]
    newest: Shelf @degrade(${LIMIT})
    rate: Int @degrade(onFailure: DEFAULT, default: 3, ${LIMIT})
  }
  type Mutation { paint(id: ID!): Shelf }
  interface Named { label: String! motto: String }
  type Shelf implements Named @canonical {
    id: ID!
    label: String!
    motto: String @degrade(onFailure: DEFAULT, default: "none", ${LIMIT})
  }
`;

const STOCK = `
  type Query {
    stocked(ids: [ID!]!): [Shelf]! @merge(keyField: "id") @inaccessible
    likeOf(ids: [ID!]!): [[Shelf!]!]! @inaccessible
    countOf(ids: [ID!]!): [Int] @degrade(${LIMIT})
  }
  type Shelf {
    id: ID!
    count: Int
    price: Int @degrade(onFailure: STALE, maxStale: "1h", ${LIMIT})
    notes: [Note!] @degrade(onFailure: EMPTY, ${LIMIT})
    safe: Int @degrade(critical: true, ${LIMIT})
    slow: Int @degrade(timeoutMs: 5000)
  }
  type Note { text: String! by: Shelf }
`;

const GATEWAY = `
  type Query { visit(id: ID!): Visit }
  type Visit {
    shelf: Shelf
    guest: Shelf @degrade(${LIMIT})
    like: [Shelf!]! @degrade(onFailure: EMPTY, ${LIMIT})
    alike: [Shelf!]!
    count: Int
  }
`;

const byId = { argument: "ids", kind: "fetch", key: { from: "argument" } } as const;
const VISIT: Aggregate = {
  type: "Visit",
  rootField: "visit",
  argument: "id",
  identity: "shelf",
  joins: [
    { ...byId, field: "shelf", service: "shelves", rootField: "shelves" },
    { ...byId, field: "guest", service: "shelves", rootField: "shelves" },
    { ...byId, field: "like", service: "stock", rootField: "likeOf" },
    { ...byId, field: "alike", service: "stock", rootField: "likeOf" },
    { ...byId, field: "count", service: "stock", rootField: "countOf" },
  ],
};

interface Ids {
  readonly ids: readonly string[];
}

/** Both services; a call that asks for a field of `hanging` gets no answer. */
async function startShelves() {
  const hanging = new Set<string>();
  const unless = <Value>(field: string, value: Value) =>
    hanging.has(field) ? new Promise<Value>(() => undefined) : value;
  const shelf = (id: string) => ({ id, label: `Shelf ${id}`, motto: () => unless("motto", `Motto ${id}`) });
  const shelves = await startFakeService(SHELVES, {
    Named: { __resolveType: () => "Shelf" },
    Query: {
      shelf: (_: unknown, { id }: { id: string }) => shelf(id),
      shelves: (_: unknown, { ids }: Ids) => unless("shelves", ids.map(shelf)),
      allShelves: () => ["1", "2"].map(shelf),
      newest: () => unless("newest", shelf("9")),
      rate: () => unless("rate", 5),
    },
    Mutation: { paint: (_: unknown, { id }: { id: string }) => shelf(id) },
  });
  const stocked = (id: string) => ({
    id,
    count: Number(id),
    price: () => unless("price", Number(id) * 100),
    notes: () => unless("notes", [{ text: "dusty", by: { id: "2" } }]),
    safe: () => unless("safe", 1),
    slow: () => unless("slow", 2),
  });
  const stock = await startFakeService(STOCK, {
    Query: {
      stocked: (_: unknown, { ids }: Ids) => ids.map(stocked),
      likeOf: (_: unknown, { ids }: Ids) =>
        unless(
          "likeOf",
          ids.map(() => [stocked("2")]),
        ),
      countOf: (_: unknown, { ids }: Ids) => unless("countOf", ids.map(Number)),
    },
  });
  for (const service of [shelves, stock]) onTestFinished(() => service.close());
  const patient = { timeoutMs: HANG_MS, deduplicate: true } as const;
  const gateway = await startTestGateway(
    { shelves: { ...shelves, ...patient }, stock: { ...stock, ...patient } },
    { gatewaySdl: GATEWAY, aggregates: [VISIT], server: { answerTimeoutMs: HANG_MS } },
  );
  const askSoon = async (query: string) => {
    const startedAt = performance.now();
    const answer = await gateway.ask(query);
    expect(performance.now() - startedAt).toBeLessThan(LONG_BEFORE_MS);
    return answer;
  };
  return { gateway, askSoon, hanging, shelves, stock };
}

const timeoutOf = (service: string, path: readonly (string | number)[]) => ({
  message: `The ${service} service did not answer in time.`,
  path,
  extensions: { code: "SERVICE_TIMEOUT", service },
});

describe("a field with a time limit of its own", () => {
  it("fails alone when its time is over: what else its service knows is there, and its call is aborted", async () => {
    const { askSoon, hanging, stock } = await startShelves();
    hanging.add("price");
    expect(await askSoon('{ shelf(id: "1") { label count price } }')).toEqual({
      data: { shelf: { label: "Shelf 1", count: 1, price: null } },
      errors: [timeoutOf("stock", ["shelf", "price"])],
      extensions: {
        partial: {
          complete: false,
          services: [{ name: "stock", state: "timeout", reason: "SERVICE_TIMEOUT" }],
          missing: [["shelf", "price"]],
          missingCount: 1,
          stale: [],
          staleCount: 0,
        },
      },
    });
    expect(stock.calls.map(({ query }) => [query.includes("count"), query.includes("price")])).toEqual(
      expect.arrayContaining([
        [true, false],
        [false, true],
      ]),
    );
    const deadlines = stock.calls.map(({ headers }) => Number(headers["x-request-deadline-ms"]));
    expect(deadlines.filter((left) => left <= 500)).toHaveLength(1);
    await vi.waitFor(() => expect(stock.abandoned.count).toBe(1), { timeout: LONG_BEFORE_MS });
  });

  it("has in its place what its policy says: a default, an empty list, the last good value", async () => {
    const { askSoon, hanging } = await startShelves();
    const query = '{ shelf(id: "1") { label motto price notes { text by { label } } } }';
    const good = {
      label: "Shelf 1",
      motto: "Motto 1",
      price: 100,
      notes: [{ text: "dusty", by: { label: "Shelf 2" } }],
    };
    expect(await askSoon(query)).toEqual({ data: { shelf: good } });
    for (const field of ["motto", "price", "notes"]) hanging.add(field);
    const answer = await askSoon(query);
    expect(answer.data).toEqual({ shelf: { ...good, motto: "none", notes: [] } });
    expect(answer.errors).toEqual([
      timeoutOf("shelves", ["shelf", "motto"]),
      {
        ...timeoutOf("stock", ["shelf", "price"]),
        extensions: expect.objectContaining({ paths: [["shelf", "notes"]] }),
      },
    ]);
  });

  it("is in every item of a list, and told once", async () => {
    const { askSoon, hanging } = await startShelves();
    hanging.add("price");
    const answer = await askSoon("{ allShelves { id price count } }");
    expect(answer.data).toEqual({
      allShelves: ["1", "2"].map((id) => ({ id, price: null, count: Number(id) })),
    });
    expect(answer.errors).toHaveLength(1);
  });

  it("may be a root field", async () => {
    const { askSoon, hanging } = await startShelves();
    const query = '{ rate newest { label count } shelf(id: "1") { label } }';
    expect((await askSoon(query)).data).toEqual({
      rate: 5,
      newest: { label: "Shelf 9", count: 9 },
      shelf: { label: "Shelf 1" },
    });
    hanging.add("rate").add("newest");
    const answer = await askSoon(query);
    expect(answer.data).toEqual({ rate: 3, newest: null, shelf: { label: "Shelf 1" } });
    expect(answer.errors).toMatchObject([{ path: ["rate"], extensions: { code: "SERVICE_TIMEOUT" } }]);
  });

  it("may be a root field that a join asks, too, without its limit", async () => {
    const { gateway, hanging } = await startShelves();
    hanging.add("countOf");
    const query = '{ countOf(ids: ["1"]) visit(id: "1") { count } }';
    expect((await gateway.ask(query, {}, { "x-request-timeout": "2000" })).errors).toMatchObject([
      { path: ["countOf"], extensions: { code: "SERVICE_TIMEOUT" } },
      { path: ["visit", "count"], extensions: { code: "DEADLINE_EXCEEDED" } },
    ]);
    hanging.clear();
    expect((await gateway.ask(query)).data).toEqual({ countOf: [1], visit: { count: 1 } });
  });

  it("may be a join; others that ask the same are waited for as ever", async () => {
    const { gateway, askSoon, hanging, stock } = await startShelves();
    const good = { shelf: { label: "Shelf 1" }, like: [{ id: "2", label: "Shelf 2" }], count: 1 };
    const query = '{ visit(id: "1") { shelf { label } like { id label } count } }';
    expect(await askSoon(query)).toEqual({ data: { visit: good } });
    hanging.add("likeOf");
    const answer = await askSoon(query);
    expect(answer.data).toEqual({ visit: { ...good, like: [] } });
    expect(answer.errors).toEqual([timeoutOf("stock", ["visit", "like"])]);
    await vi.waitFor(() => expect(stock.abandoned.count).toBe(1), { timeout: LONG_BEFORE_MS });

    const alike = gateway.ask('{ visit(id: "1") { like { id } alike { id } } }', {}, { "x-request-timeout": "2000" });
    expect((await alike).errors).toMatchObject([
      { path: ["visit", "like"], extensions: { code: "SERVICE_TIMEOUT" } },
      { path: ["visit", "alike"], extensions: { code: "DEADLINE_EXCEEDED" } },
    ]);
  });

  it("may be a join of an object that others know of, too", async () => {
    const { askSoon, hanging } = await startShelves();
    const query = '{ visit(id: "1") { guest { label count } count } }';
    expect(await askSoon(query)).toEqual({ data: { visit: { guest: { label: "Shelf 1", count: 1 }, count: 1 } } });
    hanging.add("shelves");
    const answer = await askSoon(query);
    expect(answer.data).toEqual({ visit: { guest: null, count: 1 } });
    expect(answer.errors).toEqual([timeoutOf("shelves", ["visit", "guest"])]);
  });

  it("fails the operation with it where it is critical", async () => {
    const { askSoon, hanging } = await startShelves();
    expect((await askSoon('{ shelf(id: "1") { safe count } }')).data).toEqual({ shelf: { safe: 1, count: 1 } });
    hanging.add("safe").add("slow");
    expect(await askSoon('{ shelf(id: "1") { safe count slow } }')).toMatchObject({
      data: null,
      errors: [timeoutOf("stock", ["shelf", "safe"])],
    });
  });

  it("is fetched beside a mutation, which is sent once, and through an interface", async () => {
    const { askSoon, hanging, shelves } = await startShelves();
    hanging.add("motto");
    expect((await askSoon('mutation { paint(id: "1") { label motto price } }')).data).toEqual({
      paint: { label: "Shelf 1", motto: "none", price: 100 },
    });
    expect(shelves.calls.filter(({ query }) => query.includes("paint"))).toHaveLength(1);
    expect((await askSoon('{ shelf(id: "1") { ... on Named { label motto } } }')).data).toEqual({
      shelf: { label: "Shelf 1", motto: "none" },
    });
  });

  it("ends with the request where that is sooner, and says so", async () => {
    const { gateway, hanging } = await startShelves();
    hanging.add("slow");
    const answer = await gateway.ask('{ shelf(id: "1") { slow } }', {}, { "x-request-timeout": "300" });
    expect(answer.errors).toMatchObject([{ path: ["shelf", "slow"], extensions: { code: "DEADLINE_EXCEEDED" } }]);
  });

  it("is refused at the start where the whole request has less time", async () => {
    const service = { sdl: `type Query { rate: Int @degrade(${LIMIT}) }`, url: "http://127.0.0.1:9" };
    await expect(startTestGateway({ shelves: service }, { server: { answerTimeoutMs: 499 } })).rejects.toThrow(
      /shelves\.graphql:1:\d+ @degrade of Query\.rate must have a timeoutMs of at most 499/,
    );
  });

  it("keeps its service's circuits closed: others may have more time", async () => {
    const { gateway, askSoon, hanging } = await startShelves();
    hanging.add("price");
    await Promise.all(Array.from({ length: 25 }, (_, id) => askSoon(`{ shelf(id: "${id}") { price } }`)));
    hanging.clear();
    expect(await gateway.ask('{ shelf(id: "1") { price count } }')).toEqual({
      data: { shelf: { price: 100, count: 1 } },
    });
  });
});
