import { expect, test } from "vitest";
import { describedTypes } from "../../../src/composition/checks/described-types.ts";
import { runRule } from "./run-rule.ts";

test("every type and field that clients see has a description", () => {
  const order = `
type Query {
  order: Order
  hidden: Hidden @inaccessible
}
type Order {
  id: ID!
  "Where it stands."
  status(by: By): Status
  inner: Hidden @inaccessible
}
"Where an order stands."
enum Status { PAID }
input By { id: ID }
type Hidden { id: ID! }
`;
  expect(runRule(describedTypes, { order })).toEqual([
    "warning: order.graphql:2:3 Query.order has no description: write one above it, in quotes.",
    "warning: order.graphql:5:1 Order has no description: write one above it, in quotes.",
    "warning: order.graphql:6:3 Order.id has no description: write one above it, in quotes.",
    "warning: order.graphql:13:1 By has no description: write one above it, in quotes.",
    "warning: order.graphql:13:12 By.id has no description: write one above it, in quotes.",
  ]);
});

test("a description in one contract is enough", () => {
  const order = 'type Query { "An order." order: Order } "An order." type Order { id: ID!\n total: Int }';
  const gateway = 'extend type Order { "Its id." id: ID! } type Order { "The sum." total: Int }';
  expect(runRule(describedTypes, { order }, { gateway })).toEqual([]);
});
