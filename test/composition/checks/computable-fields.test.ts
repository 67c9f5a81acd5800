import { expect, test } from "vitest";
import { computableFields } from "../../../src/composition/checks/computable-fields.ts";
import { runRule } from "./run-rule.ts";

const product = "type Query { product: Product } type Product { id: ID!, size: Size } type Size { weight: Int }";

test("what a field is computed from is known to another service", () => {
  const shipping = `
type Query { shipping: ID }
type Product {
  id: ID!
  price: Int @computed(selectionSet: "{ id size { weight } }")
  speed: Int @computed(selectionSet: "{ id size { height } limit }")
  limit: Int
  broken: Int @computed(selectionSet: "{ id")
}
`;
  expect(runRule(computableFields, { product, shipping })).toEqual([
    "error: shipping.graphql:5:14 Product.speed is computed from Product.size.height, which no other service has: add it to the contract of the service that knows it, or take it out of @computed here.",
    "error: shipping.graphql:5:14 Product.speed is computed from Product.limit, which no other service has: add it to the contract of the service that knows it, or take it out of @computed here.",
    'error: shipping.graphql:7:15 The selection of @computed on Product.broken is not valid (Syntax Error: Expected Name, found <EOF>): write the fields that it is computed from, for example @computed(selectionSet: "{ weight }").',
  ]);
});

test("the gateway is no service that could know it", () => {
  const shipping = 'type Query { shipping: ID }\ntype Product { cost: Int @computed(selectionSet: "{ label }") }';
  const gateway = "extend type Product { label: String }";
  expect(runRule(computableFields, { product, shipping }, { gateway })).toEqual([
    "error: shipping.graphql:2:26 Product.cost is computed from Product.label, which no other service has: add it to the contract of the service that knows it, or take it out of @computed here.",
  ]);
});
