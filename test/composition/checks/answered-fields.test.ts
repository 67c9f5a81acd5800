import { expect, test } from "vitest";
import { answeredFields } from "../../../src/composition/checks/answered-fields.ts";
import { runRule } from "./run-rule.ts";

const order = `
type Query { order(id: ID!): Order }
type Mutation { rename(id: ID!): Order }
type Order { id: ID! total: Int, lines: [String!]! }
`;

test("what the gateway says of a service's field, it says of one that there is, as it is there", () => {
  const gateway = `
extend type Order { totl: Int @auth total: Float @degrade(onFailure: STALE) lines: [String!]! @degrade(onFailure: EMPTY) }
extend type Query { order: Order @auth ordr: Order @auth page: Page }
extend type Mutation { remove: Order @auth }
type Page { order: Order title: String }
`;
  const aggregates = [{ type: "Page", rootField: "page", argument: "id", identity: "order", joins: [] }];
  expect(runRule(answeredFields, { order }, { gateway, aggregates })).toEqual([
    "error: gateway.graphql:1:21 Order.totl is answered by no service: write its name as a service's contract has it, or take it away.",
    "error: gateway.graphql:1:44 Order.total is Float here, but Int in the order service (order.graphql:3): describe it alike in both contracts.",
    "error: gateway.graphql:2:40 Query.ordr is answered by no service and no aggregate: write its name as a service's contract has it, or take it away.",
    "error: gateway.graphql:3:24 Mutation.remove is answered by no service: write its name as a service's contract has it, or take it away.",
  ]);
});

test("without a contract of its own the gateway has no fields", () => {
  expect(runRule(answeredFields, { order })).toEqual([]);
});
