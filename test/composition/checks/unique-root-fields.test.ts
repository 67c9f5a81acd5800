import { expect, test } from "vitest";
import { uniqueRootFields } from "../../../src/composition/checks/unique-root-fields.ts";
import { runRule } from "./run-rule.ts";

test("a root field is in one contract alone, whatever it gives", () => {
  const order = "type Query { search: ID, order: ID }\ntype Mutation { rename: ID }";
  const product = "type Query {\n  search: Int\n  product: ID\n}\ntype Mutation { rename: ID }";
  expect(runRule(uniqueRootFields, { order, product })).toEqual([
    "error: product.graphql:2:3 Query.search is a field of the order service (order.graphql:1) and of the product service, and one alone can answer: take it away from one contract.",
    "error: product.graphql:5:17 Mutation.rename is a field of the order service (order.graphql:2) and of the product service, and one alone can answer: take it away from one contract.",
  ]);
});

test("the gateway's contract counts, and so do root types of another name", () => {
  const order = "schema { query: Root }\ntype Root { order: ID }";
  const product = "type Query { order: ID }";
  const gateway = "extend type Query { order: ID }";
  expect(runRule(uniqueRootFields, { order, product }, { gateway })).toEqual([
    "error: product.graphql:1:14 Query.order is a field of the order service (order.graphql:2) and of the product service, and one alone can answer: take it away from one contract.",
    "error: gateway.graphql:1:21 Query.order is a field of the order service (order.graphql:2) and of the gateway, and one alone can answer: take it away from one contract.",
  ]);
});

test("lookups may be called alike, unless clients see one of them", () => {
  const order = "type Query { byIds: ID @inaccessible, all: ID @inaccessible }";
  const product = "type Query { byIds: ID @inaccessible, all: ID }";
  expect(runRule(uniqueRootFields, { order, product })).toEqual([
    "error: product.graphql:1:39 Query.all is a field of the order service (order.graphql:1) and of the product service, and one alone can answer: take it away from one contract.",
  ]);
});

test("every service may have Apollo Federation's root fields", () => {
  const order = "type Query { _entities: ID, _service: ID }";
  const product = "type Query { _entities: ID, _service: ID }";
  expect(runRule(uniqueRootFields, { order, product })).toEqual([]);
});
