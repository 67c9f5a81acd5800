import { expect, test } from "vitest";
import { reachableTypes } from "../../../src/composition/checks/reachable-types.ts";
import { runRule } from "./run-rule.ts";

test("every type is reached from a root field that clients see", () => {
  const order = `
type Query {
  order: Order
  secretsByIds(ids: [ID!]!): [Secret]! @merge(keyField: "id") @inaccessible
  hidden(by: Lost): Hidden @inaccessible
}
type Order implements Node { id: ID!, status: Status }
interface Node { id: ID! }
type Other implements Node { id: ID! }
enum Status { PAID }
type Secret { id: ID! }
type Hidden { id: ID! }
input Lost { id: ID }
`;
  expect(runRule(reachableTypes, { order })).toEqual([
    "warning: order.graphql:10:1 Secret is reached from no root field that clients see: add a field that leads to it, or take it out of the contract.",
    "warning: order.graphql:11:1 Hidden is reached from no root field that clients see: add a field that leads to it, or take it out of the contract.",
    "warning: order.graphql:12:1 Lost is reached from no root field that clients see: add a field that leads to it, or take it out of the contract.",
  ]);
});

test("the roles that @auth names need not be reached", () => {
  const order = "enum Role { CLERK }\ntype Query { order: ID @auth(roles: [CLERK]) }";
  expect(runRule(reachableTypes, { order })).toEqual([]);
});

test("what lookups and joins take, and what inaccessible fields of a type give, is of use", () => {
  const order = `
type Query {
  order: Order
  ordersBy(keys: [Key!]!): [Order]! @merge(argsExpr: "keys: [[{ id: $key.id }]]") @inaccessible
  parcels(by: By): Order @inaccessible
}
type Order @key(selectionSet: "{ id }") { id: ID!, inner: Inner @inaccessible }
type Inner { id: ID! }
input Key { id: ID! }
input By { id: ID!, sort: Sort }
enum Sort { UP }
`;
  const join = {
    kind: "fetch",
    field: "parcel",
    service: "order",
    rootField: "parcels",
    argument: "by",
    key: { from: "argument" },
  } as const;
  const aggregate = { type: "Page", rootField: "page", argument: "id", identity: "parcel", joins: [join] };
  expect(runRule(reachableTypes, { order }, { aggregates: [aggregate] })).toEqual([]);
});

test("what the gateway's contract leads to is reached; a type is told of in each contract that has it", () => {
  const order = "type Query { order: ID } type Order { id: ID! }\ntype Lost { id: ID }";
  const product = "type Query { product: ID }\ntype Lost { id: ID }";
  const gateway = "type Query { page: Page } type Page { order: Order }";
  expect(runRule(reachableTypes, { order, product }, { gateway })).toEqual([
    "warning: order.graphql:2:1 Lost is reached from no root field that clients see: add a field that leads to it, or take it out of the contract.",
    "warning: product.graphql:2:1 Lost is reached from no root field that clients see: add a field that leads to it, or take it out of the contract.",
  ]);
});
