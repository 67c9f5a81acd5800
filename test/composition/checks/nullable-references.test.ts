import { expect, test } from "vitest";
import { nullableReferences } from "../../../src/composition/checks/nullable-references.ts";
import { runRule } from "./run-rule.ts";

const product = `
type Query { byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
type Product @canonical { id: ID!, name: String! }
`;

test("where another service's object may be missing there may be null", () => {
  const order = `
type Query {
  one: Product!
  hidden: [Product!]! @inaccessible
}
type Order {
  gift: Product!
  items: [Product!]!
  boxes: [[Product!]!]!
  bought: Bought!
  free: Product
  holes: [Product]!
}
union Bought = Product
type Product { id: ID! }
`;
  expect(runRule(nullableReferences, { product, order })).toEqual([
    "error: order.graphql:6:9 Order.gift is Product!, but the product service owns Product: when it fails, it would take the whole Order with it. Write Product.",
    "error: order.graphql:7:10 Order.items is [Product!]!, but the product service owns Product: when it fails, it would take the whole Order with it. Write [Product]!.",
    "error: order.graphql:8:10 Order.boxes is [[Product!]!]!, but the product service owns Product: when it fails, it would take the whole Order with it. Write [[Product]!]!.",
    "error: order.graphql:9:11 Order.bought is Bought!, but the product service owns Product: when it fails, it would take the whole Order with it. Write Bought.",
  ]);
});

test("a list that one missing object would take with it is a warning", () => {
  const order = `
type Query {
  products: [Product!]
}
type Order {
  items: [Product!]
  boxes: [[Product!]]!
}
type Product { id: ID! }
`;
  expect(runRule(nullableReferences, { product, order })).toEqual([
    "warning: order.graphql:2:13 Query.products is [Product!], but the product service owns Product: when it fails, or misses one Product, the whole list is null. Write [Product].",
    "warning: order.graphql:5:10 Order.items is [Product!], but the product service owns Product: when it fails, or misses one Product, the whole list is null. Write [Product].",
    "warning: order.graphql:6:10 Order.boxes is [[Product!]]!, but the product service owns Product: when it fails, or misses one Product, the whole list is null. Write [[Product]]!.",
  ]);
});

test("an owner may rely on itself, and others on what they know or what may be null", () => {
  const shelf = product.replace("name: String! }", "name: String!, twin: Product! }");
  const order =
    "type Query { order: Order } type Order { product: Product! } type Product { id: ID!, name: String!, twin: Product! }";
  const review = "type Query { author: User } type Review { author: User! } type User { id: ID! }";
  const user = `type Query { users(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible } type User @canonical { id: ID!, name: String }`;
  expect(runRule(nullableReferences, { product: shelf, order, review, user })).toEqual([]);
});

test("the gateway's own types are held to it, but for the lists of aggregates", () => {
  const gateway = `
type Query { page: Page, other: Other }
type Page { products: [Product!]! }
type Other { product: Product! }
`;
  const aggregates = [{ type: "Page", rootField: "page", argument: "id", identity: "product", joins: [] }];
  expect(runRule(nullableReferences, { product }, { gateway, aggregates })).toEqual([
    "error: gateway.graphql:3:23 Other.product is Product!, but the product service owns Product: when it fails, it would take the whole Other with it. Write Product.",
  ]);
});

test("the owner's keys are there wherever the owner is asked by them, and an owner without a lookup is never asked", () => {
  const order =
    "type Query { order: Order } type Order { user: User! place: Place! } type User { id: ID! } type Place { id: ID! }";
  const user = `
type Query {
  users(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible
  usersByCode(codes: [ID!]!): [User]! @merge(keyField: "code") @inaccessible
}
type User @canonical { id: ID!, code: ID!, name: String }
type Place @canonical { id: ID!, city: String! }
`;
  expect(runRule(nullableReferences, { order, user })).toEqual([]);
});
