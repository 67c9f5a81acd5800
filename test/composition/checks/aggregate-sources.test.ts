import { expect, test } from "vitest";
import type { Aggregate, Join } from "../../../src/aggregates/aggregate.ts";
import { aggregateSources } from "../../../src/composition/checks/aggregate-sources.ts";
import { runRule } from "./run-rule.ts";

const services = {
  order: `
type Query { ordersByIds(ids: [ID!]!): [Order]! }
type Order { id: ID!, customer: User, items: [Item!]! }
type Item { productId: ID! }
type User { id: ID! }
`,
  user: "type Query { usersByIds(ids: [ID!]!): [User]! } type User { id: ID!, name: String }",
};
const gateway = `
type Query { page(id: ID!): Page }
type Page {
  order: Order
  customer: User
  items: [User!]!
  label: String
}
`;

const order: Join = {
  kind: "fetch",
  field: "order",
  service: "order",
  rootField: "ordersByIds",
  argument: "ids",
  key: { from: "argument" },
};

function user(field: string, join: string, ...path: [string, ...string[]]): Join {
  const key = { from: "join", join, path } as const;
  return { kind: "fetch", field, service: "user", rootField: "usersByIds", argument: "ids", key };
}

function label(join: string, selection: string): Join {
  return { kind: "derived", field: "label", join, selection, map: () => "" };
}

function problemsOf(...joins: readonly Join[]): string[] {
  const aggregates: Aggregate[] = [{ type: "Page", rootField: "page", argument: "id", identity: "order", joins }];
  return runRule(aggregateSources, services, { gateway, aggregates });
}

test("keys and derived fields come from what another join fetches", () => {
  const joins = [user("customer", "order", "customer", "id"), user("items", "order", "items", "productId")];
  expect(problemsOf(order, ...joins, label("order", "{ id items { productId } }"))).toEqual([]);
});

test("a join is made from one that there is, and that fetches one object", () => {
  expect(problemsOf(order, user("customer", "ordr", "customer", "id"))).toEqual([
    "error: gateway.graphql:4:3 Page.customer is made from Page.ordr, which has no join: name one of the aggregate's joins.",
  ]);
  expect(problemsOf(order, label("order", "{ id }"), user("customer", "label", "id"))).toEqual([
    "error: gateway.graphql:4:3 Page.customer is made from Page.label, which is derived itself: name a join that fetches.",
  ]);
  expect(problemsOf(order, user("items", "order", "customer", "id"), label("items", "{ id }"))).toEqual([
    "error: gateway.graphql:6:3 Page.label is made from Page.items, which is a list: name a join that gives one object.",
  ]);
});

test("no join waits for itself, however long the way round; a circle is told once", () => {
  expect(problemsOf(order, user("customer", "customer", "id"))).toEqual([
    "error: gateway.graphql:4:3 Page.customer waits for itself: customer needs customer. Let one of them start from the argument.",
  ]);
  const circle = [user("customer", "label", "id"), user("items", "customer", "id"), label("items", "{ id }")];
  expect(problemsOf(order, ...circle)).toEqual([
    "error: gateway.graphql:4:3 Page.customer waits for itself: customer needs label needs items needs customer. Let one of them start from the argument.",
  ]);
});

test("a key's path leads to a value that the join's own service has", () => {
  expect(problemsOf(order, user("customer", "order", "custmer", "id"))).toEqual([
    'error: gateway.graphql:4:3 Page.customer finds no key at order.custmer.id (Cannot query field "custmer" on type "Order". Did you mean "customer"?): name fields that lead to it in the order service.',
  ]);
  expect(problemsOf(order, user("customer", "order", "customer"))).toEqual([
    'error: gateway.graphql:4:3 Page.customer finds no key at order.customer (Field "customer" of type "User" must have a selection of subfields. Did you mean "customer { ... }"?): name fields that lead to it in the order service.',
  ]);
  expect(problemsOf(order, user("customer", "order", "customer", "name"))).toEqual([
    'error: gateway.graphql:4:3 Page.customer finds no key at order.customer.name (Cannot query field "name" on type "User"): name fields that lead to it in the order service.',
  ]);
});

test("a derived field's selection is of plain fields that the join's own service has", () => {
  expect(problemsOf(order, label("order", "{ id"))).toEqual([
    "error: gateway.graphql:6:3 Page.label is derived by a selection that is not valid (Syntax Error: Expected Name, found <EOF>): name fields that order has in the order service.",
  ]);
  expect(problemsOf(order, label("order", "{ id total }"))).toEqual([
    'error: gateway.graphql:6:3 Page.label is derived by a selection that is not valid (Cannot query field "total" on type "Order"): name fields that order has in the order service.',
  ]);
  expect(problemsOf(order, label("order", "{ key: id }"))).toEqual([
    "error: gateway.graphql:6:3 Page.label is derived by a selection that is not valid (it may name plain fields only, without aliases): name fields that order has in the order service.",
  ]);
  expect(problemsOf(order, label("order", "{ ... { id } }"))).toEqual([
    "error: gateway.graphql:6:3 Page.label is derived by a selection that is not valid (it may name plain fields only, without aliases): name fields that order has in the order service.",
  ]);
});
