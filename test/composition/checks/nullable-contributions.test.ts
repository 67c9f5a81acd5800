import { expect, test } from "vitest";
import { nullableContributions } from "../../../src/composition/checks/nullable-contributions.ts";
import { runRule } from "./run-rule.ts";

const product = "type Query { product: Product } type Product @canonical { id: ID!, name: String!, price: Int! }";

test("what a service adds to another one's type is nullable", () => {
  const review = `
type Query { byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
type Product {
  id: ID!
  name: String!
  rating: Float
  count: Int!
  reviews: [String!]!
}
`;
  expect(runRule(nullableContributions, { product, review })).toEqual([
    "error: review.graphql:6:10 Product.count must be nullable: when the review service fails, it would take the whole Product with it, which the product service owns. Write Int.",
    "error: review.graphql:7:12 Product.reviews must be nullable: when the review service fails, it would take the whole Product with it, which the product service owns. Write [String!].",
  ]);
});

test("without @canonical, the owner is the one that knows more than the key, else the one that knows most", () => {
  const user = `
type Query { byIds(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible }
type User { id: ID!, name: String! }
`;
  const review = "type Query { author: User } type User { id: ID! }";
  expect(runRule(nullableContributions, { review, user })).toEqual([]);
  const order = `
type Query { buyers(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible }
type User { id: ID!, orders: Int!, total: Int! }
`;
  expect(runRule(nullableContributions, { review, user, order })).toEqual([
    "error: user.graphql:2:28 User.name must be nullable: when the user service fails, it would take the whole User with it, which the order service owns. Write String.",
  ]);
});

test("what knows keys alone, however many, owns nothing", () => {
  const codes = `
type Query {
  byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible
  byCodes(codes: [ID!]!): [Product]! @merge(keyField: "code") @inaccessible
  byNumbers(numbers: [ID!]!): [Product]! @merge(keyField: "number") @inaccessible
}
type Product { id: ID!, code: ID!, number: ID! }
`;
  const names = `
type Query { named(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
type Product { id: ID!, name: String! }
`;
  expect(runRule(nullableContributions, { codes, names })).toEqual([]);
});

test("a service without a lookup is asked for nothing, so it takes nothing with it", () => {
  const order = "type Query { orders: Page } type Page { next: ID, total: Int }";
  const product = "type Query { products: Page } type Page { next: ID, count: Int! }";
  expect(runRule(nullableContributions, { order, product })).toEqual([]);
});
