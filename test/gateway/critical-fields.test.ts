import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Aggregate } from "../../src/index.ts";
import { startFakeService, type Behaviour } from "../testkit/fake-service.ts";
import { ask, startTestGateway } from "../testkit/test-gateway.ts";

const CARTS = `
  type Query {
    cart(id: ID!): Cart
    carts(ids: [ID!]!): [Cart]! @merge(keyField: "id") @inaccessible
    allCarts: [Cart!]
  }
  type Mutation { pay(id: ID!): Cart clear(id: ID!): Cart }
  type Cart @canonical { id: ID! owner: String! }
`;

const PRICES = `
  type Query {
    priced(ids: [ID!]!): [Cart]! @merge(keyField: "id") @inaccessible
    total(ids: [ID!]!): [Int]! @inaccessible
  }
  type Cart { id: ID! price: Int @degrade(critical: true) bill: Bill @degrade(critical: true) tax: Int }
  type Bill { lines: [Line!]! }
  type Line { amount: Int! }
`;

const PARCELS = `
  type Query {
    parcels(ids: [ID!]!): [Cart]! @merge(keyField: "id") @inaccessible
    carriers(ids: [ID!]!): [Carrier]! @merge(keyField: "id") @inaccessible
  }
  type Cart { id: ID! parcel: Parcel }
  type Parcel { weight: Int! carrier: Carrier }
  type Carrier @canonical { id: ID! phone: String }
`;

const GATEWAY = `
  type Query { checkout(id: ID!): Checkout }
  type Checkout { cart: Cart total: Int @degrade(critical: true) }
`;

const byId = { argument: "ids", kind: "fetch", key: { from: "argument" } } as const;
const CHECKOUT: Aggregate = {
  type: "Checkout",
  rootField: "checkout",
  argument: "id",
  identity: "cart",
  joins: [
    { ...byId, field: "cart", service: "carts", rootField: "carts" },
    { ...byId, field: "total", service: "prices", rootField: "total" },
  ],
};

const cart = (id: string) => ({ id, owner: `Owner of ${id}` });

async function startCheckout() {
  const carts = await startFakeService(CARTS, {
    Query: {
      cart: (_: unknown, { id }: { id: string }) => cart(id),
      carts: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => (id === "none" ? null : cart(id))),
      allCarts: () => ["1", "2"].map(cart),
    },
    Mutation: {
      pay: (_: unknown, { id }: { id: string }) => cart(id),
      clear: (_: unknown, { id }: { id: string }) => cart(id),
    },
  });
  const prices = await startFakeService(PRICES, {
    Query: {
      priced: (_: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => ({ id, price: 5, tax: 1, bill: { lines: [{ amount: 5 }] } })),
      total: (_: unknown, { ids }: { ids: string[] }) => ids.map(() => 6),
    },
  });
  const parcels = await startFakeService(PARCELS, {
    Query: {
      parcels: (_: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => ({ id, parcel: { weight: 7, carrier: { id: "dhl" } } })),
      carriers: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, phone: "112" })),
    },
  });
  for (const service of [carts, prices, parcels]) onTestFinished(() => service.close());
  const options = { retry: false, circuitBreaker: false, fieldBreaker: false, timeoutMs: HANG_MS } as const;
  const gateway = await startTestGateway(
    { carts: { ...carts, ...options }, prices: { ...prices, ...options }, parcels: { ...parcels, ...options } },
    { gatewaySdl: GATEWAY, aggregates: [CHECKOUT], server: { answerTimeoutMs: HANG_MS } },
  );
  return { gateway, carts, prices, parcels };
}

/** How long a call hangs that nobody gives up. */
const HANG_MS = 15_000;
/** Whatever takes no longer did not wait for it, on the busiest machine. */
const LONG_BEFORE_MS = HANG_MS / 2;

const hang: Behaviour = () => undefined;
const refuse: Behaviour = (_call, response) => void response.destroy();

async function timed<Result>(work: Promise<Result>): Promise<{ result: Result; tookMs: number }> {
  const startedAt = performance.now();
  return { result: await work, tookMs: performance.now() - startedAt };
}

/** What is answered when the price is lost. */
const lost = (path: readonly (string | number)[]) => ({
  data: null,
  errors: [
    {
      message: "The prices service is unavailable.",
      path,
      extensions: { code: "SERVICE_UNAVAILABLE", service: "prices" },
    },
  ],
  extensions: {
    partial: {
      complete: false,
      services: [{ name: "prices", state: "unavailable", reason: "SERVICE_UNAVAILABLE" }],
      missing: [[]],
      missingCount: 1,
      stale: [],
      staleCount: 0,
    },
  },
});

