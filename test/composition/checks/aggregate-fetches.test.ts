import { expect, test } from "vitest";
import type { Aggregate, FetchJoin } from "../../../src/aggregates/aggregate.ts";
import { aggregateFetches } from "../../../src/composition/checks/aggregate-fetches.ts";
import { runRule } from "./run-rule.ts";

const services = {
  order: `
type Query {
  order(id: ID!): Order
  ordersByIds(ids: [ID!]!): [Order]!
  pairsByIds(ids: [ID!]!): [[Order!]]!
  oneByIds(ids: [ID!]!): Order
  nested(ids: [[ID!]!]!): [[Order]]
  limited(ids: [ID!]!, first: Int!, lang: String): [[Order!]]!
}
type Order { id: ID! }
`,
  user: "type Query { user(id: ID!): User } type User { id: ID! }",
};

/** The problems of an aggregate of one join, whose field is `it`. */
function problemsOf(field: string, join: Partial<FetchJoin>): string[] {
  const fetch: FetchJoin = {
    kind: "fetch",
    field: "it",
    service: "order",
    rootField: "ordersByIds",
    argument: "ids",
    key: { from: "argument" },
    ...join,
  };
  const aggregates: Aggregate[] = [{ type: "Page", rootField: "page", argument: "id", identity: "it", joins: [fetch] }];
  const gateway = `type Query { page(id: ID!): Page }\ntype Page {\n  ${field}\n}`;
  return runRule(aggregateFetches, services, { gateway, aggregates });
}

const joined = { from: "join", join: "other", path: ["id"] } as const;

test("the service is known and has the root field", () => {
  expect(problemsOf("it: Order", { service: "ordr" })).toEqual([
    "error: gateway.graphql:3:3 Page.it is joined from the service ordr, which the configuration does not have: name order or user.",
  ]);
  expect(problemsOf("it: Order", { rootField: "ordersByIdz" })).toEqual([
    "error: gateway.graphql:3:3 Page.it is joined from Query.ordersByIdz, which the order service does not have: add it to the contract, or join from another root field.",
  ]);
});

test("what is missing in the gateway's contract is told at the type", () => {
  expect(problemsOf("other: Order", { service: "ordr" })).toEqual([
    "error: gateway.graphql:2:1 Page.it is joined from the service ordr, which the configuration does not have: name order or user.",
  ]);
});

test("the root field takes the keys, and all that it requires", () => {
  expect(problemsOf("it: Order", { argument: "keys" })).toEqual([
    "error: gateway.graphql:3:3 Page.it hands its keys to keys, an argument that Query.ordersByIds of the order service does not have: name another one.",
  ]);
  expect(problemsOf("it: Order", { rootField: "oneByIds" })).toEqual([
    "error: gateway.graphql:3:3 Page.it is joined from Query.oneByIds of the order service, which takes a list of keys, but gives no list: it must give one value a key.",
  ]);
  expect(problemsOf("it: Order", { rootField: "nested" })).toEqual([
    "error: gateway.graphql:3:3 Page.it is joined from Query.nested of the order service, which takes lists of keys: join from one that takes a list of keys, or one key.",
  ]);
  expect(problemsOf("it: [Order!]!", { rootField: "limited" })).toEqual([
    "error: gateway.graphql:3:3 Page.it is joined from Query.limited of the order service, which requires first, too: add it to passArguments.",
  ]);
});

test("the root field gives the field's type", () => {
  expect(problemsOf("it: User", {})).toEqual([
    "error: gateway.graphql:3:3 Page.it is User, but Query.ordersByIds of the order service gives [Order]!: both must give the same type.",
  ]);
});

test("a key of the argument gives what the field holds", () => {
  expect(problemsOf("it: Order", {})).toEqual([]);
  expect(problemsOf("it: Order", { rootField: "order", argument: "id" })).toEqual([]);
  expect(problemsOf("it: [Order!]!", { rootField: "pairsByIds" })).toEqual([]);
  expect(problemsOf("it: [Order!]!", {})).toEqual([
    "error: gateway.graphql:3:3 Page.it is [Order!]!, so a key must give a list, but Query.ordersByIds of the order service gives one value for each key ([Order]!): change the field's type, or join from another root field.",
  ]);
  expect(problemsOf("it: Order", { rootField: "pairsByIds" })).toEqual([
    "error: gateway.graphql:3:3 Page.it is Order, so a key must give one value, but Query.pairsByIds of the order service gives a list for each key ([[Order!]]!): change the field's type, or join from another root field.",
  ]);
});

test("a key of a join gives what the field holds, and one item of it where it is a list", () => {
  expect(problemsOf("it: Order", { key: joined })).toEqual([]);
  expect(problemsOf("it: [Order!]!", { key: joined })).toEqual([]);
  expect(problemsOf("it: [Order!]!", { key: joined, rootField: "order", argument: "id" })).toEqual([]);
  expect(problemsOf("it: [Order!]!", { key: joined, rootField: "pairsByIds" })).toEqual([
    "error: gateway.graphql:3:3 Page.it is [Order!]!, so a key must give one value, but Query.pairsByIds of the order service gives a list for each key ([[Order!]]!): change the field's type, or join from another root field.",
  ]);
});

test("arguments that are passed on are on both sides, and of one type", () => {
  const limited = { rootField: "limited", passArguments: ["first"] };
  expect(problemsOf("it(first: Int = 3): [Order!]!", limited)).toEqual([]);
  expect(problemsOf("it(first: Int!): [Order!]!", limited)).toEqual([]);
  expect(problemsOf("it: [Order!]!", limited)).toEqual([
    "error: gateway.graphql:3:3 Page.it passes its argument first on, but has none of that name: add it to the field.",
  ]);
  expect(problemsOf("it(first: Int): [Order!]!", limited)).toEqual([
    "error: gateway.graphql:3:3 Page.it passes its argument first on, but that is Int here and Int! in Query.limited of the order service: write Int!, or give it a default.",
  ]);
  expect(problemsOf("it(first: String!): [Order!]!", limited)).toEqual([
    "error: gateway.graphql:3:3 Page.it passes its argument first on, but that is String! here and Int! in Query.limited of the order service: write Int!, or give it a default.",
  ]);
  expect(problemsOf("it(last: Int): Order", { passArguments: ["last"] })).toEqual([
    "error: gateway.graphql:3:3 Page.it passes its argument last on, but Query.ordersByIds of the order service has none of that name: take it out of passArguments.",
  ]);
});
