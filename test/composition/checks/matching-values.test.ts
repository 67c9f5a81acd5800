import { expect, test } from "vitest";
import { matchingValues } from "../../../src/composition/checks/matching-values.ts";
import { runRule } from "./run-rule.ts";

test("an enum has the same values in all contracts", () => {
  const order = "type Query { order: Status }\nenum Status { PAID SENT }";
  const shipping = "type Query { parcel: Status }\nenum Status {\n  SENT\n  LOST\n}";
  expect(runRule(matchingValues, { order, shipping })).toEqual([
    "error: shipping.graphql:4:3 Status.LOST is missing in the order service (order.graphql:2): add the value there, or take it away here.",
    "error: shipping.graphql:2:1 Status.PAID is missing here, but the order service has it (order.graphql:2): add the value here, or take it away there.",
  ]);
});

test("an input type has the same fields, of the same types, in all contracts", () => {
  const order = "type Query { order(by: Filter): ID }\ninput Filter { id: ID, first: Int }";
  const shipping = "type Query { parcel(by: Filter): ID }\ninput Filter {\n  first: Int!\n  last: Int\n}";
  expect(runRule(matchingValues, { order, shipping })).toEqual([
    "error: shipping.graphql:4:3 Filter.last is missing in the order service (order.graphql:2): add the field there, or take it away here.",
    "error: shipping.graphql:2:1 Filter.id is missing here, but the order service has it (order.graphql:2): add the field here, or take it away there.",
    "error: shipping.graphql:3:10 Filter.first is Int! here, but Int in the order service (order.graphql:2): describe it alike in both contracts.",
  ]);
});

test("a union may have other members in another contract, and a scalar is a scalar", () => {
  const order = "type Query { it: Any, at: Time } union Any = A type A { id: ID } scalar Time";
  const shipping = "type Query { that: Any, then: Time } union Any = B type B { id: ID } scalar Time";
  expect(runRule(matchingValues, { order, shipping })).toEqual([]);
});
