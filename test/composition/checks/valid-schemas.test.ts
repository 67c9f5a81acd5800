import { expect, test } from "vitest";
import { validSchemas } from "../../../src/composition/checks/valid-schemas.ts";
import { runRule } from "./run-rule.ts";

test("every contract is a valid schema by itself", () => {
  const order = `
type Query { order(by: Order): Order }
type Order implements Node { name: String }
interface Node { id: ID! }
type Empty
`;
  expect(runRule(validSchemas, { order })).toEqual([
    "error: order.graphql:1:24 The type of Query.order(by:) must be Input Type but got: Order.",
    "error: order.graphql:3:18 Interface field Node.id expected but Order does not provide it.",
    "error: order.graphql:4:1 Type Empty must define one or more fields.",
  ]);
});

test("a contract without queries is valid", () => {
  const order = "type Mutation { cancel: Boolean }";
  expect(runRule(validSchemas, { order })).toEqual([]);
});
