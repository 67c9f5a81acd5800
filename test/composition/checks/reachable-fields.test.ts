import { expect, test } from "vitest";
import { reachableFields } from "../../../src/composition/checks/reachable-fields.ts";
import { runRule } from "./run-rule.ts";

test("a field that one service knows is found from every other one", () => {
  const product = `
type Query {
  product: Product
  byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible
}
type Product { id: ID!, name: String }
`;
  const order = "type Query { order: Product }\ntype Product { id: ID! }";
  const stock = `
type Query { shelf: Product }
type Product {
  id: ID!
  stock: Int
  shelf: Int @inaccessible
}
`;
  expect(runRule(reachableFields, { product, order, stock })).toEqual([
    "error: stock.graphql:4:3 Product.stock would be null wherever Product comes from the product service or the order service: the stock service has no lookup for it. Add a root field of Query with @merge that gives Product by its key, or take the field away.",
  ]);
});

test("types that are the same everywhere need no lookup", () => {
  const order = "type Query { orders: Page } type Page { next: ID }";
  const product = "type Query { products: Page } type Page { next: ID }";
  expect(runRule(reachableFields, { order, product })).toEqual([]);
});

test("a type that only one service gives needs none, either", () => {
  const order = "type Query { order: Order } type Order { id: ID! }";
  const product = "type Query { product: ID }";
  expect(runRule(reachableFields, { order, product })).toEqual([]);
});

test("where there is a lookup, what keeps the gateway from it is for the rule for keys to tell", () => {
  const product = `type Query { bySkus(skus: [ID!]!): [Product]! @merge(keyField: "sku") @inaccessible }
type Product { sku: ID!, name: String }`;
  const order = "type Query { order: Product } type Product { id: ID! }";
  expect(runRule(reachableFields, { product, order })).toEqual([]);
});
