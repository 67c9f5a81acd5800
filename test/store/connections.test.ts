import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  customer,
  startOwnService,
  startService,
  support,
  walk,
  type TestService,
  type Json,
} from "./store-testkit.ts";

const ordersQuery = `query ($first: Int, $after: String, $status: OrderStatus) {
  orders(first: $first, after: $after, status: $status) {
    nodes { id status }
    edges { cursor node { id status } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const productsQuery = `query ($first: Int, $after: String, $search: String, $categoryId: ID) {
  products(first: $first, after: $after, search: $search, categoryId: $categoryId) {
    nodes { id name description category { path { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

let order: TestService;
let product: TestService;
beforeAll(async () => {
  [order, product] = await Promise.all([startService("order"), startService("product")]);
});
afterAll(async () => {
  await Promise.all([order.close(), product.close()]);
});

async function walkOrders(viewer: Record<string, string>, variables: object): Promise<string[]> {
  const nodes = await walk<{ id: string }>(
    async (after) => (await order.data(ordersQuery, viewer, { ...variables, after })).orders,
  );
  return nodes.map(({ id }) => id);
}

async function walkProducts(variables: object): Promise<Json[]> {
  return walk<Json>(async (after) => (await product.data(productsQuery, {}, { ...variables, after })).products);
}

describe("orders", () => {
  test.each([1, 3, 100])("are walked without a gap or a duplicate in pages of %i", async (first) => {
    const all = await order.data(
      "{ orders(first: 100) { nodes { id } pageInfo { hasNextPage } } }",
      customer("user-1"),
    );
    expect(all.orders.pageInfo.hasNextPage).toBe(false);
    const ids = await walkOrders(customer("user-1"), { first });
    expect(ids).toEqual(all.orders.nodes.map(({ id }: Json) => id));
    expect(ids.length).toBeGreaterThan(3);
  });

  test("have edges that are the nodes with their cursors, and tell where the page stands", async () => {
    const first = (await order.data(ordersQuery, support, { first: 2 })).orders;
    expect(first.edges.map(({ node }: Json) => node)).toEqual(first.nodes);
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0].cursor,
      endCursor: first.edges[1].cursor,
    });
    const second = (await order.data(ordersQuery, support, { first: 2, after: first.edges[0].cursor })).orders;
    expect(second.nodes[0]).toEqual(first.nodes[1]);
    expect(second.pageInfo.hasPreviousPage).toBe(true);
  });

  test("are 20 a page unless said otherwise, an explicit null included", async () => {
    expect((await order.data(ordersQuery, support)).orders.nodes).toHaveLength(20);
    expect((await order.data(ordersQuery, support, { first: null })).orders.nodes).toHaveLength(20);
  });

  test("can be listed by status", async () => {
    const { orders } = await order.data(ordersQuery, support, { first: 100, status: "SHIPPED" });
    expect(orders.nodes.length).toBeGreaterThan(10);
    expect(new Set(orders.nodes.map(({ status }: Json) => status))).toEqual(new Set(["SHIPPED"]));
  });

  test("of an empty list have no cursors", async () => {
    expect((await order.data(ordersQuery)).orders).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test("keep their pages when a new order comes in between", async () => {
    const service = await startOwnService("order");
    const before = (await service.data(ordersQuery, support, { first: 4 })).orders;
    await service.data(
      'mutation { placeOrder(input: { items: [{ productId: "product-1", quantity: 1 }] }) { id } }',
      customer("user-1"),
    );
    const after = (await service.data(ordersQuery, support, { first: 2, after: before.edges[1].cursor })).orders;
    expect(after.nodes).toEqual(before.nodes.slice(2));
    expect((await service.data(ordersQuery, support, { first: 1 })).orders.nodes[0].id).toBe("order-5001");
  });

  test("of users come in one connection each, with as many as were asked for", async () => {
    const query =
      '{ orderingUsersByIds(ids: ["user-1", "user-2"]) { few: orders(first: 2) { nodes { id } pageInfo { hasNextPage } } all: orders(first: 100) { nodes { id } pageInfo { hasNextPage } } } }';
    const users = (await order.data(query, support)).orderingUsersByIds;
    for (const [index, { few, all }] of users.entries()) {
      expect(all.nodes.map(({ id }: Json) => id)).toEqual(
        await walkOrders(customer(`user-${index + 1}`), { first: 100 }),
      );
      expect(few.nodes).toEqual(all.nodes.slice(0, 2));
      expect([few.pageInfo.hasNextPage, all.pageInfo.hasNextPage]).toEqual([true, false]);
    }
  });
});

describe("products", () => {
  test("are walked in the order of the ids", async () => {
    const ids = (await walkProducts({ first: 100 })).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 1200 }, (_, index) => `product-${index + 1}`));
  });

  test("are found by a text of their name or description, whatever its case", async () => {
    const all = await walkProducts({ first: 100 });
    for (const search of ["GOOSENECK", "Copenhagen", "fjord desk"]) {
      const holds = ({ name, description }: Json) =>
        `${name}\n${description}`.toLowerCase().includes(search.toLowerCase());
      const found = await walkProducts({ first: 7, search });
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(all.filter(holds));
    }
  });

  test.each(["%", "_", "\\", "100%_", "'; DROP TABLE products; --"])(
    "are not found by %s, which is in no text",
    async (search) => {
      expect(await walkProducts({ first: 100, search })).toEqual([]);
    },
  );

  test("are found by category, those below it included", async () => {
    const all = await walkProducts({ first: 100 });
    for (const { id } of all[0].category.path) {
      const expected = all.filter(({ category }) => category.path.some((step: Json) => step.id === id));
      expect(await walkProducts({ first: 100, categoryId: id })).toEqual(expected);
      expect(expected.length).toBeLessThan(1200);
    }
    expect(await walkProducts({ first: 100, categoryId: "category-999" })).toEqual([]);
  });
});

const orderCursor = Buffer.from("order-17").toString("base64url");

test.each([
  ["a cursor that is none", { after: "nonsense" }, '"after" is not a cursor of this list.'],
  ["an empty cursor", { after: "" }, '"after" is not a cursor of this list.'],
  ["a cursor of another list", { after: orderCursor }, '"after" is not a cursor of this list.'],
  [
    "a cursor with something behind it",
    { after: `${Buffer.from("product-17").toString("base64url")}=` },
    '"after" is not a cursor of this list.',
  ],
  [
    "a cursor with a bent number",
    { after: Buffer.from("product-1e1").toString("base64url") },
    '"after" is not a cursor of this list.',
  ],
  ["no products", { first: 0 }, '"first" must be a whole number from 1 to 100.'],
  ["less than no products", { first: -1 }, '"first" must be a whole number from 1 to 100.'],
  ["a text that no product has", { search: "x".repeat(60_000) }, '"search" must be 200 characters long at most.'],
  ["too many products", { first: 101 }, '"first" must be a whole number from 1 to 100.'],
])("%s is refused", async (_, variables, message) => {
  const { data, errors } = await product.ask(productsQuery, {}, variables);
  expect(data).toEqual({ products: null });
  expect(errors).toMatchObject([{ message, path: ["products"], extensions: { code: "BAD_USER_INPUT" } }]);
});

test("too many orders of a user are refused", async () => {
  const { errors } = await order.ask(
    '{ orderingUsersByIds(ids: ["user-1"]) { orders(first: 101) { nodes { id } } } }',
    support,
  );
  expect(errors).toMatchObject([{ path: ["orderingUsersByIds", 0, "orders"], extensions: { code: "BAD_USER_INPUT" } }]);
});
