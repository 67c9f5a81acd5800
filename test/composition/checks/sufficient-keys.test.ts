import { expect, test } from "vitest";
import { sufficientKeys } from "../../../src/composition/checks/sufficient-keys.ts";
import { runRule } from "./run-rule.ts";

const product = `
type Query {
  product: Product
  productsBySkus(skus: [ID!]!): [Product]! @merge(keyField: "sku") @inaccessible
}
type Product { id: ID!, sku: ID!, name: String }
`;

test("a service that gives a type has the key by which another one finds it", () => {
  const order = "type Query { order: Order }\ntype Order { product: Product }\ntype Product { id: ID! }";
  expect(runRule(sufficientKeys, { product, order })).toEqual([
    "error: order.graphql:3:1 The order service gives Product without Product.sku, by which Query.productsBySkus finds it: the gateway cannot get from there to what the product service knows of it. Describe it here, too.",
  ]);
});

test("so does one that gives it behind an interface or a union", () => {
  const order = "type Query { bought: Bought }\nunion Bought = Product\ntype Product { id: ID! }";
  const review = "type Query { about: Node }\ninterface Node { id: ID! }\ntype Product implements Node { id: ID! }";
  expect(runRule(sufficientKeys, { product, order, review })).toEqual([
    "error: order.graphql:3:1 The order service gives Product without Product.sku, by which Query.productsBySkus finds it: the gateway cannot get from there to what the product service knows of it. Describe it here, too.",
    "error: review.graphql:3:1 The review service gives Product without Product.sku, by which Query.productsBySkus finds it: the gateway cannot get from there to what the product service knows of it. Describe it here, too.",
  ]);
});

test("a key on the way is enough", () => {
  const order = "type Query { order: Product } type Product { id: ID! }";
  const catalogue = `type Query { byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
type Product { id: ID!, sku: ID! }`;
  expect(runRule(sufficientKeys, { product, order, catalogue })).toEqual([]);
});

test("one of several lookups is enough, and a key may lie deeper", () => {
  const order = "type Query { order: Product }\ntype Product { ean: ID!, maker: Maker }\ntype Maker { name: ID! }";
  const stock = `type Query {
  bySkus(skus: [ID!]!): [Product]! @merge(keyField: "sku") @inaccessible
  byEans(eans: [ID!]!): [Product]! @merge(keyField: "ean") @inaccessible
}
type Product { sku: ID!, ean: ID!, stock: Int }`;
  const maker = `type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
scalar _Any
union _Entity = Product
type Product @key(selectionSet: "{ maker { id } }") { maker: Maker, made: Int }
type Maker { id: ID! }`;
  expect(runRule(sufficientKeys, { order, stock, maker })).toEqual([
    "error: order.graphql:2:1 The order service gives Product without Product.maker.id, by which Query._entities finds it: the gateway cannot get from there to what the maker service knows of it. Describe it here, too.",
  ]);
});

test("nobody needs to get to a service that knows no more, and nobody starts from a lookup", () => {
  const order = "type Query { order: Product } type Product { id: ID!, name: String, sku: ID! @inaccessible }";
  const review = `type Query { byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
type Product { id: ID!, rating: Int }`;
  const price = "type Query { priced: Product } type Product { id: ID!, name: String }";
  const { product: _product, ...others } = { product, order, review, price };
  expect(
    runRule(sufficientKeys, { ...others, product: product.replace("sku: ID!, name", "sku: ID! @inaccessible, name") }),
  ).toEqual([]);
});

test("a lookup that a join asks is a start, too", () => {
  const review = `type Query { byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
type Product { id: ID!, rating: Int }`;
  const aggregate = {
    type: "Page",
    rootField: "page",
    argument: "id",
    identity: "product",
    joins: [
      {
        kind: "fetch",
        field: "product",
        service: "review",
        rootField: "byIds",
        argument: "ids",
        key: { from: "argument" },
      },
    ],
  } as const;
  expect(runRule(sufficientKeys, { product, review }, { aggregates: [aggregate] })).toEqual([
    "error: review.graphql:2:1 The review service gives Product without Product.sku, by which Query.productsBySkus finds it: the gateway cannot get from there to what the product service knows of it. Describe it here, too.",
  ]);
});

test("an inaccessible field is needed where another one is computed from it", () => {
  const weight = `type Query { bySkus(skus: [ID!]!): [Product]! @merge(keyField: "sku") @inaccessible }
type Product { sku: ID! @inaccessible, weight: Int @inaccessible }`;
  const shipping = `type Query { parcel: Product, byIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
type Product { id: ID!, cost: Int @computed(selectionSet: "{ weight }") }`;
  expect(runRule(sufficientKeys, { weight, shipping })).toEqual([
    "error: shipping.graphql:2:1 The shipping service gives Product without Product.sku, by which Query.bySkus finds it: the gateway cannot get from there to what the weight service knows of it. Describe it here, too.",
  ]);
});

test("a key that its own contract does not have is for the rule for lookups to tell", () => {
  const order = "type Query { order: Product } type Product { id: ID! }";
  const misspelt = product.replace('keyField: "sku"', 'keyField: "skew"');
  expect(runRule(sufficientKeys, { product: misspelt, order })).toEqual([]);
});
