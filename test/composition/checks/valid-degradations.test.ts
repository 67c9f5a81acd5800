import { expect, test } from "vitest";
import type { Aggregate } from "../../../src/aggregates/aggregate.ts";
import { validDegradations } from "../../../src/composition/checks/valid-degradations.ts";
import { runRule } from "./run-rule.ts";

test("what stands in a failed field's place fits the field", () => {
  const order = `
type Query {
  a: [Int!] @degrade(onFailure: EMPTY)
  b: Int @degrade(onFailure: EMPTY)
  c: Int @degrade(onFailure: DEFAULT, default: 5)
  d: Int @degrade(onFailure: DEFAULT)
  e: Int @degrade(onFailure: DEFAULT, default: "five")
  f: [Float!] @degrade(onFailure: DEFAULT, default: [1, 2.5])
  g: [Float!] @degrade(onFailure: DEFAULT, default: [1, null])
  h: State @degrade(onFailure: DEFAULT, default: OPEN)
  i: State @degrade(onFailure: DEFAULT, default: AJAR)
  j: Thing @degrade(onFailure: DEFAULT, default: {})
  k: Int @degrade(default: 5)
  l: ID @degrade(onFailure: DEFAULT, default: 5)
  m: Anything @degrade(onFailure: DEFAULT, default: { any: "thing" })
  n: Int @degrade(onFailure: NONE)
  o: Int @degrade(onFailure: DEFAULT, default: 2147483648)
}
enum State { OPEN }
scalar Anything
type Thing { id: ID! }
`;
  expect(runRule(validDegradations, { order })).toEqual([
    "error: order.graphql:3:30 @degrade of Query.b cannot be EMPTY: Query.b is no list.",
    "error: order.graphql:5:10 @degrade of Query.d is DEFAULT and must have a default that is not null.",
    "error: order.graphql:6:48 @degrade of Query.e must have a default of type Int.",
    "error: order.graphql:8:53 @degrade of Query.g must have a default of type [Float!].",
    "error: order.graphql:10:50 @degrade of Query.i must have a default of type State.",
    "error: order.graphql:11:50 @degrade of Query.j cannot have a default: only scalars and enums can, and lists of them.",
    "error: order.graphql:12:28 @degrade of Query.k has a default, but its onFailure is not DEFAULT.",
    "error: order.graphql:13:47 @degrade of Query.l must have a default of type ID.",
    "error: order.graphql:15:30 @degrade of Query.n must have one of NULL, EMPTY, STALE, DEFAULT as onFailure.",
    "error: order.graphql:16:48 @degrade of Query.o must have a default of type Int.",
  ]);
});

test("a stale value has a time, a critical field nothing that always stands in its place", () => {
  const order = `
type Query {
  a: Int @degrade(onFailure: STALE, maxStale: "90s")
  b: Int @degrade(onFailure: STALE, maxStale: "0s")
  c: Int @degrade(onFailure: STALE, maxStale: "soon")
  d: Int @degrade(onFailure: STALE, maxStale: 5)
  e: Int @degrade(maxStale: "5m")
  f: Int @degrade(critical: true)
  g: Int @degrade(onFailure: STALE, critical: true)
  h: [Int] @degrade(onFailure: EMPTY, critical: true)
  i: [Int] @degrade(onFailure: EMPTY, critical: false)
  j: Int @degrade(critical: "yes")
}
`;
  expect(runRule(validDegradations, { order })).toEqual([
    'error: order.graphql:3:47 @degrade of Query.b must have a time such as "30s", "5m" or "1h" as maxStale, in quotes.',
    'error: order.graphql:4:47 @degrade of Query.c must have a time such as "30s", "5m" or "1h" as maxStale, in quotes.',
    'error: order.graphql:5:47 @degrade of Query.d must have a time such as "30s", "5m" or "1h" as maxStale, in quotes.',
    "error: order.graphql:6:29 @degrade of Query.e has a maxStale, but its onFailure is not STALE.",
    "error: order.graphql:9:49 @degrade of Query.h cannot be critical: with EMPTY there is always a value. Leave one of them out.",
    "error: order.graphql:11:29 @degrade of Query.j must have true or false as critical.",
  ]);
});

