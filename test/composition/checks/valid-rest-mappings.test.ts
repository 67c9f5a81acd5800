import { expect, test } from "vitest";
import { validRestMappings } from "../../../src/composition/checks/valid-rest-mappings.ts";
import { runRule } from "./run-rule.ts";

const check = (user: string) => runRule(validRestMappings, { user }, { transport: "rest" });

test("a mapping that is whole is told nothing", () => {
  expect(
    check(`
extend schema @restErrors(message: "problem.text")
type Query {
  user(id: ID!): User @rest(path: "/users/{id}", headers: ["X-Version: 2"], missing: [404, 410])
  byIds(ids: [ID!]!): [User]! @rest(path: "/users", query: ["id={ids*}"], keys: "ids", matchBy: "id", maxKeys: 50)
  one(id: ID!): User @rest(path: "/users", query: ["id={id}"], keys: "id", matchBy: "id")
  byEach(ids: [ID!]!): [User]! @rest(path: "/users/{ids}", keys: "ids")
  list(first: Int = 20, after: String): Users @rest(path: "/users", query: ["skip={$offset}"]) @restPages(nodes: "items")
  pages(first: Int!, after: String): Users @rest(path: "/users", query: ["n={first}", "after={after}"]) @restPages(nodes: ".", next: "n", cursor: "c")
}
type Mutation { add(input: In!): User @rest(method: "POST", path: "/users", body: { name: "{input.name}", all: ["{input}"] }) }
type User { id: ID! }
type Users { nodes: [User!]! edges: [Edge!]! }
type Edge { cursor: String! node: User! }
input In { name: String @as(name: "n") }
`),
  ).toEqual([]);
});

const query = (field: string) => `type Query {\n  ${field}\n}\ntype User { id: ID! }\ninput In { name: String }`;

