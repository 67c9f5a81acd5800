import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Aggregate } from "../../src/index.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const SHELVES = `
  type Query {
    shelf(id: ID!): Shelf
    shelves(ids: [ID!]!): [Shelf]! @merge(keyField: "id") @inaccessible
    allShelves: [Shelf]
    things: [Thing]
  }
  type Mutation { paint(id: ID!): Shelf }
  type Shelf @canonical { id: ID! label: String! }
  union Thing = Shelf | Stool
  type Stool { legs: Int! }
`;

const STOCK = `
  type Query {
    stocked(ids: [ID!]!): [Shelf]! @merge(keyField: "id") @inaccessible
    rate: Int @degrade(onFailure: STALE)
    lamp: Lamp
    lamps: [Lamp]
  }
  type Lamp { watts: Int @degrade(onFailure: STALE) bulb: Bulb }
  type Bulb { watts: Int @degrade(onFailure: STALE) }
  type Shelf {
    id: ID!
    count: Int
    state: State @degrade(onFailure: DEFAULT, default: UNKNOWN)
    tags(first: Int = 2): [String!] @degrade(onFailure: DEFAULT, default: ["none"])
    notes: [String!] @degrade(onFailure: EMPTY)
    price(currency: String): Int @degrade(onFailure: STALE, maxStale: "1h")
    offers: [Offer!] @degrade(onFailure: STALE, maxStale: "1h")
    safe: Int @degrade(critical: true)
    rent: Int @degrade(onFailure: STALE, maxStale: "1h", critical: true)
  }
  type Offer { by: String! amount: Int! note: String secret: Int @auth(roles: [KEEPER]) }
  enum State { FULL UNKNOWN }
`;

const GATEWAY = `
  type Query { visit(id: ID!): Visit }
  type Visit {
    shelf: Shelf
    neighbours: [Shelf!]! @degrade(onFailure: EMPTY)
    similar: [Shelf!]! @degrade
    guests: [String!]! @degrade(onFailure: STALE, maxStale: "1h")
    motto: String! @degrade(onFailure: DEFAULT, default: "Welcome")
  }
`;

const VISITS = `
  type Query {
    neighboursOf(ids: [ID!]!): [[Shelf!]!]! @inaccessible
    guestsOf(ids: [ID!]!): [[String!]!]! @inaccessible
    mottos(ids: [ID!]!): [String]! @inaccessible
  }
  type Shelf { id: ID! }