test("only fields of objects that are read can do without", () => {
  const order = `
type Query { node: Node }
type Mutation { buy: Int @degrade(onFailure: DEFAULT, default: 0) }
type Subscription { news: Int @degrade }
interface Node { id: ID @degrade }
`;
  const gateway = `extend type Query { more: Int @degrade(maxAge: "5m") }`;
  expect(runRule(validDegradations, { order }, { gateway })).toEqual([
    "error: order.graphql:2:26 @degrade of Mutation.buy cannot be: whether a mutation failed must be told as it is.",
    "error: order.graphql:3:31 @degrade of Subscription.news cannot be: whether a subscription failed must be told as it is.",
    "error: order.graphql:4:25 @degrade of Node.id is said of an interface: say it of the fields of the types that implement it.",
    "error: gateway.graphql:1:40 @degrade of Query.more has no argument maxAge: it takes onFailure, maxStale, default, timeoutMs, critical.",
  ]);
});

test("a time limit is a time within the request's, of something that can be fetched by itself", () => {
  const order = `
type Query {
  order(id: ID!): Order @degrade(timeoutMs: 1000)
  orders(ids: [ID!]!): [Order]! @merge(keyField: "id")
  a: Int @degrade(timeoutMs: 0)
  b: Int @degrade(timeoutMs: -5)
  c: Int @degrade(timeoutMs: "1s")
  d: Int @degrade(timeoutMs: 1001)
}
type Order {
  id: ID! @degrade(onFailure: DEFAULT, default: "1", timeoutMs: 50)
  total: Int @degrade(timeoutMs: 50)
  lines: [Line!] @degrade(timeoutMs: 50)
}
type Line { count: Int @degrade(timeoutMs: 50) }
`;
  const gateway = `
type Query { summary(id: ID!): Summary @degrade(timeoutMs: 50) }
type Summary { order: Order @degrade(timeoutMs: 50) title: Title @degrade(timeoutMs: 50) }
type Title { text: String @degrade(timeoutMs: 50) }
`;
  const key = { from: "argument" } as const;
  const aggregate: Aggregate = {
    type: "Summary",
    rootField: "summary",
    argument: "id",
    identity: "order",
    joins: [
      { kind: "fetch", field: "order", service: "order", rootField: "orders", argument: "ids", key },
      { kind: "derived", field: "title", join: "order", selection: "{ total }", map: () => null },
    ],
  };
  expect(runRule(validDegradations, { order }, { gateway, aggregates: [aggregate], answerTimeoutMs: 1000 })).toEqual([
    "error: order.graphql:4:30 @degrade of Query.a must have a whole number of milliseconds, at least 1, as timeoutMs.",
    "error: order.graphql:5:30 @degrade of Query.b must have a whole number of milliseconds, at least 1, as timeoutMs.",
    "error: order.graphql:6:30 @degrade of Query.c must have a whole number of milliseconds, at least 1, as timeoutMs.",
    "error: order.graphql:7:30 @degrade of Query.d must have a timeoutMs of at most 1000: then the whole request is answered (server.answerTimeoutMs).",
    "error: order.graphql:10:65 @degrade of Order.id cannot have a timeoutMs: objects of type Order are found by it.",
    "error: order.graphql:14:44 @degrade of Line.count cannot have a timeoutMs: the order service finds no Line by a key, so it cannot be asked for this field alone. Give it a lookup (@merge), or set its timeoutMs in the configuration.",
    "error: gateway.graphql:1:60 @degrade of Query.summary cannot have a timeoutMs: the gateway puts Summary together. Give its fields a timeoutMs.",
    "error: gateway.graphql:2:86 @degrade of Summary.title cannot have a timeoutMs: it is made from order. Give that one a timeoutMs.",
    "error: gateway.graphql:3:47 @degrade of Title.text cannot have a timeoutMs: no service is asked for it.",
  ]);
});

test("a field that may be null for it is told to be nullable for clients", () => {
  const order = `
type Query { order: Order }
type Order {
  a: Int! @degrade
  b: Int! @degrade(onFailure: STALE)
  c: [Int!]! @degrade(onFailure: EMPTY)
  d: Int! @degrade(onFailure: DEFAULT, default: 0)
  e: Int! @degrade(critical: true)
  f: Int! @degrade @inaccessible
}
`;
  expect(runRule(validDegradations, { order })).toEqual([
    "warning: order.graphql:3:6 Order.a may be null where it failed, by @degrade: clients see it as Int.",
    "warning: order.graphql:4:6 Order.b may be null where it failed, by @degrade: clients see it as Int.",
  ]);
});
