import { expect, test } from "vitest";
import { validPolicies } from "../../../src/composition/checks/valid-policies.ts";
import { runRule } from "./run-rule.ts";

test("a policy says something that can be judged", () => {
  const order = `
type Query {
  a: Int @auth
  b: Int @auth(roles: [ADMIN, "SUPPORT"], scopes: [["a", "b"], ["c"]])
  c: Int @auth(roles: [])
  d: Int @auth(scopes: [[]])
  e: Int @auth(roles: [5])
  f: Int @rateLimit(limit: 0, duration: 60)
  g: Int @rateLimit(limit: 1, duration: "60")
  h: Int @rateLimit(limit: 1, duration: 1)
  i: Int @rateLimit(limit: 1, duration: 2073600)
  j: Int @rateLimit(limit: 1, duration: 2073601)
  k: Int @auth(roles: { a: 1 })
}
`;
  expect(runRule(validPolicies, { order })).toEqual([
    "error: order.graphql:4:10 @auth of Query.c names an empty list, which nobody meets: leave it out, or name somebody.",
    "error: order.graphql:5:10 @auth of Query.d names an empty list, which nobody meets: leave it out, or name somebody.",
    'error: order.graphql:6:10 @auth of Query.e must name roles and scopes, for example @auth(roles: [ADMIN]) or @auth(scopes: [["orders:read"]]).',
    "error: order.graphql:7:10 @rateLimit of Query.f must have a limit and a duration in seconds, each at least 1, for example @rateLimit(limit: 10, duration: 60).",
    "error: order.graphql:8:10 @rateLimit of Query.g must have a limit and a duration in seconds, each at least 1, for example @rateLimit(limit: 10, duration: 60).",
    "error: order.graphql:11:10 @rateLimit of Query.j may have a duration of 2073600 seconds at most: that is 24 days.",
    'error: order.graphql:12:10 @auth of Query.k must name roles and scopes, for example @auth(roles: [ADMIN]) or @auth(scopes: [["orders:read"]]).',
  ]);
});

test("where a contract has an enum of the roles, it names no others, the gateway's own by its own enum", () => {
  const order =
    'enum Role { CLERK BOSS }\ntype Query { a: Int @auth(roles: [CLERK, BOS]) b: Int @auth(roles: ["BOSS"]) c: Int @auth(roles: BOSS) }';
  const user = "type Query { d: Int @auth(roles: [GUEST]) }";
  const gateway = "enum Role { GUEST }\nextend type Query { d: Int @auth(roles: [CLERK]) }";
  expect(runRule(validPolicies, { order, user }, { gateway })).toEqual([
    "error: order.graphql:2:42 @auth of Query.a names BOS, which is none of the contract's enum Role: write CLERK or BOSS.",
    'error: order.graphql:2:69 @auth of Query.b names "BOSS", which is none of the contract\'s enum Role: write CLERK or BOSS.',
    "error: gateway.graphql:2:42 @auth of Query.d names CLERK, which is none of the contract's enum Role: write GUEST.",
  ]);
});

test("a field that may be refused is told to be nullable for clients, once its type's own policy does not cover it", () => {
  const order = `
type Query { orders: [Order!]! order: Order }
type Order @auth { total: Int! @auth(roles: [ADMIN]) lines: [Line!]! previous: Order! pay: Payment! }
type Line { order: Order! count: Int! @rateLimit(limit: 1, duration: 1) }
type Payment @auth { id: ID! }
`;
  expect(runRule(validPolicies, { order })).toEqual([
    "warning: order.graphql:1:22 Query.orders may be refused, by @auth or @rateLimit: clients see it as [Order!].",
    "warning: order.graphql:2:27 Order.total may be refused, by @auth or @rateLimit: clients see it as Int.",
    "warning: order.graphql:3:20 Line.order may be refused, by @auth or @rateLimit: clients see it as Order.",
    "warning: order.graphql:3:34 Line.count may be refused, by @auth or @rateLimit: clients see it as Int.",
  ]);
});

test("what is said of an interface's field is told of its types' fields, and the other way round", () => {
  const order = `
type Query { node: Node }
interface Node { id: ID! name: String! @auth text: String! }
type Book implements Node { id: ID! name: String! text: String! @rateLimit(limit: 1, duration: 1) }
type Film implements Node @auth { id: ID! name: String! text: String! }
`;
  const places = runRule(validPolicies, { order }).map((line) => /\w+\.\w+ may be refused/.exec(line)?.[0]);
  expect(places).toEqual(
    ["Node.id", "Node.name", "Node.text", "Book.name", "Book.text", "Film.name"].map(
      (each) => `${each} may be refused`,
    ),
  );
});
