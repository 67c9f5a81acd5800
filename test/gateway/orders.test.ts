import { beforeEach, describe, expect, it } from "vitest";
import { orderList } from "../testkit/operations.ts";
import { callsOf, CUSTOMER, SUPPORT, useStore } from "../testkit/store.ts";

const store = useStore();
beforeEach(() => store.clearCounters());

describe("orders", () => {
  it("of fifty, with items, products, customers and shipments, is one call to each of four services", async () => {
    const { data, errors } = await store.ask(orderList, { first: 50 }, SUPPORT);
    expect(errors).toBeUndefined();
    expect(data?.orders?.nodes).toHaveLength(50);
    expect(new Set(data?.orders?.nodes.map(({ customer }) => customer?.name)).size).toBeGreaterThan(10);
    const counters = await store.counters();
    expect(callsOf(counters)).toEqual({ order: 1, product: 1, user: 1, shipping: 1 });
    expect(counters.user).toEqual({ requests: 1, rootFields: {}, rest: { "GET /users": 1 } });
    expect(counters.shipping).toMatchObject({ requests: 1, rpc: { ListShipments: 1 } });
  });

  it("are the viewer's own", async () => {
    const own = await store.askText("{ orders { nodes { customer { id } } } }", CUSTOMER);
    expect(
      new Set(
        (own.data as { orders: { nodes: { customer: { id: string } }[] } }).orders.nodes.map(
          ({ customer }) => customer.id,
        ),
      ),
    ).toEqual(new Set(["user-1"]));
  });

  it("page by cursor, forwards, without a gap", async () => {
    const page = async (after: string | null) => {
      const { data } = await store.askText(
        `{ orders(first: 2${after === null ? "" : `, after: "${after}"`}) { nodes { id } pageInfo { endCursor hasNextPage } } }`,
        CUSTOMER,
      );
      return (data as { orders: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } })
        .orders;
    };
    const ids: string[] = [];
    let after: string | null = null;
    for (let turn = 0; turn < 50; turn++) {
      const { nodes, pageInfo } = await page(after);
      ids.push(...nodes.map(({ id }) => id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    const all = await store.askText("{ orders(first: 100) { nodes { id } } }", CUSTOMER);
    expect((all.data as { orders: { nodes: { id: string }[] } }).orders.nodes.map(({ id }) => id)).toEqual(ids);
  });
});

describe("types merged across services", () => {
  it("go on from wherever an order, a product or a user is reached", async () => {
    const answer = await store.askText(
      `{
        me { name orders(first: 1) { nodes { shipment { status } payment { status } customer { email } items { product { name averageRating category { name parent { name } } } } } } }
        product(id: "product-1") { reviewSummary { count } reviews(first: 2) { author { name } product { name } } }
        products(first: 2, search: "kettle") { nodes { name reviewSummary { averageRating } } edges { cursor node { id } } }
        user(id: "user-2") { name email }
      }`,
      CUSTOMER,
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      me: { orders: { nodes: [{ customer: { email: expect.stringContaining("@") as string } }] } },
      product: { reviews: [{ product: { name: expect.any(String) as string } }, {}] },
      user: { email: null },
    });
  });

  it("mutations change data, and their messages reach the customer", async () => {
    const placed = await store.askText(
      'mutation { placeOrder(input: { items: [{ productId: "product-1", quantity: 2 }] }) { id status total customer { name } items { quantity product { name } } shipment { id } } }',
      CUSTOMER,
    );
    expect(placed).toMatchObject({
      data: {
        placeOrder: {
          status: "PENDING",
          customer: { name: expect.any(String) as string },
          items: [{ quantity: 2 }],
          shipment: null,
        },
      },
    });
    expect(placed.errors).toBeUndefined();
    const { id } = (placed.data as { placeOrder: { id: string } }).placeOrder;
    expect(await store.askText(`mutation { cancelOrder(id: "${id}") { status } }`, CUSTOMER)).toEqual({
      data: { cancelOrder: { status: "CANCELLED" } },
    });
    expect(await store.askText(`{ order(id: "${id}") { status } }`, CUSTOMER)).toEqual({
      data: { order: { status: "CANCELLED" } },
    });
    expect(
      (
        await store.askText(
          'mutation { placeOrder(input: { items: [{ productId: "x", quantity: 1 }] }) { id } }',
          CUSTOMER,
        )
      ).errors,
    ).toEqual([
      {
        message: 'There is no product "x".',
        path: ["placeOrder"],
        extensions: { code: "SERVICE_ERROR", service: "order", serviceCode: "BAD_USER_INPUT" },
      },
    ]);
  });

  it("several mutations run one after another", async () => {
    const review = (rating: number) =>
      `addReview(input: { productId: "product-7", rating: ${rating}, title: "T", body: "B" }) { rating product { reviewSummary { count } } }`;
    const answer = await store.askText(`mutation { a: ${review(1)} b: ${review(2)} }`, CUSTOMER);
    const { a, b } = answer.data as Record<"a" | "b", { product: { reviewSummary: { count: number } } }>;
    expect(b.product.reviewSummary.count).toBe(a.product.reviewSummary.count + 1);
  });
});
