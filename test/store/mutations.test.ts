import { describe, expect, test } from "vitest";
import { admin, customer, nobody, startOwnService, support, type TestService } from "./store-testkit.ts";

const placeOrder = `mutation ($items: [OrderItemInput!]!) {
  placeOrder(input: { items: $items }) {
    id status placedAt customer { id } items { product { id } quantity unitPrice } total
  }
}`;
const cancelOrder = "mutation ($id: ID!) { cancelOrder(id: $id) { id status } }";
const addReview = `mutation ($input: AddReviewInput!) {
  addReview(input: $input) { id rating title body createdAt author { id } product { id averageRating } }
}`;

async function findOrder(service: TestService, status: string): Promise<{ id: string; customer: { id: string } }> {
  const query = "query ($status: OrderStatus) { orders(first: 1, status: $status) { nodes { id customer { id } } } }";
  return (await service.data(query, support, { status })).orders.nodes[0];
}

describe("placeOrder", () => {
  test("places an order of the viewer at the prices of the price list", async () => {
    const service = await startOwnService("order");
    const start = Date.now();
    const items = [
      { productId: "product-7", quantity: 2 },
      { productId: "product-1", quantity: 99 },
    ];
    const placed = (await service.data(placeOrder, customer("user-1"), { items })).placeOrder;
    // What the product service's catalogue says, too.
    const [knife, kettle] = [
      { amount: 7790, currency: "EUR" },
      { amount: 11890, currency: "EUR" },
    ];
    expect(placed).toEqual({
      id: "order-5001",
      status: "PENDING",
      placedAt: expect.any(String),
      customer: { id: "user-1" },
      items: [
        { product: { id: "product-7" }, quantity: 2, unitPrice: knife },
        { product: { id: "product-1" }, quantity: 99, unitPrice: kettle },
      ],
      total: { amount: 2 * 7790 + 99 * 11890, currency: "EUR" },
    });
    expect(Date.parse(placed.placedAt)).toBeGreaterThanOrEqual(start);
    expect((await service.data("{ orders(first: 1) { nodes { id } } }", customer("user-1"))).orders.nodes).toEqual([
      { id: "order-5001" },
    ]);
    expect((await service.data('{ order(id: "order-5001") { id } }', customer("user-2"))).order).toBeNull();
    expect((await service.data(placeOrder, customer("user-2"), { items })).placeOrder.id).toBe("order-5002");
  });

  const one = { productId: "product-1", quantity: 1 };
  test.each([
    ["of nobody", nobody, [one], "UNAUTHENTICATED", "Sign in to place an order."],
    ["of a role without an id", { "x-user-role": "ADMIN" }, [one], "UNAUTHENTICATED", "Sign in to place an order."],
    ["without items", customer("user-1"), [], "BAD_USER_INPUT", "An order needs at least one item."],
    [
      "of no piece",
      customer("user-1"),
      [one, { productId: "product-2", quantity: 0 }],
      "BAD_USER_INPUT",
      'The quantity of "product-2" must be from 1 to 99, not 0.',
    ],
    [
      "of 100 pieces",
      customer("user-1"),
      [{ productId: "product-2", quantity: 100 }],
      "BAD_USER_INPUT",
      'The quantity of "product-2" must be from 1 to 99, not 100.',
    ],
    [
      "of an unknown product",
      customer("user-1"),
      [one, { productId: "product-1201", quantity: 1 }],
      "BAD_USER_INPUT",
      'There is no product "product-1201".',
    ],
    [
      "of one product twice",
      customer("user-1"),
      [one, one],
      "BAD_USER_INPUT",
      '"product-1" is listed twice; give it one item with the whole quantity.',
    ],
  ])("refuses an order %s", async (_, viewer, items, code, message) => {
    const service = await startOwnService("order");
    const { data, errors } = await service.ask(placeOrder, viewer, { items });
    expect(data).toEqual({ placeOrder: null });
    expect(errors).toMatchObject([{ message, extensions: { code } }]);
    expect((await service.data("{ orders(first: 1) { nodes { id } } }", admin)).orders.nodes).toEqual([
      { id: "order-5000" },
    ]);
  });
});

