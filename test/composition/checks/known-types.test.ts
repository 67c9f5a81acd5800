import { expect, test } from "vitest";
import { knownTypes } from "../../../src/composition/checks/known-types.ts";
import { runRule } from "./run-rule.ts";

test("the gateway's contract may name what it or a service describes, and the specification's scalars", () => {
  const order = "type Query { order: Order } type Order { id: ID! } input By { id: ID }";
  const gateway = `
schema { query: Query }
type Query { page(by: By, at: Time): Page }
type Page implements Node {
  order: Order
  products: [Product!]!
  count: Int
}
extend type Ordr { id: ID! @auth }
extend type Order { id: ID! }
`;
  expect(runRule(knownTypes, { order }, { gateway })).toEqual([
    "error: gateway.graphql:8:13 Ordr is described by no contract: describe it here, or name a type that a service or the gateway has.",
    "error: gateway.graphql:2:31 Time is described by no contract: describe it here, or name a type that a service or the gateway has.",
    "error: gateway.graphql:3:22 Node is described by no contract: describe it here, or name a type that a service or the gateway has.",
    "error: gateway.graphql:5:14 Product is described by no contract: describe it here, or name a type that a service or the gateway has.",
  ]);
});

test("without a contract of its own the gateway names nothing", () => {
  expect(runRule(knownTypes, { order: "type Query { order: ID }" })).toEqual([]);
});
