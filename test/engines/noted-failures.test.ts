/** What goes wrong where nobody looks at it, or where the stitching library takes an error for a value. */
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import type { Aggregate } from "../../src/aggregates/aggregate.ts";
import { createPlannedEngine } from "../../src/execution/planned-engine.ts";
import { createStitchedEngine } from "../../src/execution/stitched-engine.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";
import { composeLocally, type LocalService } from "../plans/local-service.ts";
import { createContext } from "./differential-graph.ts";

const CARD: Aggregate = {
  type: "Card",
  rootField: "card",
  argument: "id",
  identity: "offer",
  joins: [
    {
      kind: "fetch",
      field: "offer",
      service: "shop",
      rootField: "offersByIds",
      argument: "ids",
      key: { from: "argument" },
    },
    {
      kind: "fetch",
      field: "maker",
      service: "shop",
      rootField: "makersByIds",
      argument: "ids",
      key: { from: "argument" },
    },
    { kind: "fetch", field: "other", service: "shop", rootField: "other", argument: "id", key: { from: "argument" } },
  ],
};

const offer = (id: string) => ({ __typename: "Offer", id, title: `Offer ${id}` });
const represented: unknown[] = [];

const shop: LocalService = {
  sdl: `
    type Query { none: Offer  best: Offer  other(id: ID!): Offer  offersByIds(ids: [ID!]!): [Offer]! @merge(keyField: "id") @inaccessible
      makersByIds(ids: [ID!]!): [Maker]! @merge(keyField: "id") @inaccessible }
    type Maker @canonical { id: ID!  name: String! }
    union Any = Offer
    type Offer @canonical { id: ID!  title(short: Boolean): String!  next: Any }`,
  resolvers: {
    Query: {
      none: () => null,
      best: () => offer("o1"),
      other: () => offer("o3"),
      offersByIds: (_source: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => (id === "gone" ? null : offer(id))),
      makersByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map((id) => (id === "gone" ? null : { id })),
    },
    Offer: { next: () => offer("o2") },
  },
  // Under whatever names it was asked for them.
  spoil({ data }) {
    for (const found of Object.values(data).flat() as ({ title?: unknown; next?: { id?: unknown } } | null)[]) {
      if (found?.title !== undefined) found.title = null;
      if (found?.next?.id !== undefined) found.next.id = null;
    }
  },
};

const looks: LocalService = {
  sdl: `
    type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
    scalar _Any
    union _Entity = Offer
    type Offer @key(selectionSet: "{ id }") { id: ID!  colour: String }`,
  resolvers: {
    Query: {
      _entities(_source: unknown, { representations }: { representations: unknown[] }) {
        represented.push(...representations);
        return representations;
      },
    },
    _Entity: { __resolveType: () => "Offer" },
    Offer: { colour: () => "red" },
  },
  spoil({ data }) {
    for (const key of Object.keys(data)) data[key] = [];
  },
};

const places: LocalService = {
  sdl: `
    type Query { makersByPlaces(ids: [ID!]!): [Maker]! @merge(keyField: "id") @inaccessible }
    type Maker { id: ID!  floor: Int }`,
  resolvers: {
    Query: {
      makersByPlaces: (_source: unknown, { ids }: { ids: string[] }) =>
        ids.flatMap((id) => (id === "gone" ? [] : { id, floor: 1 })),
    },
  },
  spoil({ data }) {
    for (const found of Object.values(data).flat() as { floor?: unknown }[])
      if (found.floor !== undefined) found.floor = [];
  },
};

/** Has a number for its list, and in its book a null for the title beside a page whose number is a list. */
const notes: LocalService = {
  sdl: `
    type Query { count: Int  list: [Note]  book: Book }
    type Note { text: String }
    type Book { title: String!  page: Page }
    type Page { number: Int }`,
  resolvers: {
    Query: { count: () => 1, list: () => [{}], book: () => ({ title: "T", page: { number: 1 } }) },
    Note: {
      text() {
        throw new Error("No.");
      },
    },
  },
  spoil({ data }) {
    for (const [key, value] of Object.entries(data)) {
      if (Array.isArray(value)) data[key] = 7;
      const { title, page } = Object(value) as { title?: unknown; page?: { number: unknown } };
      if (title !== undefined) data[key] = { title: null, page: page && { ...page, number: [] } };
    }
  },
};

const { composed, services } = composeLocally(
  { shop, looks, places, notes },
  "type Query { card(id: ID!): Card } type Card { offer: Offer  maker: Maker  other: Offer }",
  [CARD],
);
const stitched = createStitchedEngine(composed);
const engines = [stitched, createPlannedEngine(composed, services, stitched)];

describe.each(engines.map((engine) => ({ engine, name: engine.name })))("the $name engine", ({ engine }) => {
  async function ask(query: string) {
    const { document } = createNormalizer(composed.executableSchema)(parse(query), undefined, {});
    return engine.execute({ document, variables: {}, context: createContext() });
  }

  it("tells of a list that is too short, though the object that lacks for it is lost by another service", async () => {
    const { data, errors = [] } = await ask("{ best { title colour } }");
    expect(data).toEqual({ best: null });
    expect(new Set(errors.map(({ extensions }) => extensions["service"]))).toEqual(new Set(["looks", "shop"]));
  });

  it("tells of a list that is too short, though there is no object that lacks anything for it", async () => {
    const { data, errors = [] } = await ask('{ card(id: "gone") { maker { name floor } } }');
    expect(data).toEqual({ card: { maker: null } });
    expect(errors.map(({ path, extensions }) => [path, extensions["service"]])).toEqual([
      [["card", "maker"], "places"],
    ]);
  });

  it("tells of what does not fit, though the object of the join that it is of is lost by another service", async () => {
    const { data, errors = [] } = await ask('{ card(id: "o1") { offer { id } maker { name floor } } }');
    expect(data).toEqual({ card: { offer: { id: "o1" }, maker: null } });
    expect(new Set(errors.map(({ extensions }) => extensions["service"]))).toEqual(new Set(["places", "shop"]));
  });

  it("tells of a call where the first object is that it was made for", async () => {
    const { data, errors = [] } = await ask('{ none { colour } card(id: "gone") { offer { id } other { colour } } }');
    expect(data).toEqual({ none: null, card: null });
    expect(errors.map(({ path }) => path)).toEqual([["card"]]);
  });

  it.each([
    { query: "{ count list { text } }", lost: "list", codes: ["SERVICE_BAD_RESPONSE", "SERVICE_ERROR"] },
    {
      query: "{ count book { title page { number } } }",
      lost: "book",
      codes: ["SERVICE_BAD_RESPONSE", "SERVICE_BAD_RESPONSE"],
    },
  ])(
    "tells of a failure that another one hides where its own part of a request was made for: $lost",
    async ({ query, lost, codes }) => {
      const { data, errors = [] } = await ask(query);
      expect(data).toEqual({ count: 1, [lost]: null });
      expect(errors.map(({ path }) => path?.[0])).toEqual([lost, lost]);
      expect(errors.map(({ extensions }) => extensions["code"])).toEqual(codes);
    },
  );

  it("asks no service with an error in the place of a key", async () => {
    represented.length = 0;
    const { data, errors = [] } = await ask('{ card(id: "o1") { offer { next { ... on Offer { colour } } } } }');
    expect(data).toEqual({ card: { offer: { next: { colour: null } } } });
    expect(errors.map(({ path }) => path)).toContainEqual(["card", "offer", "next", "colour"]);
    expect(represented).toEqual([]);
  });
});
