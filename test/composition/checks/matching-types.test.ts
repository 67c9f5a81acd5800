import { expect, test } from "vitest";
import { matchingTypes } from "../../../src/composition/checks/matching-types.ts";
import { runRule } from "./run-rule.ts";

test("a type is of one kind in all contracts", () => {
  const order = `
type Query { order: Order }
type Order { status: Status, place: Place }
scalar Status
union Place = Order
`;
  const shipping = `
type Query { parcel: Parcel }
type Parcel { status: Status }
enum Status { SENT }
interface Place { id: ID! }
`;
  expect(runRule(matchingTypes, { order, shipping })).toEqual([
    "error: shipping.graphql:3:1 Status is an enum here, but a scalar in the order service (order.graphql:3): describe it alike in both contracts, or give one of the two another name.",
    "error: shipping.graphql:4:1 Place is an interface here, but a union in the order service (order.graphql:4): describe it alike in both contracts, or give one of the two another name.",
  ]);
});

test("the canonical contract is the one that the others are held against", () => {
  const order = "type Query { order: Order } scalar Order";
  const shipping = "type Query { parcel: Order }\ntype Order @canonical { id: ID! }";
  expect(runRule(matchingTypes, { order, shipping })).toEqual([
    "error: order.graphql:1:29 Order is a scalar here, but an object type in the shipping service (shipping.graphql:2): describe it alike in both contracts, or give one of the two another name.",
  ]);
});

test("the gateway's contract is held to it, too; its extensions are of the kind of their type", () => {
  const order = "type Query { order: Order } type Order { id: ID! }";
  const gateway = "extend type Order { label: String }\ninput Query { id: ID }";
  expect(runRule(matchingTypes, { order }, { gateway })).toEqual([
    "error: gateway.graphql:2:1 Query is an input type here, but an object type in the order service (order.graphql:1): describe it alike in both contracts, or give one of the two another name.",
  ]);
});

test("Apollo Federation's own types may differ", () => {
  const order = "type Query { order: Int } scalar _Any union _Entity = Order type Order { id: ID! }";
  const product = "type Query { product: Int } type _Any { id: ID! } type _Entity { id: ID! }";
  expect(runRule(matchingTypes, { order, product })).toEqual([]);
});