`;

const byId = { service: "visits", argument: "ids", kind: "fetch", key: { from: "argument" } } as const;
const VISIT: Aggregate = {
  type: "Visit",
  rootField: "visit",
  argument: "id",
  identity: "shelf",
  joins: [
    { ...byId, field: "shelf", service: "shelves", rootField: "shelves" },
    { ...byId, field: "neighbours", rootField: "neighboursOf" },
    { ...byId, field: "similar", rootField: "neighboursOf" },
    { ...byId, field: "guests", rootField: "guestsOf" },
    { ...byId, field: "motto", rootField: "mottos" },
  ],
};

interface PartlyAnswered {
  readonly extensions?: {
    readonly partial?: { readonly complete: boolean; readonly stale: readonly { readonly ageMs: number }[] };
  };
}

interface Ids {
  readonly ids: readonly string[];
}

async function startShelves() {
  const shelf = (id: string) => (id === "none" ? null : { id, label: `Shelf ${id}` });
  const order = ["1", "2"];
  const shelves = await startFakeService(SHELVES, {
    Query: {
      shelf: (_: unknown, { id }: { id: string }) => shelf(id),
      shelves: (_: unknown, { ids }: Ids) => ids.map(shelf),
      allShelves: () => order.map(shelf),
      things: () => [
        { __typename: "Stool", legs: 3 },
        { __typename: "Shelf", ...shelf("1") },
      ],
    },
    Mutation: { paint: (_: unknown, { id }: { id: string }) => shelf(id) },
  });
  const stock = await startFakeService(STOCK, {
    Query: {
      rate: () => 5,
      lamp: () => ({ watts: 40, bulb: { watts: 39 } }),
      lamps: () => [{ watts: 40 }, { watts: 60 }],
      stocked: (_: unknown, { ids }: Ids) =>
        ids.map((id) => ({
          id,
          count: Number(id),
          state: "FULL",
          tags: ({ first }: { first: number }) => ["a", "b", "c"].slice(0, first),
          notes: ["dusty"],
          price: ({ currency }: { currency?: string }) => Number(id) * (currency === "NOK" ? 1_000 : 100),
          offers: [{ by: "you", amount: Number(id), note: "as new" }],
          safe: 1,
          rent: 2,
        })),
    },
  });
  const visits = await startFakeService(VISITS, {
    Query: {
      neighboursOf: (_: unknown, { ids }: Ids) => ids.map(() => [{ id: "2" }]),
      guestsOf: (_: unknown, { ids }: Ids) => ids.map((id) => [`guest of ${id}`]),
      mottos: (_: unknown, { ids }: Ids) => ids.map((id) => `Motto ${id}`),
    },
  });
  for (const service of [shelves, stock, visits]) onTestFinished(() => service.close());
  // Whoever fails here fails at once, and again at once when asked again.
  const impatient = { retry: false, circuitBreaker: false, fieldBreaker: false, outliers: false } as const;
  const gateway = await startTestGateway(
    {
      shelves: { ...shelves, ...impatient },
      stock: { ...stock, ...impatient, passThrough: true },
      visits: { ...visits, ...impatient },
    },
    { gatewaySdl: GATEWAY, aggregates: [VISIT], authentication: { apiKeys: ["one", "two"].map(apiKey) } },
  );
  return { gateway, order, shelves, stock, visits };
}

function apiKey(id: string) {
  return {
    id,
    sha256: createHash("sha256").update(`key of ${id}`).digest("hex"),
    roles: id === "one" ? ["KEEPER"] : [],
  };
}

function as(id: string): Record<string, string> {
  return { "x-api-key": `key of ${id}` };
}

/** Closes the connection without a word. */
function fail(_call: unknown, response: { destroy(): unknown }): undefined {
  response.destroy();
  return undefined;
}

const UNAVAILABLE = { extensions: { code: "SERVICE_UNAVAILABLE", service: "stock" } };

describe("what stands in the place of a field that failed", () => {
  it("is a default or an empty list, by the field; the error is told once, with every place", async () => {
    const { gateway, stock } = await startShelves();
    const query = '{ shelf(id: "1") { label count state tags notes } }';
    expect(await gateway.ask(query)).toEqual({
      data: { shelf: { label: "Shelf 1", count: 1, state: "FULL", tags: ["a", "b"], notes: ["dusty"] } },
    });
    stock.behave(fail);
    const answer = await gateway.ask(query);
    expect(answer.data).toEqual({
      shelf: { label: "Shelf 1", count: null, state: "UNKNOWN", tags: ["none"], notes: [] },
    });
    expect(answer.errors).toMatchObject([{ path: ["shelf", "count"], ...UNAVAILABLE }]);
    expect(answer.errors?.[0]?.extensions?.["paths"]).toEqual([
      ["shelf", "state"],
      ["shelf", "tags"],
      ["shelf", "notes"],
    ]);
  });

  it("stands in every item of a list, however many there are, and under the client's own names", async () => {
    const { gateway, order, stock } = await startShelves();
    order.push(...Array.from({ length: 60 }, (_, index) => String(index)));
    stock.behave(fail);
    const answer = await gateway.ask("{ allShelves { id: state label: notes } }");
    expect(answer.data).toEqual({ allShelves: order.map(() => ({ id: "UNKNOWN", label: [] })) });
    expect(answer.errors).toHaveLength(1);
  });

  it("is found behind fragments and open types", async () => {
    const { gateway, stock } = await startShelves();
    stock.behave(fail);
    const answer = await gateway.ask(
      "{ things { ... on Stool { legs } ...on Shelf { ...state } } } fragment state on Shelf { state }",
    );
    expect(answer.data).toEqual({ things: [{ legs: 3 }, { state: "UNKNOWN" }] });
    expect(answer.errors).toMatchObject([{ path: ["things", 1, "state"], ...UNAVAILABLE }]);
  });

  it("is not put where a service answers null, or an empty list", async () => {
    const { gateway, stock } = await startShelves();
    stock.behave(() => ({
      data: { stocked: [{ __typename: "Shelf", id: "1", state: null, tags: [], notes: null }] },
    }));
    expect(await gateway.ask('{ shelf(id: "1") { state tags notes } }')).toEqual({
      data: { shelf: { state: null, tags: [], notes: null } },
    });
  });

  it("holds for the gateway's own fields: an empty list or null, and no null where clients rely on a value", async () => {
    const { gateway, visits } = await startShelves();
    const query = '{ visit(id: "1") { shelf { label } neighbours { id } similar { id } motto } }';
    expect(await gateway.ask(query)).toEqual({
      data: {
        visit: { shelf: { label: "Shelf 1" }, neighbours: [{ id: "2" }], similar: [{ id: "2" }], motto: "Motto 1" },
      },
    });
    visits.behave(fail);
    const answer = await gateway.ask(query);
    expect(answer.data).toEqual({
      visit: { shelf: { label: "Shelf 1" }, neighbours: [], similar: null, motto: "Welcome" },
    });
    expect(answer.errors).toMatchObject([
      { path: ["visit", "neighbours"], extensions: { code: "SERVICE_UNAVAILABLE", service: "visits" } },
    ]);
  });

  it("shows in the types that clients see", async () => {
    const { gateway } = await startShelves();
    const answer = await gateway.ask('{ __type(name: "Visit") { fields { name type { kind } } } }');
    const fields = (answer.data as { __type: { fields: { name: string; type: { kind: string } }[] } }).__type.fields;
    expect(Object.fromEntries(fields.map(({ name, type }) => [name, type.kind]))).toEqual({
      shelf: "OBJECT",
      neighbours: "NON_NULL",
      similar: "LIST",
      guests: "LIST",
      motto: "NON_NULL",
    });
  });
});

describe("a critical field", () => {
  it("fails the whole operation, with its error alone and the error's status", async () => {
    const { gateway, stock, visits } = await startShelves();
    stock.behave(fail);
    visits.behave(fail);
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: '{ visit(id: "1") { motto shelf { label safe } } }' }),
    });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      data: null,
      errors: [{ message: "The stock service is unavailable.", path: ["visit", "shelf", "safe"], ...UNAVAILABLE }],
    });
  });

  it("does no harm where it is well, not asked for, or answered with null", async () => {
    const { gateway, stock } = await startShelves();
    expect(await gateway.ask('{ shelf(id: "1") { safe } }')).toEqual({ data: { shelf: { safe: 1 } } });
    stock.behave(() => ({ data: { stocked: [{ __typename: "Shelf", id: "1", safe: null }] } }));
    expect(await gateway.ask('{ shelf(id: "1") { safe } }')).toEqual({ data: { shelf: { safe: null } } });
    stock.behave(fail);
    expect((await gateway.ask('{ shelf(id: "1") { label count } }')).data).toEqual({
      shelf: { label: "Shelf 1", count: null },
    });
  });

  it("is saved by a value that is stale, where it may be", async () => {
    const { gateway, stock } = await startShelves();
    const query = '{ shelf(id: "1") { rent } }';
    await gateway.ask(query);
    stock.behave(fail);
    expect((await gateway.ask(query)).data).toEqual({ shelf: { rent: 2 } });
    expect((await gateway.ask('{ shelf(id: "2") { rent } }')).data).toBeNull();
  });
});

describe("a field that is served stale", () => {
  it("has its last good value, with an error, until there is a new one", async () => {
    const { gateway, stock } = await startShelves();
    const query = '{ shelf(id: "1") { price offers { by } } }';
    const good = { shelf: { price: 100, offers: [{ by: "you" }] } };
    expect(await gateway.ask(query)).toEqual({ data: good });
    stock.behave(fail);
    const stale = await gateway.ask(query);
    expect(stale.data).toEqual(good);
    expect(stale.errors).toMatchObject([{ path: ["shelf", "price"], ...UNAVAILABLE }]);
    stock.behave(() => ({ data: { stocked: [{ __typename: "Shelf", id: "1", price: 7, offers: null }] } }));
    expect((await gateway.ask(query)).data).toEqual({ shelf: { price: 7, offers: null } });
    stock.behave(fail);
    expect((await gateway.ask(query)).data).toEqual({ shelf: { price: 7, offers: null } });
  });

  it("is told in extensions.partial, with its age: complete where nothing else is missing", async () => {
    const { gateway, stock } = await startShelves();
    await gateway.ask('{ shelf(id: "1") { price offers { by } } }');
    stock.behave(fail);
    const partialOf = async (query: string) => ((await gateway.ask(query)) as PartlyAnswered).extensions?.partial;
    const both = await partialOf('{ shelf(id: "1") { cost: price offers { by } } }');
    expect(both).toMatchObject({
      complete: true,
      services: [{ name: "stock", reason: "SERVICE_UNAVAILABLE" }],
      missing: [],
      stale: [{ path: ["shelf", "cost"] }, { path: ["shelf", "offers"] }],
    });
    expect(both?.stale.every(({ ageMs }) => ageMs >= 0 && ageMs < 60_000)).toBe(true);
    expect(await partialOf('{ shelf(id: "1") { price state } }')).toMatchObject({
      complete: false,
      missing: [["shelf", "state"]],
      stale: [{ path: ["shelf", "price"] }],
    });
    expect(await partialOf('{ shelf(id: "1") { safe price } }')).toMatchObject({
      complete: false,
      missing: [[]],
      stale: [],
    });
  });

  it("is another one for other arguments, another selection, and another object", async () => {
    const { gateway, stock } = await startShelves();
    await gateway.ask('query ($c: String) { shelf(id: "1") { price(currency: $c) offers { by } } }', { c: "NOK" });
    stock.behave(fail);
    const query = "query ($id: ID!, $c: String) { shelf(id: $id) { price(currency: $c) offers { amount } } }";
    const priceOf = async (id: string, c: string) => (await gateway.ask(query, { id, c })).data;
    expect(await priceOf("1", "NOK")).toEqual({ shelf: { price: 1_000, offers: null } });
    expect(await priceOf("1", "EUR")).toEqual({ shelf: { price: null, offers: null } });
    expect(await priceOf("2", "NOK")).toEqual({ shelf: { price: null, offers: null } });
  });

  it("is known by its object's key, wherever the object is found and whatever else is asked of it", async () => {
    const { gateway, order, stock } = await startShelves();
    expect(await gateway.ask("{ allShelves { cost: price } }")).toEqual({
      data: { allShelves: [{ cost: 100 }, { cost: 200 }] },
    });
    stock.behave(fail);
    expect((await gateway.ask('{ shelf(id: "2") { price } }')).data).toEqual({ shelf: { price: 200 } });
    order.splice(0, 2, "2", "3", "1");
    const answer = await gateway.ask("{ allShelves { price } }");
    expect(answer.data).toEqual({ allShelves: [{ price: 200 }, { price: null }, { price: 100 }] });
  });

  it("is told by the way from the root where its object has no key, and not at all where that leads through a list", async () => {
    const { gateway, stock } = await startShelves();
    await gateway.ask("{ lamp { watts bulb { watts } } lamps { watts } }");
    const broken = (path: readonly (string | number)[]) => ({ message: "No.", path });
    stock.behave(() => ({
      data: { lamp: { watts: null, bulb: { watts: null } }, lamps: [{ watts: null }, { watts: 40 }] },
      errors: [broken(["lamp", "watts"]), broken(["lamp", "bulb", "watts"]), broken(["lamps", 0, "watts"])],
    }));
    expect((await gateway.ask("{ lamp { watts bulb { watts } } lamps { watts } }")).data).toEqual({
      lamp: { watts: 40, bulb: { watts: 39 } },
      lamps: [{ watts: null }, { watts: 40 }],
    });
  });

  it("is the last whole one: one of which a part failed is not kept", async () => {
    const { gateway, stock } = await startShelves();
    const query = '{ shelf(id: "1") { offers { by note } } }';
    await gateway.ask(query);
    stock.behave(() => ({
      data: { stocked: [{ __typename: "Shelf", id: "1", offers: [{ by: "me", note: null }] }] },
      errors: [{ message: "No.", path: ["stocked", 0, "offers", 0, "note"] }],
    }));
    const answer = await gateway.ask(query);
    expect(answer.data).toEqual({ shelf: { offers: [{ by: "me", note: null }] } });
    expect(answer.errors).toHaveLength(1);
    stock.behave(fail);
    expect((await gateway.ask(query)).data).toEqual({ shelf: { offers: [{ by: "you", note: "as new" }] } });
  });

  it("may be a list of the gateway's own, by the aggregate's id", async () => {
    const { gateway, visits } = await startShelves();
    const query = "query ($id: ID!) { visit(id: $id) { guests } }";
    await gateway.ask(query, { id: "1" });
    visits.behave(fail);
    expect((await gateway.ask(query, { id: "1" })).data).toEqual({ visit: { guests: ["guest of 1"] } });
    expect((await gateway.ask(query, { id: "2" })).data).toEqual({ visit: { guests: null } });
  });

  it("is kept of answers that would be passed on unread", async () => {
    const { gateway, stock } = await startShelves();
    expect(await gateway.ask("{ rate }")).toEqual({ data: { rate: 5 } });
    stock.behave(fail);
    expect((await gateway.ask("{ rate }")).data).toEqual({ rate: 5 });
  });

  it("is never another asker's, nor everybody's", async () => {
    const { gateway, stock } = await startShelves();
    const query = '{ shelf(id: "1") { price } }';
    await gateway.ask(query, {}, as("one"));
    stock.behave(fail);
    const priceFor = async (headers: Record<string, string>) => (await gateway.ask(query, {}, headers)).data;
    expect(await priceFor(as("two"))).toEqual({ shelf: { price: null } });
    expect(await priceFor({})).toEqual({ shelf: { price: null } });
    expect(await priceFor(as("one"))).toEqual({ shelf: { price: 100 } });
  });

  it("holds what was refused of it as it is refused now", async () => {
    const { gateway, stock } = await startShelves();
    const query = '{ shelf(id: "1") { offers { amount cost: secret } } }';
    await gateway.ask(query);
    stock.behave(fail);
    const answer = await gateway.ask(query);
    expect(answer.data).toEqual({ shelf: { offers: [{ amount: 1, cost: null }] } });
    expect(answer.errors).toMatchObject([
      { path: ["shelf", "offers", 0, "cost"], extensions: { code: "UNAUTHENTICATED" } },
      { path: ["shelf", "offers"], ...UNAVAILABLE },
    ]);
    expect((await gateway.ask(query, {}, as("one"))).data).toEqual({ shelf: { offers: null } });
  });

  it("is not served to who was refused", async () => {
    const { gateway, stock } = await startShelves();
    const query = '{ shelf(id: "1") { price } }';
    await gateway.ask(query);
    const failWith = (code: string) =>
      stock.behave(() => ({
        errors: [{ message: "No.", path: ["stocked"], extensions: { code } }],
        data: null,
      }));
    failWith("FORBIDDEN");
    expect((await gateway.ask(query)).data).toEqual({ shelf: { price: null } });
    failWith("BROKEN");
    expect((await gateway.ask(query)).data).toEqual({ shelf: { price: 100 } });
  });

  it("is looked for by a key that is not the client's: where a service has none, its object is to blame", async () => {
    const { gateway, shelves } = await startShelves();
    shelves.behave(() => ({ data: { shelf: { label: "Shelf 1" } } }));
    const { errors, ...answer } = await gateway.ask(`{ shelf(id: "1") { label price } }`);
    expect(answer).toMatchObject({ data: { shelf: null }, extensions: { partial: { missing: [["shelf"]] } } });
    expect(errors).toMatchObject([{ path: ["shelf"], extensions: { coordinate: "Shelf.id", service: "shelves" } }]);
    expect(JSON.stringify(errors)).not.toContain("selvage_");
  });

  it("is not served with what a mutation gives", async () => {
    const { gateway, stock } = await startShelves();
    await gateway.ask('{ shelf(id: "1") { price state } }');
    stock.behave(fail);
    expect((await gateway.ask('mutation { paint(id: "1") { price state } }')).data).toEqual({
      paint: { price: null, state: "UNKNOWN" },
    });
  });
});
