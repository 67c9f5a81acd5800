import { expect, test } from "vitest";
import { nullableRootFields } from "../../../src/composition/checks/nullable-root-fields.ts";
import { runRule } from "./run-rule.ts";

test("a root field that clients see is nullable", () => {
  const order = `
type Query {
  order: ID
  count: Int!
  orders: [ID!]!
  ordersByIds(ids: [ID!]!): [ID]! @inaccessible
  _service: ID!
}
type Mutation { cancel(id: ID!): ID! }
type Subscription { changed: ID! }
`;
  const gateway = "type Query { page: ID! }";
  expect(runRule(nullableRootFields, { order }, { gateway })).toEqual([
    "error: order.graphql:3:10 Query.count is Int!, but must be nullable: when the order service fails in it, it would take the whole answer with it. Write Int.",
    "error: order.graphql:4:11 Query.orders is [ID!]!, but must be nullable: when the order service fails in it, it would take the whole answer with it. Write [ID!].",
    "error: gateway.graphql:1:20 Query.page is ID!, but must be nullable: when the gateway fails in it, it would take the whole answer with it. Write ID.",
    "error: order.graphql:8:34 Mutation.cancel is ID!, but must be nullable: when the order service fails in it, it would take the whole answer with it. Write ID.",
  ]);
});

test("so it is in root types of another name", () => {
  const order = "schema { query: Root }\ntype Root { count: Int! }";
  expect(runRule(nullableRootFields, { order })).toEqual([
    "error: order.graphql:2:20 Query.count is Int!, but must be nullable: when the order service fails in it, it would take the whole answer with it. Write Int.",
  ]);
});

test("one that may be refused is nullable for clients, whatever its contract says", () => {
  const order = `
type Query { count: Int! @auth first: Order! slow: Int! @rateLimit(limit: 1, duration: 1) plain: Int! }
type Order @auth { id: ID! }
type Mutation { cancel(id: ID!): ID! }
`;
  const gateway = "extend type Mutation { cancel(id: ID!): ID! @auth }";
  const errors = runRule(nullableRootFields, { order }, { gateway });
  expect(errors.map((error) => /\w+\.\w+ is/.exec(error)?.[0])).toEqual(["Query.plain is"]);
});
