import { afterAll, beforeAll, expect, test } from "vitest";
import { storeServiceNames, type StoreServiceName } from "../../examples/store/store-services.ts";
import { admin, startService, walk, type TestService, type Json } from "./store-testkit.ts";

const productIds = ids("product", 1200);
const orderIds = ids("order", 5000);
const services = {} as Record<StoreServiceName, TestService>;

beforeAll(async () => {
  for (const name of storeServiceNames) {
    services[name] = await startService(name);
  }
});
afterAll(async () => {
  await Promise.all(Object.values(services).map((service) => service.close()));
});

const everything: Record<StoreServiceName, [query: string, variables: object]> = {
  order: [
    "query ($ids: [ID!]!) { ordersByIds(ids: $ids) { id status placedAt customer { id } items { quantity product { id } unitPrice } total } }",
    { ids: orderIds },
  ],
  product: [
    "query ($ids: [ID!]!) { productsByIds(ids: $ids) { id name description price imageUrl thumbnailUrl category { id name slug path { slug } } } }",
    { ids: productIds },
  ],
  user: ["query ($ids: [ID!]!) { usersByIds(ids: $ids) { id name email createdAt } }", { ids: ids("user", 500) }],
  shipping: [
    "query ($ids: [ID!]!) { shippedOrdersByIds(ids: $ids) { id shipment { id status carrier trackingNumber eta events { occurredAt status location } } } }",
    { ids: orderIds },
  ],
  payment: [
    "query ($ids: [ID!]!) { paidOrdersByIds(ids: $ids) { id payment { id status method amount } } }",
    { ids: orderIds },
  ],
  review: [
    "query ($ids: [ID!]!) { reviewsByProductIds(productIds: $ids, first: 100) { id rating title body createdAt author { id } product { id } } }",
    { ids: productIds },
  ],
  recommendation: [
    "query ($ids: [ID!]!) { recommendationsByProductIds(productIds: $ids, first: 50) { id } }",
    { ids: productIds },
  ],
};

const answers = {} as Record<StoreServiceName, Promise<Json[]>>;

/** All that a service holds, asked for once. */
function readAll(name: StoreServiceName): Promise<Json[]> {
  return (answers[name] ??= readAllFrom(name, services[name]));
}

async function readAllFrom(name: StoreServiceName, service: TestService): Promise<Json[]> {
  const [query, variables] = everything[name];
  return Object.values(await service.data(query, admin, variables as Record<string, unknown>))[0] as Json[];
}

test.each(storeServiceNames)("two starts of the %s service have the same data", async (name) => {
  const again = await startService(name);
  try {
    expect(await readAllFrom(name, again)).toEqual(await readAll(name));
  } finally {
    await again.close();
  }
});

test("there are 1,200 products with names of their own in a tree of three levels", async () => {
  const products = await readAll("product");
  expect(products).not.toContain(null);
  expect(new Set(products.map(({ name }) => name)).size).toBe(1200);
  expect(products.every(({ category }) => category.path.length === 3)).toBe(true);
  const paths = new Set(
    products.flatMap(({ category }) =>
      category.path.map((_: unknown, depth: number) =>
        category.path
          .slice(0, depth + 1)
          .map(({ slug }: { slug: string }) => slug)
          .join("/"),
      ),
    ),
  );
  expect(paths.size).toBe(60);
  expect(new Set([...paths].map((path) => String(path).split("/").at(-1))).size).toBe(60);
});

test("there are 500 users with addresses of their own", async () => {
  const users = await readAll("user");
  expect(users).not.toContain(null);
  expect(new Set(users.map(({ email }) => email)).size).toBe(500);
});

test("there are 5,000 orders of 1 to 5 different products, and no user is without one", async () => {
  const orders = await readAll("order");
  expect(orders).not.toContain(null);
  for (const { items, total } of orders) {
    const products = new Set(items.map(({ product }: Json) => product.id));
    expect(products.size).toBe(items.length);
    expect(items.length).toBeGreaterThanOrEqual(1);
    expect(items.length).toBeLessThanOrEqual(5);
    expect(total.amount).toBe(
      items.reduce((sum: number, item: Json) => sum + item.quantity * item.unitPrice.amount, 0),
    );
  }
  expect(new Set(orders.map(({ customer }) => customer.id)).size).toBe(500);
  expect(new Set(orders.map(({ status }) => status)).size).toBe(5);
  expect((await services.order.data('{ order(id: "order-5001") { id } }', admin)).order).toBeNull();
});

