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
