import { parse } from "graphql";
import { expect, it } from "vitest";
import { createPlannedEngine } from "../../src/execution/planned-engine.ts";
import { createStitchedEngine } from "../../src/execution/stitched-engine.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";
import { composeLocally } from "../plans/local-service.ts";
import { createContext } from "./differential-graph.ts";

/** Blames the colour, and gives it all the same. */
const { composed, services } = composeLocally({
  shop: {
    sdl: "type Query { best: Offer }  type Offer @canonical { id: ID!  title: String }",
    resolvers: { Query: { best: () => ({ id: "o1", title: "Offer" }) } },
  },
  looks: {
    sdl: `
      type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
      scalar _Any
      union _Entity = Offer
      type Offer @key(selectionSet: "{ id }") { id: ID!  colour: String  look: String @computed(selectionSet: "{ title }") }`,
    resolvers: {
      Query: { _entities: (_source: unknown, { representations }: { representations: unknown[] }) => representations },
      _Entity: { __resolveType: () => "Offer" },
      Offer: { colour: () => "red", look: ({ title }: { title: string }) => `Red ${title}` },
    },
    spoil(answer) {
      answer.errors = Object.entries(answer.data as Record<string, { colour?: string }[]>).flatMap(([key, [found]]) =>
        found?.colour === undefined ? [] : [{ message: "It may be pink.", path: [key, 0, "colour"] }],
      );
    },
  },
});
const stitched = createStitchedEngine(composed);
const cases = [
  // The object that the call was made for is all that it knows.
  { engine: stitched, place: ["best"] },
  { engine: createPlannedEngine(composed, services, stitched), place: ["best", "colour"] },
];

it.each(cases)(
  "an error beside data is told where it belongs: with the $engine.name engine",
  async ({ engine, place }) => {
    const { document } = createNormalizer(composed.executableSchema)(parse("{ best { look colour } }"), undefined, {});
    const { data, errors = [] } = await engine.execute({ document, variables: {}, context: createContext() });
    expect(data).toEqual({ best: { look: "Red Offer", colour: "red" } });
    expect(errors.map(({ path }) => path)).toEqual([place]);
  },
);
