import { expect, test } from "vitest";
import { validCosts } from "../../../src/composition/checks/valid-costs.ts";
import { runRule } from "./run-rule.ts";

test("a cost is a number", () => {
  const order = `
type Query {
  a(b: Int @cost(weight: "2"), c: Int @cost(weight: "many")): Int @cost(weight: "1.5")
  d: Money @cost(weight: "")
}
type Order @cost(weight: "-1") { id: ID }
type Line @cost(weight: "1,5") { id: ID }
scalar Money @cost(weight: "x")
input Filter { text: String @cost(weight: "NaN") }
`;
  const wrong = (place: string, at: string) =>
    `error: order.graphql:${at} @cost of ${place} must have a number as its weight, in quotes, for example @cost(weight: "5").`;
  expect(runRule(validCosts, { order })).toEqual([
    wrong("Query.a(c:)", "2:39"),
    wrong("Query.d", "3:12"),
    wrong("Line", "6:11"),
    wrong("Money", "7:14"),
    wrong("Filter.text", "8:29"),
  ]);
});

test("a list's size is said of lists, by arguments and fields that are there", () => {
  const order = `
type Query {
  a: [Int] @listSize(assumedSize: 3)
  b(first: Int!, last: Int): Page @listSize(slicingArguments: ["first", "last"], sizedFields: ["nodes"])
  c: [Int] @listSize
  d: [Int] @listSize(assumedSize: -1)
  e(first: String, after: [Int]): [Int] @listSize(slicingArguments: ["first", "after", "last"])
  f: Page @listSize(assumedSize: 1)
  g: Page @listSize(assumedSize: 1, sizedFields: ["nodes", "count", "edges"])
  h: [Int] @listSize(requireOneSlicingArgument: false)
}
type Page { nodes: [Int] count: Int }
`;
  expect(runRule(validCosts, { order })).toEqual([
    "error: order.graphql:4:12 @listSize of Query.c says nothing: it must have an assumedSize, or slicingArguments.",
    "error: order.graphql:5:12 @listSize of Query.d must have a whole number, at least 0, as its assumedSize.",
    "error: order.graphql:6:41 @listSize of Query.e names a slicing argument that is no Int: first.",
    "error: order.graphql:6:41 @listSize of Query.e names a slicing argument that is no Int: after.",
    "error: order.graphql:6:41 @listSize of Query.e names a slicing argument that is not there: last.",
    "error: order.graphql:7:11 @listSize of Query.f is said of no list: name the lists of what the field gives in sizedFields.",
    "error: order.graphql:8:11 @listSize of Query.g names in sizedFields what is no list of Page: count.",
    "error: order.graphql:8:11 @listSize of Query.g names in sizedFields what is no list of Page: edges.",
    "error: order.graphql:9:12 @listSize of Query.h says nothing: it must have an assumedSize, or slicingArguments.",
  ]);
});

test("the gateway's own contract may say both of a service's field, without repeating its arguments", () => {
  const order = "type Query { orders(first: Int): [Order] }\ntype Order { id: ID }";
  const gateway = 'extend type Query { orders: [Order] @listSize(slicingArguments: ["first"]) @cost(weight: "2") }';
  expect(runRule(validCosts, { order }, { gateway })).toEqual([]);
});
