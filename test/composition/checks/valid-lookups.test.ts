import { expect, test } from "vitest";
import { validLookups } from "../../../src/composition/checks/valid-lookups.ts";
import { runRule } from "./run-rule.ts";

test("@merge stands on root fields of Query only", () => {
  const product = `
type Query { product: Product }
type Mutation { touch(id: ID!): Product @merge(keyField: "id") }
type Product { id: ID!, twin(id: ID!): Product @merge(keyField: "id") }
`;
  expect(runRule(validLookups, { product })).toEqual([
    "error: product.graphql:2:41 Mutation.touch is no root field of Query, but has @merge: the gateway looks objects up by root fields of Query only. Take @merge away here.",
    "error: product.graphql:3:48 Product.twin is no root field of Query, but has @merge: the gateway looks objects up by root fields of Query only. Take @merge away here.",
  ]);
});

test("a lookup gives objects, or one list of them", () => {
  const product = `
type Query {
  namesByIds(ids: [ID!]!): [String]! @merge(keyField: "id")
  productsByIds(ids: [ID!]!): [[Product]]! @merge(keyField: "id")
  product(id: ID!): Product @merge(keyField: "id")
}
type Product { id: ID! }
`;
  expect(runRule(validLookups, { product })).toEqual([
    "error: product.graphql:2:28 Query.namesByIds has @merge, but gives no objects: a lookup gives objects of one type, or of an interface or union.",
    "error: product.graphql:3:31 Query.productsByIds has @merge, but gives a list of lists: a lookup gives one object, or one list of objects.",
  ]);
});

test("a lookup has a key, and its types have it in the same contract", () => {
  const product = `
type Query {
  bySku(skus: [ID!]!): [Product]! @merge(keyField: "sku")
  byNothing(ids: [ID!]!): [Product]! @merge
  anyByIds(ids: [ID!]!): [Any]! @merge(keyField: "id")
  byTwo(ids: [ID!]!): [Product]! @merge(keyField: "id", key: ["id"])
  byPath(ids: [ID!]!): [Part]! @merge(key: ["at:shelf.id", "weight"])
  byExpression(ids: [ID!]!): [Part]! @merge(argsExpr: "ids: [[$key.size]]")
  byKey(ids: [ID!]!): [Part]! @merge
}
union Any = Product | Shelf
type Product { id: ID! }
type Shelf { name: String }
type Part @key(selectionSet: "{ id shelf { id } }") { id: ID!, shelf: Product, weight: Int }
`;
  expect(runRule(validLookups, { product })).toEqual([
    "error: product.graphql:2:42 Query.bySku looks Product up by Product.sku, which this contract does not have: add the field, or name another one as keyField.",
    'error: product.graphql:3:38 Query.byNothing looks Product up by no key: say @merge(keyField: "id"), or @key(selectionSet: "{ id }") on Product.',
    "error: product.graphql:4:40 Query.anyByIds looks Shelf up by Shelf.id, which this contract does not have: add the field, or name another one as keyField.",
    "error: product.graphql:5:34 @merge on Query.byTwo says its key twice: keep keyField, or what stands beside it.",
    "error: product.graphql:6:32 Query.byPath is asked with Part.weight, which @key on Part does not select: add it there.",
    "error: product.graphql:7:38 Query.byExpression is asked with Part.size, which @key on Part does not select: add it there.",
  ]);
});

test("what Apollo Federation's root field gives has a key", () => {
  const review = `
type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
union _Entity = Product | Review
type Product @key(selectionSet: "{ id }") { id: ID! }
type Review { id: ID! }
scalar _Any
`;
  expect(runRule(validLookups, { review })).toEqual([
    'error: review.graphql:1:63 Query._entities looks Review up by no key: say @merge(keyField: "id"), or @key(selectionSet: "{ id }") on Review.',
  ]);
});
