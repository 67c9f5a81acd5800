import { expect, test } from "vitest";
import { validMappings } from "../../../src/composition/checks/valid-mappings.ts";
import { runRule } from "./run-rule.ts";

const user = `
type Query { user(id: ID!): User }
type User {
  id: ID! @from(path: "a.b[].c")
  name: String @from(path: "a..b")
  orders(first: Int): Int
  state: State
}
enum State { OPEN @as(name: "") SHUT }
input In { a: Int @as(name: 5) }
`;

test("names and places must be of some form, and only root fields have arguments", () => {
  expect(runRule(validMappings, { user }, { transport: "rest" })).toEqual([
    'error: user.graphql:4:28 "a..b" is no path: say for example address.city, tags[].name, . for the object itself, or /a.b for a name with a dot.',
    "error: user.graphql:5:10 User.orders has an argument, but over rest only root fields are asked for: the service would never know of it. Give the field no arguments.",
    "error: user.graphql:9:29 name of @as must be a text.",
  ]);
});

test("what the service calls alike is refused", () => {
  const alike = `
type Query { user(id: ID!): Int }
enum State { OPEN @as(name: "in-use") IN_USE @as(name: "in-use") CLOSED }
input In { a: Int b: Int @as(name: "a") }
`;
  expect(runRule(validMappings, { alike }, { transport: "rest" })).toEqual([
    'error: alike.graphql:2:39 State.OPEN and State.IN_USE are both "in-use" at the service: take one of them away.',
    'error: alike.graphql:3:19 In.a and In.b are both "a" at the service: take one of them away.',
  ]);
});

test("a service that speaks GraphQL is asked in the contract's words", () => {
  const say = (place: string, directive: string) =>
    `error: user.graphql:${place} @${directive} says what the user service calls it, but a service that speaks GraphQL is asked in the contract's words: take it away, or name the service's transport in the configuration.`;
  expect(runRule(validMappings, { user })).toEqual([
    say("3:11", "from"),
    say("4:16", "from"),
    say("8:19", "as"),
    say("9:19", "as"),
  ]);
});
