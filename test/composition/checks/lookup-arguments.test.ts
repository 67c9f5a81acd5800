import { expect, test } from "vitest";
import { lookupArguments } from "../../../src/composition/checks/lookup-arguments.ts";
import { runRule } from "./run-rule.ts";

const lookups = (fields: string) => ({
  product: `
type Query {
${fields.trim()}
}
type Product @key(selectionSet: "{ id }") { id: ID! }
input By { ids: [ID!] }
`,
});

test("one argument takes the key", () => {
  const fields = `
  none: [Product]! @merge(keyField: "id")
  two(ids: [ID!]!, first: Int): [Product]! @merge(keyField: "id")
  named(first: Int, ids: [ID!]!): [Product]! @merge(keyField: "id", keyArg: "ids")
  deep(by: By!): [Product]! @merge(keyField: "id", keyArg: "by.ids")
  unknown(ids: [ID!]!): [Product]! @merge(keyField: "id", keyArg: "keys")
  deeper(by: By!): [Product]! @merge(keyField: "id", keyArg: "by.keys")
`;
  expect(runRule(lookupArguments, lookups(fields))).toEqual([
    "error: product.graphql:2:18 Query.none has @merge, but no argument that could take the key: add one.",
    'error: product.graphql:3:44 Query.two has @merge, but several arguments that could take the key: say which of them, for example @merge(keyArg: "ids").',
    "error: product.graphql:6:59 Query.unknown has no argument keys: name as keyArg the argument that takes the key.",
    "error: product.graphql:7:54 Query.deeper has no argument by.keys: name as keyArg the argument that takes the key.",
  ]);
});

test("a list of keys gives a list, and one key gives one object", () => {
  const fields = `
  one(id: ID!): Product @merge(keyField: "id")
  single(ids: [ID!]!): Product @merge(keyField: "id")
  many(id: ID!): [Product]! @merge(keyField: "id")
  nested(ids: [[ID!]!]!): [Product]! @merge(keyField: "id")
`;
  expect(runRule(lookupArguments, lookups(fields))).toEqual([
    "error: product.graphql:3:10 Query.single has @merge, but takes a list of keys and gives one object: a lookup gives a list for a list of keys, and one object for one key.",
    "error: product.graphql:4:8 Query.many has @merge, but takes one key and gives a list: a lookup gives a list for a list of keys, and one object for one key.",
    "error: product.graphql:5:10 Query.nested has @merge, but takes lists of keys: a lookup takes one key, or one list of keys.",
  ]);
});

test("what is required beside the key is given", () => {
  const fields = `
  first(ids: [ID!]!, first: Int!): [Product]! @merge(keyField: "id", keyArg: "ids")
  given(ids: [ID!]!, first: Int!): [Product]! @merge(keyField: "id", keyArg: "ids", additionalArgs: "first: 1")
  broken(ids: [ID!]!): [Product]! @merge(keyField: "id", keyArg: "ids", additionalArgs: "first: ")
`;
  expect(runRule(lookupArguments, lookups(fields))).toEqual([
    "error: product.graphql:2:20 Query.first has @merge and requires first, too: give a value in @merge(additionalArgs:).",
    "error: product.graphql:4:35 The arguments of @merge on Query.broken cannot be parsed: write them as in a query, without the parentheses.",
  ]);
});

test("an expression names arguments of the field, and makes a list where the field gives one", () => {
  const fields = `
  fine(ids: [ID!]!): [Product]! @merge(argsExpr: "ids: [[$key.id]]")
  single(ids: [ID!]!): [Product]! @merge(argsExpr: "ids: $key.id")
  unknown(ids: [ID!]): [Product]! @merge(argsExpr: "keys: [[$key.id]]")
  twice(ids: [ID!]!): [Product]! @merge(argsExpr: "ids: [[$key.id]]", keyArg: "ids")
`;
  expect(runRule(lookupArguments, lookups(fields))).toEqual([
    "error: product.graphql:3:42 Query.single has @merge, but takes one key and gives a list: a lookup gives a list for a list of keys, and one object for one key.",
    "error: product.graphql:4:42 Query.unknown has no argument keys: argsExpr may name its arguments only.",
    "error: product.graphql:5:34 @merge on Query.twice says its arguments twice: keep argsExpr, or what stands beside it.",
  ]);
});