test("a newer order has not come further than an older one, unless it was cancelled", async () => {
  const stages = ["PENDING", "PAID", "SHIPPED", "DELIVERED"];
  const reached = (await readAll("order")).map(({ status }) => stages.indexOf(status)).filter((stage) => stage >= 1);
  expect(reached).toEqual(reached.toSorted((one, other) => other - one));
});

test("the prices of the order service are those of the catalogue", async () => {
  const prices = new Map((await readAll("product")).map(({ id, price }) => [id, price]));
  for (const { items } of await readAll("order")) {
    for (const { product, unitPrice } of items) {
      expect(unitPrice).toEqual(prices.get(product.id));
    }
  }
});

test("what was shipped has a parcel, and nothing else has", async () => {
  const shipped = await readAll("shipping");
  const expected = (await readAll("order")).map(({ status }) => status === "SHIPPED" || status === "DELIVERED");
  expect(shipped.map((order) => order !== null)).toEqual(expected);
});

test("a parcel has 1 to 5 events, one after another, and stands where its order does", async () => {
  const orders = new Map((await readAll("order")).map((order) => [order.id, order]));
  for (const { id, shipment } of (await readAll("shipping")).filter((order) => order !== null)) {
    const { status, placedAt } = orders.get(id);
    const { events } = shipment;
    expect([1, 2, 3, 4, 5]).toContain(events.length);
    expect(shipment.status).toBe(events.at(-1).status);
    expect(shipment.status === "DELIVERED").toBe(status === "DELIVERED");
    const moments: number[] = [placedAt, ...events.map((event: Json) => event.occurredAt)].map(Date.parse);
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
  }
});

test("each order has a payment of its total that fits its status", async () => {
  const fitting: Record<string, string[]> = {
    PENDING: ["PENDING", "FAILED"],
    PAID: ["AUTHORIZED", "CAPTURED"],
    SHIPPED: ["CAPTURED"],
    DELIVERED: ["CAPTURED"],
    CANCELLED: ["REFUNDED", "FAILED"],
  };
  const orders = await readAll("order");
  (await readAll("payment")).forEach(({ payment }, index) => {
    expect(payment.amount).toEqual(orders[index].total);
    expect(fitting[orders[index].status]).toContain(payment.status);
  });
});

test("there are over 20,000 reviews, no two of one product by the same user", async () => {
  const reviews = await readAll("review");
  expect(reviews.flat().length).toBeGreaterThan(20_000);
  expect(new Set(reviews.flat().map(({ author, product }) => `${author.id} ${product.id}`)).size).toBe(
    reviews.flat().length,
  );
  expect(new Set(reviews.flat().map(({ rating }) => rating))).toEqual(new Set([1, 2, 3, 4, 5]));
});

test("each product goes well with twelve others", async () => {
  (await readAll("recommendation")).forEach((recommended, index) => {
    const others = new Set(recommended.map(({ id }: { id: string }) => id));
    expect(others.size).toBe(12);
    expect(others).not.toContain(productIds[index]);
    expect(productIds).toEqual(expect.arrayContaining([...others]));
  });
});

test("order-1 and product-1 are as the documentation promises", async () => {
  const [order] = await readAll("order");
  expect(order).toMatchObject({ id: "order-1", customer: { id: "user-1" }, status: "DELIVERED" });
  expect(order.items.length).toBeGreaterThanOrEqual(2);
  const [reviews] = await readAll("review");
  expect(reviews.length).toBeGreaterThanOrEqual(12);
  const { relatedProductsByIds } = await services.product.data(
    '{ relatedProductsByIds(productIds: ["product-1"], first: 6) { id } }',
  );
  expect(relatedProductsByIds[0]).toHaveLength(6);
});

test("all orders can be walked, newest first", async () => {
  const query =
    "query ($after: String) { orders(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
  const orders = await walk<{ id: string }>(
    async (after) => (await services.order.data(query, admin, { after })).orders,
  );
  expect(orders.map(({ id }) => id)).toEqual(orderIds.toReversed());
});

function ids(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
}
