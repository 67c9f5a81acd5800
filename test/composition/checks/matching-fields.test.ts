import { expect, test } from "vitest";
import { matchingFields } from "../../../src/composition/checks/matching-fields.ts";
import { runRule } from "./run-rule.ts";

test("a field is of the same type in all contracts", () => {
  const product = `
type Query { product: Product }
type Product { id: ID!, name: String!, price: Int, tags: [String!], size: Int }
`;
  const stock = `
type Query { products: [Product] }
type Product {
  id: ID!
  name: String
  price: Float
  tags: String
  size: Int
}
`;
  expect(runRule(matchingFields, { product, stock })).toEqual([
    "error: stock.graphql:4:9 Product.name is String here, but String! in the product service (product.graphql:2): describe it alike in both contracts.",
    "error: stock.graphql:5:10 Product.price is Float here, but Int in the product service (product.graphql:2): describe it alike in both contracts.",
    "error: stock.graphql:6:9 Product.tags is String here, but [String!] in the product service (product.graphql:2): describe it alike in both contracts.",
  ]);
});

test("a key that is nullable in one contract is a warning, one of another type is an error", () => {
  const product = `type Query { productsByIds(ids: [ID!]!): [Product]! @merge(keyField: "id") }
type Product @key(selectionSet: "{ sku }") { id: ID! sku: ID! }`;
  const stock = "type Query { product: Product }\ntype Product { id: ID, sku: Int }";
  expect(runRule(matchingFields, { product, stock })).toEqual([
    "warning: stock.graphql:2:20 Product.id is ID here, but ID! in the product service (product.graphql:2): as a key it may differ, but write ID! here, or ID there.",
    "error: stock.graphql:2:29 Product.sku is Int here, but ID! in the product service (product.graphql:2): describe it alike in both contracts.",
  ]);
});

test("an argument is of the same type in all contracts, and nowhere unknown where it must be given", () => {
  const product = `
type Query { product: Product }
type Product { reviews(first: Int, sort: String!, lang: String! = "en"): Int, image(size: Int): String }
`;
  const review = `
type Query { review: Product }
type Product {
  reviews(first: Int!, by: ID!): Int
  image(format: String): String
}
`;
  expect(runRule(matchingFields, { product, review })).toEqual([
    "error: review.graphql:3:18 Product.reviews(first:) is Int! here, but Int in the product service (product.graphql:2): describe it alike in both contracts.",
    "error: review.graphql:3:24 Product.reviews(by:) is required here, but the product service (product.graphql:2) has no such argument: make it optional, or add it there.",
    "error: review.graphql:3:3 Product.reviews(sort:) is required in the product service (product.graphql:2), but the review service has no such argument: add it here, or make it optional there.",
  ]);
});

test("interfaces and what the gateway's contract extends are held to it, too", () => {
  const product = "type Query { node: Node }\ninterface Node { id: ID! }";
  const gateway = "interface Node { id: String! }";
  expect(runRule(matchingFields, { product }, { gateway })).toEqual([
    "error: gateway.graphql:1:22 Node.id is String! here, but ID! in the product service (product.graphql:2): describe it alike in both contracts.",
  ]);
});

test("root fields, and types of two kinds, are for other rules", () => {
  const product = "type Query { product: Product } type Product { id: ID! }";
  const stock = "type Query { product: Int } interface Product { id: Int }";
  expect(runRule(matchingFields, { product, stock })).toEqual([]);
});
