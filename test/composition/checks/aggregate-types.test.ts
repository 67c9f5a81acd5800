import { expect, test } from "vitest";
import type { Aggregate } from "../../../src/aggregates/aggregate.ts";
import { aggregateTypes } from "../../../src/composition/checks/aggregate-types.ts";
import { runRule } from "./run-rule.ts";

const join = (field: string) =>
  ({ kind: "fetch", field, service: "order", rootField: field, argument: "id", key: { from: "argument" } }) as const;

const page: Aggregate = {
  type: "Page",
  rootField: "page",
  argument: "id",
  identity: "order",
  joins: [join("order"), join("parcels")],
};
const services = { order: "type Query { order: Order } type Order { id: ID! }" };

test("the gateway's contract has the type and the root field of an aggregate", () => {
  const gateway = "type Query { page(id: ID!): Page }\ntype Page { order: Order, parcels: [Order!]! }";
  expect(runRule(aggregateTypes, services, { gateway, aggregates: [page] })).toEqual([]);
  expect(runRule(aggregateTypes, services, { gateway: "scalar Time", aggregates: [page] })).toEqual([
    "error: gateway.graphql:1:1 The aggregate Page needs Query.page in the gateway's contract: add `page(id: ID!): Page` to Query.",
    "error: gateway.graphql:1:1 The aggregate Page needs an object type of its name in the gateway's contract: add `type Page` with a field for each join.",
  ]);
  expect(runRule(aggregateTypes, services, { aggregates: [page] })).toEqual([
    "error: (gateway):1:1 The aggregate Page needs Query.page in the gateway's contract: add `page(id: ID!): Page` to Query.",
    "error: (gateway):1:1 The aggregate Page needs an object type of its name in the gateway's contract: add `type Page` with a field for each join.",
  ]);
  expect(runRule(aggregateTypes, services, { gateway: "enum Page { A }", aggregates: [page] })).toEqual([
    "error: gateway.graphql:1:1 The aggregate Page needs Query.page in the gateway's contract: add `page(id: ID!): Page` to Query.",
    "error: gateway.graphql:1:1 The aggregate Page needs an object type of its name in the gateway's contract: add `type Page` with a field for each join.",
  ]);
});

test("the root field gives the type for one id", () => {
  const type = "\ntype Page { order: Order, parcels: [Order!]! }";
  const withRoot = (field: string) => ({ gateway: `type Query { ${field} }${type}`, aggregates: [page] });
  expect(runRule(aggregateTypes, services, withRoot("page(id: ID!): [Page]"))).toEqual([
    "error: gateway.graphql:1:29 Query.page is [Page], but gives the aggregate Page: write Page.",
  ]);
  expect(runRule(aggregateTypes, services, withRoot("page(id: ID!): Order"))).toEqual([
    "error: gateway.graphql:1:29 Query.page is Order, but gives the aggregate Page: write Page.",
  ]);
  expect(runRule(aggregateTypes, services, withRoot("page(key: ID!): Page"))).toEqual([
    "error: gateway.graphql:1:14 Query.page has no argument id, which holds the id of the aggregate Page: add `id: ID!`.",
  ]);
  expect(runRule(aggregateTypes, services, withRoot("page(id: [ID!]!): Page"))).toEqual([
    "error: gateway.graphql:1:23 Query.page(id:) is [ID!]!, but holds one id of the aggregate Page: write ID!.",
  ]);
  expect(runRule(aggregateTypes, services, withRoot("page(id: ID): Page"))).toEqual([
    "error: gateway.graphql:1:19 Query.page(id:) may be left out, but holds the id of the aggregate Page: write ID! without a default.",
  ]);
});

test("each field of the type has one join, and each join a field", () => {
  const gateway = `
type Query { page(id: ID!): Page }
type Page {
  order: Order
  label: String
}
`;
  const aggregates = [{ ...page, identity: "parcel", joins: [join("order"), join("parcels"), join("order")] }];
  expect(runRule(aggregateTypes, services, { gateway, aggregates })).toEqual([
    "error: gateway.graphql:2:1 Page.parcels has a join, but is missing in the gateway's contract: add the field, or take its join away.",
    "error: gateway.graphql:3:3 Page.order has two joins: take one of them away.",
    "error: gateway.graphql:4:3 Page.label has no join: add one to the aggregate, or take the field away.",
    "error: gateway.graphql:2:1 The identity parcel of the aggregate Page is none of its joins: name order or parcels.",
  ]);
});

test("a join's field is nullable, or a list", () => {
  const gateway = "type Query { page(id: ID!): Page }\ntype Page { order: Order!, parcels: [Order!]! }";
  expect(runRule(aggregateTypes, services, { gateway, aggregates: [page] })).toEqual([
    "error: gateway.graphql:2:20 Page.order must be nullable: when its join fails, it would take the whole Page with it. Write Order.",
  ]);
});

test("a type belongs to one aggregate", () => {
  const gateway = "type Query { page(id: ID!): Page }\ntype Page { order: Order, parcels: [Order!]! }";
  expect(runRule(aggregateTypes, services, { gateway, aggregates: [page, page] })).toEqual([
    "error: gateway.graphql:2:1 Page is the type of two aggregates: take one of them out of the configuration.",
  ]);
});
