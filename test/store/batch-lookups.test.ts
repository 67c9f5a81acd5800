import { afterAll, beforeAll, expect, test } from "vitest";
import { createBatchedLookup } from "../../examples/store/kit/batched-lookup.ts";
import { storeServiceNames, type StoreServiceName } from "../../examples/store/store-services.ts";
import { startService, support, type TestService, type Json } from "./store-testkit.ts";

const services = {} as Record<StoreServiceName, TestService>;

beforeAll(async () => {
  for (const name of storeServiceNames) {
    services[name] = await startService(name);
  }
});
afterAll(async () => {
  await Promise.all(Object.values(services).map((service) => service.close()));
});

// The same id twice, unknown ids of every kind, and not in the order of the table.
const asked = (kind: string) => [
  `${kind}-3`,
  "nonsense",
  `${kind}-1`,
  `${kind}-3`,
  `${kind}-999999`,
  `${kind}-01`,
  `${kind}-2`,
  "",
];
const found = (kind: string, unknown: (id: string) => unknown = () => null) =>
  asked(kind).map((id, index) => ([0, 2, 3, 6].includes(index) ? { id } : unknown(id)));

test.each([
  ["order", "ordersByIds(ids: $ids) { id }", found("order"), "order"],
  ["order", "orderingUsersByIds(ids: $ids) { id }", found("user", (id) => ({ id })), "user"],
  ["product", "productsByIds(ids: $ids) { id }", found("product"), "product"],
  ["user", "usersByIds(ids: $ids) { id }", found("user"), "user"],
  ["shipping", "shippedOrdersByIds(ids: $ids) { id }", found("order"), "order"],
  ["payment", "paidOrdersByIds(ids: $ids) { id }", found("order"), "order"],
] as const)("the %s service answers %s in the order of the ids", async (name, field, expected, kind) => {
  const data = await services[name].data(`query ($ids: [ID!]!) { ${field} }`, support, { ids: asked(kind) });
  expect(Object.values(data)).toEqual([expected]);
});

test.each([
  ["shipping", "shipmentsByOrderIds(orderIds: $ids) { id }", "order"],
  ["payment", "paymentsByOrderIds(orderIds: $ids) { id }", "order"],
  ["product", "relatedProductsByIds(productIds: $ids, first: 2) { id }", "product"],
  ["review", "reviewsByProductIds(productIds: $ids, first: 2) { product { id } }", "product"],
  ["review", "topReviewsByProductIds(productIds: $ids, first: 2) { product { id } }", "product"],
  ["recommendation", "recommendationsByProductIds(productIds: $ids, first: 2) { id }", "product"],
] as const)("the %s service answers %s with null for what is unknown", async (name, field, kind) => {
  const data = await services[name].data(`query ($ids: [ID!]!) { ${field} }`, support, { ids: asked(kind) });
  const entries: unknown[] = Object.values<unknown[]>(data).flat();
  const [three, , one, threeAgain, , , two] = entries;
  expect(entries.map((entry) => entry !== null)).toEqual([true, false, true, true, false, false, true, false]);
  expect(threeAgain).toEqual(three);
  expect(new Set([one, two, three].map((entry) => JSON.stringify(entry))).size).toBe(3);
});

test("the reviews of each product are its own", async () => {
  const query = "query ($ids: [ID!]!) { reviewsByProductIds(productIds: $ids, first: 3) { product { id } } }";
  const { reviewsByProductIds } = await services.review.data(query, {}, { ids: ["product-9", "product-2"] });
  expect(reviewsByProductIds).toEqual([
    Array.from({ length: 3 }, () => ({ product: { id: "product-9" } })),
    Array.from({ length: 3 }, () => ({ product: { id: "product-2" } })),
  ]);
});

test("top reviews come best first, the newest first of equals; reviews come newest first", async () => {
  const fields = '(productIds: ["product-1"], first: 100) { rating createdAt }';
  const data = await services.review.data(`{ reviewsByProductIds${fields} topReviewsByProductIds${fields} }`);
  const newest: { rating: number; createdAt: string }[] = data.reviewsByProductIds[0];
  expect(newest).toEqual(newest.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)));
  expect(data.topReviewsByProductIds[0]).toEqual(newest.toSorted((a, b) => b.rating - a.rating));
});

test("related products are of the same category first, then of its parent, and never the product itself", async () => {
  const query =
    '{ product(id: "product-41") { category { id parent { id } } } relatedProductsByIds(productIds: ["product-41"], first: 50) { id category { id parent { id } } } }';
  const { product, relatedProductsByIds } = await services.product.data(query);
  const related: Json[] = relatedProductsByIds[0];
  expect(new Set(related.map(({ id }) => id)).size).toBe(50);
  expect(related.map(({ id }) => id)).not.toContain("product-41");
  expect(related.slice(0, 29).every(({ category }) => category.id === product.category.id)).toBe(true);
  expect(related.slice(29).every(({ category }) => category.id !== product.category.id)).toBe(true);
  expect(related.every(({ category }) => category.parent.id === product.category.parent.id)).toBe(true);
});

test.each([
  ["product", "relatedProductsByIds(productIds: [], first: 51) { id }", 50],
  ["recommendation", "recommendationsByProductIds(productIds: [], first: 0) { id }", 50],
  ["review", "reviewsByProductIds(productIds: [], first: 101) { id }", 100],
  ["review", "topReviewsByProductIds(productIds: [], first: -1) { id }", 100],
] as const)("the %s service refuses %s", async (name, field, most) => {
  const { errors } = await services[name].ask(`{ ${field} }`);
  expect(errors).toMatchObject([
    { message: `"first" must be a whole number from 1 to ${most}.`, extensions: { code: "BAD_USER_INPUT" } },
  ]);
});

test("what one request asks for in one moment is looked up at once, and nothing is remembered", async () => {
  const calls: [ids: readonly string[], first: number][] = [];
  const lookup = createBatchedLookup((ids, first) => {
    calls.push([ids, first]);
    return new Map(ids.filter((id) => id !== "x").map((id) => [id, `${id}${first}`]));
  });
  const [one, other] = [{ viewer: { id: null, roles: [] } }, { viewer: { id: null, roles: [] } }];
  const answers = await Promise.all([
    lookup(one, "a", 2),
    lookup(one, "b", 2),
    lookup(one, "a", 2),
    lookup(one, "x", 2),
    lookup(one, "a", 3),
    lookup(other, "c", 2),
  ]);
  expect(answers).toEqual(["a2", "b2", "a2", undefined, "a3", "c2"]);
  expect(calls).toEqual([
    [["a", "b", "x"], 2],
    [["a"], 3],
    [["c"], 2],
  ]);
  await lookup(one, "a", 2);
  expect(calls).toHaveLength(4);
});
