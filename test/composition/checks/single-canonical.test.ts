import { expect, test } from "vitest";
import { singleCanonical } from "../../../src/composition/checks/single-canonical.ts";
import { runRule } from "./run-rule.ts";

test("one contract alone is canonical for a type or a field", () => {
  const order = `
type Query { order: Order }
type Order @canonical { id: ID!, total: Int @canonical }
input By @canonical { id: ID @canonical }
`;
  const shipping = `
type Query { parcel: Order }
type Order @canonical {
  id: ID!
  total: Int @canonical
}
input By @canonical {
  id: ID @canonical
}
`;
  expect(runRule(singleCanonical, { order, shipping })).toEqual([
    "error: shipping.graphql:2:12 Order is @canonical in the order service (order.graphql:2) and in the shipping service: leave it to the one that owns it.",
    "error: shipping.graphql:4:14 Order.total is @canonical in the order service (order.graphql:2) and in the shipping service: leave it to the one that owns it.",
    "error: shipping.graphql:6:10 By is @canonical in the order service (order.graphql:3) and in the shipping service: leave it to the one that owns it.",
    "error: shipping.graphql:7:10 By.id is @canonical in the order service (order.graphql:3) and in the shipping service: leave it to the one that owns it.",
  ]);
});

test("two contracts may be canonical for different types", () => {
  const order = "type Query { order: Order } type Order @canonical { id: ID! } type User { id: ID! }";
  const user = "type Query { user: User } type Order { id: ID! } type User @canonical { id: ID! }";
  expect(runRule(singleCanonical, { order, user })).toEqual([]);
});