describe("the loss of a critical field", () => {
  it("is answered at once, whoever else still hangs; the call that hangs is aborted", async () => {
    const { gateway, prices, parcels } = await startCheckout();
    prices.behave(refuse);
    parcels.behave(hang);
    const { result, tookMs } = await timed(gateway.ask('{ cart(id: "1") { owner price parcel { weight } } }'));
    expect(result).toEqual(lost(["cart", "price"]));
    expect(tookMs).toBeLessThan(LONG_BEFORE_MS);
    await vi.waitFor(() => expect(parcels.abandoned.count).toBe(1), { timeout: LONG_BEFORE_MS });
  });

  it("has the HTTP status of its error, and its path under the client's names", async () => {
    const { gateway, prices, parcels } = await startCheckout();
    prices.behave(refuse);
    parcels.behave(hang);
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: '{ price: cart(id: "1") { id: price owner: parcel { weight } } }' }),
    });
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual(lost(["price", "id"]));
  });

  it("comes with a part of it that takes it along, deep inside, or in an item of a list", async () => {
    const { gateway, prices, parcels } = await startCheckout();
    parcels.behave(hang);
    prices.behave(() => ({
      data: { priced: [{ __typename: "Cart", id: "1", price: 1, bill: null }] },
      errors: [{ message: "No.", path: ["priced", 0, "bill", "lines", 0, "amount"] }],
    }));
    const inside = await timed(gateway.ask('{ cart(id: "1") { bill { lines { amount } } parcel { weight } } }'));
    expect(inside.result).toMatchObject({ data: null, errors: [{ path: ["cart", "bill"] }] });
    prices.behave(refuse);
    const inList = await timed(gateway.ask("{ allCarts { price parcel { weight } } }"));
    expect(inList.result).toEqual(lost(["allCarts", 0, "price"]));
    expect(Math.max(inside.tookMs, inList.tookMs)).toBeLessThan(LONG_BEFORE_MS);
  });

  it("does not wait for the object that it belongs to, in an aggregate, too", async () => {
    const { gateway, carts, prices } = await startCheckout();
    carts.behave(hang);
    prices.behave(refuse);
    const { result, tookMs } = await timed(gateway.ask('{ checkout(id: "1") { cart { owner } total } }'));
    expect(result).toEqual(lost(["checkout", "total"]));
    const nested = await timed(gateway.ask('{ checkout(id: "1") { cart { owner price } } }'));
    expect(nested.result).toEqual(lost(["checkout", "cart", "price"]));
    expect(Math.max(tookMs, nested.tookMs)).toBeLessThan(LONG_BEFORE_MS);
    await vi.waitFor(() => expect(carts.abandoned.count).toBe(2), { timeout: LONG_BEFORE_MS });
  });

  it("keeps what comes later from being asked: a further service, the next mutation", async () => {
    const { gateway, carts, prices, parcels } = await startCheckout();
    prices.behave(refuse);
    let answer = () => {};
    parcels.behave((_call, response) => {
      answer = () => void response.end('{"data":{"parcels":[]}}');
      return undefined;
    });
    await gateway.ask('{ cart(id: "1") { price parcel { carrier { phone } } } }');
    answer();
    const { result } = await timed(gateway.ask('mutation { pay(id: "1") { price } clear(id: "1") { owner } }'));
    expect(result).toEqual(lost(["pay", "price"]));
    expect(parcels.calls).toHaveLength(1);
    expect(carts.calls.filter(({ query }) => query.includes("clear"))).toEqual([]);
  });
});

describe("what is no loss of a critical field", () => {
  it("ends nothing: a sibling's failure, and one of an object that is not there, or lost itself", async () => {
    const { gateway, carts, parcels, prices } = await startCheckout();
    parcels.behave(refuse);
    expect(await gateway.ask('{ cart(id: "1") { price bill { lines { amount } } parcel { weight } } }')).toMatchObject({
      data: { cart: { price: 5, bill: { lines: [{ amount: 5 }] }, parcel: null } },
    });
    // When the others have said that there is no such cart.
    prices.behave((_call, response) => void setTimeout(() => response.destroy(), 300));
    expect((await gateway.ask('{ checkout(id: "none") { cart { owner price } } }')).data).toEqual({ checkout: null });
    carts.behave(refuse);
    expect((await gateway.ask('{ checkout(id: "1") { cart { owner price } } }')).data).toEqual({
      checkout: { cart: null },
    });
    carts.behave();
    expect((await ask(gateway.url, '{ cart(id: "1") { owner tax } }')).data).toEqual({
      cart: { owner: "Owner of 1", tax: null },
    });
  });
});
