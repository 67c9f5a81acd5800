import { buildASTSchema, concatAST, getOperationAST, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { contractDirectives } from "../../src/directives/contract-directives.ts";
import { readCosts } from "../../src/directives/costs.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";
import { createCostCompiler } from "../../src/operation/cost/compile-cost.ts";

const SDL = parse(/* GraphQL */ `
  type Query {
    name: String
    user: User
    users: [User!]!
    five: [User] @listSize(assumedSize: 5)
    page(first: Int, last: Int): [User] @listSize(slicingArguments: ["first", "last"])
    newest(first: Int): [User] @listSize(slicingArguments: ["first"])
    usual(first: Int = 20): [User] @listSize(slicingArguments: ["first"])
    loose(first: Int, last: Int): [User]
      @listSize(slicingArguments: ["first", "last"], assumedSize: 7, requireOneSlicingArgument: false)
    connection(first: Int!): Connection @listSize(slicingArguments: ["first"], sizedFields: ["nodes", "edges"])
    connections(first: Int!): [Connection] @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
    dear: User @cost(weight: "50")
    number: Int @cost(weight: "3")
    picture: Picture
    bytes: Bytes
    search(text: String @cost(weight: "10"), ids: [ID!] @cost(weight: "2"), cached: Boolean @cost(weight: "-4")): Int
    find(filter: Filter): User
    node: Node
    found: [Found] @listSize(assumedSize: 2)
  }
  type Mutation @cost(weight: "10") {
    add(filter: Filter!): Boolean
  }
  type User {
    id: ID
    friends: [User] @listSize(assumedSize: 4)
    best: User
  }
  type Connection {
    nodes: [User]
    edges: [Edge]
    others: [User]
    total: Int
  }
  type Edge {
    node: User
  }
  type Picture @cost(weight: "8") {
    url: String
  }
  scalar Bytes @cost(weight: "6")
  input Filter {
    text: String @cost(weight: "5")
    page: Int
    and: [Filter!]
  }
  interface Node {
    id: ID
    self: Node
  }
  type Light implements Node {
    id: ID
    self: Node
  }
  type Heavy implements Node @cost(weight: "9") {
    id: ID
    self: Node @cost(weight: "20")
    users: [User] @listSize(assumedSize: 3)
  }
  union Found = Light | Heavy | User
`);
const schema = buildASTSchema(concatAST([contractDirectives, SDL]));
const compile = createCostCompiler(schema, readCosts([SDL]), 10);
const normalize = createNormalizer(schema);

function costOf(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const { definition } = normalize(document, getOperationAST(document)?.name?.value, variables);
  return compile(definition);
}

describe("an operation costs", () => {
  const table: readonly [what: string, text: string, cost: number, variables?: Record<string, unknown>][] = [
    ["nothing for a scalar", "{ name a: name __typename }", 0],
    ["1 for an object", "{ user { id } }", 1],
    ["1 for each object on the way", "{ user { best { best { id } } } }", 3],
    ["a list as often as one may have items of which nothing is said", "{ users { id } }", 10],
    ["as often as is assumed", "{ five { id best { id } } }", 5 * 2],
    ["lists within lists", "{ five { friends { friends { id } } } }", 5 * (1 + 4 * (1 + 4))],
    ["as often as an argument says", "{ page(first: 3) { best { id } } }", 3 * 2],
    ["as often as a variable says", "query ($n: Int) { page(last: $n) { id } }", 6, { n: 6 }],
    ["as often as a variable's default says", "query ($n: Int = 8) { page(last: $n) { id } }", 8],
    [
      "as often as a variable says, its default notwithstanding",
      "query ($n: Int = 8) { page(last: $n) { id } }",
      2,
      { n: 2 },
    ],
    ["as often as an argument's default says", "{ usual { id } }", 20],
    ["the default for a null", "query ($n: Int) { usual(first: $n) { id } }", 20, { n: null }],
    ["the larger of two arguments", "query ($n: Int) { loose(first: 2, last: $n) { id } }", 9, { n: 9 }],
    ["what is assumed without any of them", "{ loose { id } }", 7],
    ["nothing for a negative one", "{ page(first: -5) { id } }", 0],
    [
      "the object, and its lists as often as it is said",
      "{ connection(first: 3) { total nodes { id } edges { node { id } } } }",
      1 + 3 + 3 * 2,
    ],
    ["a list of it of which it is not said, as any", "{ connection(first: 3) { others { id } } }", 1 + 10],
    ["each of several objects so", "{ connections(first: 3) { nodes { id } } }", 10 * (1 + 3)],
    [
      "the same with a variable",
      "query ($n: Int!) { connection(first: $n) { nodes { best { id } } } }",
      1 + 4 * 2,
      { n: 4 },
    ],
    ["a field's own weight in place of its type's", "{ dear { best { id } } }", 51],
    ["a scalar field's own weight", "{ number a: number }", 6],
    ["a type's own weight", "{ picture { url } }", 8],
    ["a scalar's own weight", "{ bytes }", 6],
    ["an argument's weight where it is given", '{ search(text: "x") }', 10],
    ["nothing for one that is null or left out", "query ($t: String) { search(text: $t) }", 0, { t: null }],
    ["an argument's weight for each item", "query ($ids: [ID!]) { search(ids: $ids) }", 6, { ids: ["a", "b", "c"] }],
    ["an argument's weight for the one item", 'query { search(ids: "a") }', 2],
    ["less for an argument with a negative weight", '{ search(text: "x", cached: true) }', 6],
    ["but never less than nothing", "{ search(cached: true) user { id } }", 1],
    ["1 for an input object, and its fields", '{ find(filter: {text: "x", page: 1}) { id } }', 1 + 1 + 5],
    [
      "input objects within each other",
      "query ($f: Filter) { find(filter: $f) { id } }",
      1 + 1 + 5 + 1 + 1,
      { f: { and: [{ text: "x" }, {}] } },
    ],
    [
      "input objects that hold variables",
      "query ($t: String) { find(filter: {and: [{text: $t}]}) { id } }",
      1 + 1 + 1 + 5,
      { t: "x" },
    ],
    ["the operation's own weight", "mutation { add(filter: {}) }", 10 + 1],
    ["the dearest type of an interface", "{ node { id } }", 9],
    [
      "the dearest of what its types select",
      "{ node { ... on Light { self { id } } ... on Heavy { users { id } } } }",
      9 + 9,
    ],
    ["an interface's field as the dearest of its types'", "{ node { self { id } } }", 9 + 20],
    [
      "fragments that hold for several types together",
      "{ found { ... on Node { self { id } } ... on Heavy { users { id } } ... on User { friends { id } } } }",
      2 * (9 + (20 + 3)),
    ],
    ["what fragments select", "{ ...a } fragment a on Query { five { ...b } } fragment b on User { best { id } }", 10],
    ["nothing for what is skipped", "query ($s: Boolean!) { user @skip(if: $s) { id } five { id } }", 5, { s: true }],
    ["fields of one name once", "{ user { best { id } } user { best { id } } }", 2],
  ];
  for (const [what, text, cost, variables] of table) {
    it(what, () => {
      expect(costOf(text, variables).estimate(variables ?? {})).toBe(cost);
    });
  }
});

describe("a list whose size must be said", () => {
  const unsliced = ["Query.page must be given exactly one of first, last."];
  const table: readonly [what: string, text: string, found: readonly string[], variables?: Record<string, unknown>][] =
    [
      ["is said by one argument", "{ page(first: 1) { id } }", []],
      ["is not said by none", "{ page { id } }", unsliced],
      ["is not said by none of one", "{ newest { id } }", ["Query.newest must be given first."]],
      ["is not said by two", "{ page(first: 1, last: 1) { id } }", unsliced],
      ["is not said by a null", "query ($n: Int) { page(first: $n) { id } }", unsliced, { n: null }],
      [
        "is said by one beside a null",
        "query ($n: Int, $m: Int) { page(first: $n, last: $m) { id } }",
        [],
        { n: 1, m: null },
      ],
      ["is said by a variable's default", "query ($n: Int = 3) { page(first: $n) { id } }", []],
      ["is said by the argument's default", "{ usual { id } }", []],
      ["is said by the argument in place of its default", "{ usual(first: 2) { id } }", []],
      ["need not be said where it is not demanded", "{ loose { id } }", []],
    ];
  for (const [what, text, found, variables] of table) {
    it(what, () => {
      expect(costOf(text, variables).findUnsliced(variables ?? {})).toEqual(found);
    });
  }
});