test.each<[string, string[]]>([
  ["user: User", ["2:3 Query.user does not say how it is asked for over REST: add @rest(path: …)."]],
  [
    'user: User @rest(path: "users")',
    [
      "2:26 @rest of user: path must begin with one slash, and hold no query, fragment, space, . or ..; a query has a list of its own.",
    ],
  ],
  [
    'user: User @rest(path: "//evil.example")',
    [
      "2:26 @rest of user: path must begin with one slash, and hold no query, fragment, space, . or ..; a query has a list of its own.",
    ],
  ],
  [
    'user: User @rest(path: "/a/../b")',
    [
      "2:26 @rest of user: path must begin with one slash, and hold no query, fragment, space, . or ..; a query has a list of its own.",
    ],
  ],
  [
    'user: User @rest(path: "/users?a=b")',
    [
      "2:26 @rest of user: path must begin with one slash, and hold no query, fragment, space, . or ..; a query has a list of its own.",
    ],
  ],
  ["user: User @rest(path: 5)", ["2:26 path of @rest must be text."]],
  [
    'user: User @rest(path: "/u", method: "FETCH")',
    ["2:40 @rest of user: method must be one of GET, POST, PUT, PATCH, DELETE."],
  ],
  [
    'user: User @rest(path: "/u", body: { a: 1 })',
    ["2:38 @rest of user: a GET has no body: say another method, or no body."],
  ],
  [
    'user(id: ID): User @rest(path: "/u/{id}")',
    ["2:34 @rest of user: {id} of the path may be null: make the argument id non-null, or give it a default."],
  ],
  ['user(id: ID!): User @rest(path: "/u/{ids}", query: ["x={id}"])', ["2:35 @rest of user: there is no argument ids."]],
  [
    'user(id: ID!): User @rest(path: "/u/{id.x}", query: ["x={id}"])',
    ["2:35 @rest of user: there is no argument id.x."],
  ],
  [
    'user(in: In!): User @rest(path: "/u/{in}")',
    ["2:35 @rest of user: {in} is an object: name one of its fields, or send it in the body."],
  ],
  [
    'user(in: In!): User @rest(path: "/u", method: "POST", body: { a: "{in.nme}", b: "{in}" })',
    ["2:68 @rest of user: there is no argument in.nme."],
  ],
  [
    'user(id: ID!): User @rest(path: "/u/{id")',
    [
      "2:35 @rest of user: braces hold the name of an argument, for example {id} or {input.name}.",
      "2:8 @rest of user: the argument id is used nowhere, so that the service would never know of it.",
    ],
  ],
  [
    'user(id: ID!): User @rest(path: "/u")',
    ["2:8 @rest of user: the argument id is used nowhere, so that the service would never know of it."],
  ],
  [
    'user: User @rest(path: "/u", query: ["a"])',
    ['2:39 @rest of user: query must hold texts such as name=value, for example ids={ids}, not "a".'],
  ],
  ['user: User @rest(path: "/u", query: [5])', ["2:40 query of @rest must be a list of texts."]],
  [
    'user: User @rest(path: "/u", headers: ["X"])',
    ['2:41 @rest of user: headers must hold texts such as Name: value, for example X-Tenant: {tenant}, not "X".'],
  ],
  [
    'user: User @rest(path: "/u", headers: ["X-User-Id: admin"])',
    ["2:41 @rest of user: the header X-User-Id is the gateway's own: leave it out."],
  ],
  ['user: User @rest(path: "/u", success: [99])', ["2:41 @rest of user: success must hold HTTP statuses, 200 to 599."]],
  [
    'user: User @rest(path: "/u", result: "a..b")',
    ["2:40 @rest of user: result must be a path, for example data.items."],
  ],
  [
    'user: User @rest(path: "/u", failedIf: "")',
    ["2:42 @rest of user: failedIf must be a path, for example data.items."],
  ],
  [
    'user: User @rest(path: "/u", matchBy: "id")',
    ["2:41 @rest of user: matchBy needs keys: the argument that holds them."],
  ],
  [
    'users(in: In!): [User] @rest(path: "/u/{in.name}", keys: "in")',
    ["2:60 @rest of users: keys must name an argument that is a list of scalars or enums, or one of them, not in."],
  ],
  [
    'users(id: ID!): [User] @rest(path: "/u/{id}", keys: "id", matchBy: "id")',
    ["2:55 @rest of users: one key gives one object, not a list."],
  ],
  [
    'user(id: ID!): User @rest(path: "/u/{id}", keys: "id")',
    ["2:52 @rest of user: one key needs matchBy; without it, its argument alone is enough."],
  ],
  [
    'users(ids: [ID!]!): User @rest(path: "/u/{ids}", keys: "ids")',
    ["2:58 @rest of users: keys are looked up by a field that gives a list, in the order of the keys."],
  ],
  [
    'users(ids: [ID!]!): [User] @rest(path: "/u/{ids}", keys: "ids", maxKeys: 5)',
    ["2:76 @rest of users: without matchBy each key takes a call of its own: maxKeys says nothing."],
  ],
  [
    'users(ids: [ID!]!): [User] @rest(path: "/u", query: ["i={ids}"], keys: "ids", matchBy: "id", maxKeys: 0)',
    ["2:105 @rest of users: maxKeys must be a whole number, 1 to 10,000."],
  ],
  [
    'users: User @rest(path: "/u", query: ["o={$offset}"])',
    ["2:15 @rest of users: {$offset} needs @restPages, which says where the page's nodes are."],
  ],
  [
    'users: User @rest(path: "/u", query: ["o={$offset}"]) @restPages(nodes: ".")',
    ["2:57 @restPages of users: {$offset} is made of the arguments first and after: the field must have both."],
  ],
  [
    'users: User @rest(path: "/u") @restPages(nodes: ".")',
    [
      "2:33 @restPages of users: say where the next page's cursor is (next), or whether there is one (hasNext).",
      "2:33 @restPages of users: say where the next page's cursor is (next), or each node's (cursor).",
    ],
  ],
])("%s", (field, problems) => {
  expect(check(query(field))).toEqual(problems.map((problem) => `error: user.graphql:${problem}`));
});

test("edges whose cursors nobody knows are not promised", () => {
  expect(
    check(`
type Query { users: Users @rest(path: "/u") @restPages(nodes: "items", next: "next") }
type Users { edges: [Edge!]! }
type Edge { cursor: String! }`),
  ).toEqual([
    "error: user.graphql:1:45 @restPages of users: each edge has a cursor: say where a node has it (cursor), or leave edges out of the contract.",
  ]);
});

test("REST has no subscriptions, and mutations are mapped, too", () => {
  expect(
    check(`
type Query { a: Int @rest(path: "/a") }
type Mutation { b: Int }
type Subscription { c: Int }`),
  ).toEqual([
    "error: user.graphql:2:17 Mutation.b does not say how it is asked for over REST: add @rest(path: …).",
    "error: user.graphql:3:21 Subscription.c cannot be had over REST, which has no subscriptions: leave it out.",
  ]);
});

test("a service that is spoken to otherwise has no mapping for REST", () => {
  expect(runRule(validRestMappings, { user: 'type Query { a: Int @rest(path: "/a") }' })).toEqual([
    'error: user.graphql:1:21 @rest says how the user service is asked over REST, but its transport is "graphql": take it away, or configure transport: "rest".',
  ]);
});

test("what is wrong with the errors of all fields is told once", () => {
  expect(
    check(`
extend schema @restErrors(message: "a..b")
type Query { one: Int @rest(path: "/1") two: Int @rest(path: "/2") }
`),
  ).toEqual(["error: user.graphql:1:36 @restErrors: message must be a path, for example data.items."]);
});
