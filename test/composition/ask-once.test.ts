import { parse } from "graphql";
import { expect, it } from "vitest";
import { compose } from "../../src/composition/compose.ts";
import { createStitchedEngine } from "../../src/execution/stitched-engine.ts";
import { createContext } from "../engines/differential-graph.ts";
import { composeLocally } from "../plans/local-service.ts";
import { recordCalls } from "../plans/record-calls.ts";

const offer = (id: string) => ({ id, code: `c-${id}`, maker: { id: "m1" } });

/** Of the shop's makers nothing is known there but their identity; its lookups of offers divide it into parts. */
const { services } = composeLocally({
  shop: {
    sdl: `
      type Query {
        offer: Offer
        offersByIds(ids: [ID!]!): [Offer]! @merge(keyField: "id") @inaccessible
        offersByCodes(codes: [ID!]!): [Offer]! @merge(keyField: "code") @inaccessible
      }
      type Offer @canonical { id: ID!  code: ID!  maker: Maker }
      type Maker { id: ID! }`,
    resolvers: {
      Query: {
        offer: () => offer("o1"),
        offersByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map(offer),
        offersByCodes: (_source: unknown, { codes }: { codes: string[] }) => codes.map(offer),
      },
    },
  },
  sales: {
    sdl: "type Query { best: Offer } type Offer { id: ID!  code: ID! }",
    resolvers: { Query: { best: () => offer("o2") } },
  },
  makers: {
    sdl: `
      type Query { makersByIds(ids: [ID!]!): [Maker]! @merge(keyField: "id") @inaccessible }
      type Maker @canonical { id: ID!  name: String }`,
    resolvers: {
      Query: {
        makersByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, name: `Maker ${id}` })),
      },
    },
  },
});

it.each([
  { whose: "the one that gave the object", query: "{ offer { maker { name } } }", asked: ["offer", "makersByIds"] },
  {
    whose: "one that finds it in two ways",
    query: "{ best { maker { name } } }",
    asked: ["best", "offersByIds", "makersByIds"],
  },
])("asks a service once for a field whose own fields another one knows: $whose", async ({ query, asked }) => {
  const calls = recordCalls(services);
  const engine = createStitchedEngine(
    compose({ services: calls.services, gatewayContract: parse("scalar Unused"), aggregates: [], scalars: {} }),
  );
  const answer = await engine.execute({ document: parse(query), variables: {}, context: createContext() });
  expect(answer).toEqual({ data: { [asked[0] ?? ""]: { maker: { name: "Maker m1" } } } });
  expect(calls.print().match(/\b(?:offer|best|\w+By\w+)\b(?=\(| \{)/g)).toEqual(asked);
});

it("asks a service again for what it computes, with what it computes it from", async () => {
  const order = (id: string, others: object = {}) => ({ __typename: "Order", id, ...others });
  const { composed } = composeLocally({
    scores: {
      sdl: `
        type Query {
          productsByIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible
          _entities(representations: [_Any!]!): [_Entity]! @merge
        }
        scalar _Any
        union _Entity = Order
        type Product @canonical { id: ID!  peers: Order }
        type Order @key(selectionSet: "{ id }") { id: ID!  best: Product  score: String @computed(selectionSet: "{ name }") }`,
      resolvers: {
        _Entity: { __resolveType: () => "Order" },
        Query: {
          productsByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id })),
          _entities: (_source: unknown, { representations }: { representations: unknown[] }) => representations,
        },
        Order: { best: () => ({ id: "p1" }), score: ({ name }: { name?: string }) => `Score of ${name}` },
        Product: { peers: () => order("o2") },
      },
    },
    orders: {
      sdl: `
        type Query { order(id: ID!): Order  ordersByIds(ids: [ID!]!): [Order]! @merge(keyField: "id") @inaccessible }
        type Order @canonical { id: ID!  name: String }`,
      resolvers: {
        Query: {
          order: (_source: unknown, { id }: { id: string }) => order(id, { name: id }),
          ordersByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map((id) => order(id, { name: id })),
        },
      },
    },
  });
  const document = parse('{ order(id: "o1") { score best { peers { score } } } }');
  const answer = await createStitchedEngine(composed).execute({ document, variables: {}, context: createContext() });
  expect(answer).toEqual({
    data: { order: { score: "Score of o1", best: { peers: { score: "Score of o2" } } } },
  });
});