describe("cancelOrder", () => {
  test.each(["PENDING", "PAID"])("cancels an order of the viewer that is %s, for good", async (status) => {
    const service = await startOwnService("order");
    const { id, customer: owner } = await findOrder(service, status);
    const cancelled = { id, status: "CANCELLED" };
    expect((await service.data(cancelOrder, customer(owner.id), { id })).cancelOrder).toEqual(cancelled);
    expect((await service.data("query ($id: ID!) { order(id: $id) { id status } }", support, { id })).order).toEqual(
      cancelled,
    );
    expect((await service.data(cancelOrder, support, { id })).cancelOrder).toEqual(cancelled);
  });

  test("answers null, and changes nothing, for what the viewer may not see", async () => {
    const service = await startOwnService("order");
    const { id, customer: owner } = await findOrder(service, "PAID");
    const stranger = customer(owner.id === "user-1" ? "user-2" : "user-1");
    for (const viewer of [stranger, nobody]) {
      expect(await service.ask(cancelOrder, viewer, { id })).toEqual({ data: { cancelOrder: null } });
    }
    expect(await service.ask(cancelOrder, support, { id: "order-0" })).toEqual({ data: { cancelOrder: null } });
    expect((await service.data("query ($id: ID!) { order(id: $id) { status } }", support, { id })).order.status).toBe(
      "PAID",
    );
  });

  test.each([
    ["SHIPPED", "on its way"],
    ["DELIVERED", "delivered"],
  ])("refuses to cancel what is %s", async (status, state) => {
    const service = await startOwnService("order");
    const { id } = await findOrder(service, status);
    const { data, errors } = await service.ask(cancelOrder, support, { id });
    expect(data).toEqual({ cancelOrder: null });
    expect(errors).toMatchObject([
      {
        message: `"${id}" is already ${state} and can no longer be cancelled.`,
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });
});

describe("addReview", () => {
  const review = { productId: "product-1", rating: 1, title: " Too loud ", body: "It whistles." };

  test("writes a review in the viewer's name, and the mean moves", async () => {
    const service = await startOwnService("review");
    const summary =
      '{ _entities(representations: [{ __typename: "Product", id: "product-1" }]) { ... on Product { reviewSummary { count averageRating } } } }';
    const before = (await service.data(summary))._entities[0].reviewSummary;
    const added = (await service.data(addReview, customer("user-8"), { input: review })).addReview;
    const after = (await service.data(summary))._entities[0].reviewSummary;
    expect(added).toMatchObject({ rating: 1, title: "Too loud", body: "It whistles.", author: { id: "user-8" } });
    expect(added.product).toEqual({ id: "product-1", averageRating: after.averageRating });
    expect(after.count).toBe(before.count + 1);
    expect(after.averageRating).toBeLessThan(before.averageRating);
    const newest = await service.data('{ reviewsByProductIds(productIds: ["product-1"], first: 1) { id } }');
    expect(newest.reviewsByProductIds).toEqual([[{ id: added.id }]]);
  });

  test.each([
    ["of nobody", nobody, {}, "UNAUTHENTICATED", "Sign in to write a review."],
    ["without a star", customer("user-8"), { rating: 0 }, "BAD_USER_INPUT", '"rating" must be from 1 to 5, not 0.'],
    ["with six stars", customer("user-8"), { rating: 6 }, "BAD_USER_INPUT", '"rating" must be from 1 to 5, not 6.'],
    [
      "with a blank title",
      customer("user-8"),
      { title: "  " },
      "BAD_USER_INPUT",
      '"title" must have 1 to 120 characters, not 0.',
    ],
    [
      "with a long title",
      customer("user-8"),
      { title: "x".repeat(121) },
      "BAD_USER_INPUT",
      '"title" must have 1 to 120 characters, not 121.',
    ],
    [
      "without a text",
      customer("user-8"),
      { body: "" },
      "BAD_USER_INPUT",
      '"body" must have 1 to 5000 characters, not 0.',
    ],
    [
      "with a long text",
      customer("user-8"),
      { body: "x".repeat(5001) },
      "BAD_USER_INPUT",
      '"body" must have 1 to 5000 characters, not 5001.',
    ],
    [
      "of an unknown product",
      customer("user-8"),
      { productId: "product-1201" },
      "BAD_USER_INPUT",
      'There is no product "product-1201".',
    ],
  ])("refuses a review %s", async (_, viewer, change, code, message) => {
    const service = await startOwnService("review");
    const { data, errors } = await service.ask(addReview, viewer, { input: { ...review, ...change } });
    expect(data).toEqual({ addReview: null });
    expect(errors).toMatchObject([{ message, extensions: { code } }]);
  });

  test("takes a title of 120 characters that are two UTF-16 units each", async () => {
    const service = await startOwnService("review");
    const title = "🙂".repeat(120);
    expect((await service.data(addReview, customer("user-8"), { input: { ...review, title } })).addReview.title).toBe(
      title,
    );
  });
});
