/** Graphs for what the store has none of: keys that lead from one to another, and an aggregate of one's own. */
import type { Aggregate } from "../../src/aggregates/aggregate.ts";
import { composeLocally, type IsDown } from "./local-service.ts";

type Keys = { readonly ids: readonly string[] };
const digits = (text: string) => text.replaceAll(/\D/g, "");

/** From the id to the article number, from there to a pair of fields that only the warehouse finds shelves by. */
export const createHops = () =>
  composeLocally({
    shop: {
      sdl: `
        type Query { wanted: [Item!]!  item(id: ID!): Item }
        type Item @canonical { id: ID!  title: String! }`,
      resolvers: {
        Query: {
          wanted: () => ["i1", "i2", "i1"].map((id) => ({ id, title: `Title ${id}` })),
          item: (_source: unknown, { id }: { id: string }) => ({ id, title: `Title ${id}` }),
        },
      },
    },
    catalogue: {
      sdl: `
        type Query { itemsByIds(ids: [ID!]!): [Item]! @merge(keyField: "id") @inaccessible }
        type Item { id: ID!  articleNumber: ID }`,
      resolvers: {
        Query: {
          itemsByIds: (_source: unknown, { ids }: Keys) =>
            ids.map((id) => ({ id, articleNumber: id === "i0" ? null : `a${digits(id)}` })),
        },
      },
    },
    stock: {
      sdl: `
        type Query { itemByNumber(articleNumber: ID!): Item @merge(keyField: "articleNumber") @inaccessible }
        type Item { articleNumber: ID  amount: Int  place: Place }
        type Place { hall: String!  row: Int! }`,
      resolvers: {
        Query: {
          itemByNumber: (_source: unknown, { articleNumber }: { articleNumber: string }) => ({
            articleNumber,
            amount: Number(digits(articleNumber)) * 10,
            place: { hall: "north", row: Number(digits(articleNumber)) },
          }),
        },
      },
    },
    warehouse: {
      sdl: `
        type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
        scalar _Any
        union _Entity = Item
        type Item @key(selectionSet: "{ articleNumber place { hall row } }") { articleNumber: ID  place: Place  shelf: String }
        type Place { hall: String!  row: Int! }`,
      resolvers: {
        _Entity: { __resolveType: () => "Item" },
        Query: {
          _entities: (_source: unknown, { representations }: { representations: unknown[] }) => representations,
        },
        Item: {
          shelf: ({ articleNumber, place }: { articleNumber: string; place: { hall: string; row: number } }) =>
            `${place.hall}-${place.row}-${articleNumber}`,
        },
      },
    },
  });

const TRIP: Aggregate = {
  type: "Trip",
  rootField: "trip",
  argument: "number",
  identity: "flight",
  joins: [
    {
      kind: "fetch",
      field: "flight",
      service: "flights",
      rootField: "flight",
      argument: "number",
      key: { from: "argument" },
    },
    {
      kind: "fetch",
      field: "airline",
      service: "airlines",
      rootField: "airlinesByCodes",
      argument: "codes",
      key: { from: "join", join: "flight", path: ["airline", "code"] },
    },
    {
      kind: "fetch",
      field: "country",
      service: "airlines",
      rootField: "country",
      argument: "code",
      key: { from: "join", join: "airline", path: ["countryCode"] },
    },
    {
      kind: "derived",
      field: "label",
      join: "airline",
      selection: "{ name countryCode }",
      map: ({ name, countryCode }: Record<string, string>) => `${name} of ${countryCode}`,
    },
    {
      kind: "fetch",
      field: "seats",
      service: "flights",
      rootField: "seats",
      argument: "number",
      key: { from: "argument" },
      passArguments: ["class"],
    },
    {
      kind: "fetch",
      field: "meal",
      service: "airlines",
      rootField: "meal",
      argument: "number",
      key: { from: "argument" },
    },
  ],
};

const flightOf = (number: string) => ({ number, airline: { code: "SV" } });

/** An aggregate whose joins hang on each other. */
export const createTrips = (isDown: IsDown) =>
  composeLocally(
    {
      flights: {
        sdl: `
          type Subscription { delayed(airport: ID): Flight }
          type Query {
            flight(number: ID!): Flight  seats(number: ID!, class: String): [String!]
            flyingByCodes(codes: [ID!]!): [Airline]! @merge(keyField: "code") @inaccessible
          }
          type Flight { number: ID!  airline: Airline }
          type Airline { code: ID!  partner: Airline }`,
        resolvers: {
          Query: {
            flight: (_source: unknown, { number }: { number: string }) => (number === "none" ? null : flightOf(number)),
            flyingByCodes: (_source: unknown, { codes }: { codes: string[] }) =>
              codes.map((code) => ({ code, partner: { code: `${code}-2` } })),
            seats: (_source: unknown, { number, ...wanted }: { number: string; class: string }) => [
              `${number}-${wanted.class}`,
            ],
          },
          Subscription: {
            delayed: {
              subscribe: async function* (_source: unknown, { airport = "any" }: { airport?: string }) {
                yield { delayed: flightOf(`${airport}-1`) };
                yield { delayed: null };
                yield { delayed: flightOf(`${airport}-2`) };
              },
            },
          },
        },
      },
      airlines: {
        sdl: `
          type Query {
            airlinesByCodes(codes: [ID!]!): [Airline]! @merge(keyField: "code") @inaccessible
            country(code: ID!): Country @inaccessible
            meal(number: ID!): String @inaccessible
          }
          type Airline @canonical { code: ID!  name: String  countryCode: ID }
          type Country { code: ID!  name: String! }`,
        resolvers: {
          Query: {
            airlinesByCodes: (_source: unknown, { codes }: { codes: string[] }) =>
              codes.map((code) => ({ code, name: "Selvair", countryCode: "NO" })),
            country: (_source: unknown, { code }: { code: string }) => ({ code, name: "Norway" }),
            meal: (_source: unknown, { number }: { number: string }) => `Meal on ${number}`,
          },
        },
      },
    },
    `type Query { trip(number: ID!): Trip }
     type Trip { flight: Flight  airline: Airline  country: Country  label: String  seats(class: String = "any"): [String!]!  meal: String }`,
    [TRIP],
    isDown,
  );

/** Of some items the weight is not there, in each way that this can be; the depot, which computes from it, refuses those outright. */
export const createParcels = () =>
  composeLocally({
    shop: {
      sdl: `type Query { items: [Item!]!  best: Item }
        type Item @canonical { id: ID!  zone: ID! }`,
      resolvers: {
        Query: {
          items: () =>
            ["whole", "weightless", "failed", "misfit", "unknown", "light"].map((id) => ({ id, zone: "z1" })),
          best: () => ({ id: "whole", zone: "z1" }),
        },
      },
    },
    scales: {
      sdl: `type Query { itemsByIds(ids: [ID!]!): [Item]! @merge(keyField: "id") @inaccessible }
        type Item { id: ID!  weight: Int }`,
      resolvers: {
        Query: {
          itemsByIds: (_source: unknown, { ids }: Keys) => ids.map((id) => (id === "unknown" ? null : { id })),
        },
        Item: {
          weight({ id }: { id: string }) {
            if (id === "failed") throw new Error("No.");
            return id === "weightless" ? null : id.length;
          },
        },
      },
      spoil({ data }) {
        for (const found of Object.values(data).flat() as ({ id?: string; weight?: unknown } | null)[])
          if (found?.id === "misfit" && "weight" in found) found.weight = "heavy";
      },
    },
    depot: {
      sdl: `
        type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
        scalar _Any
        union _Entity = Item
        type Item @key(selectionSet: "{ zone id }") {
          id: ID!  zone: ID!  shelf(hall: String = "north"): String  box: Box  postage: Int @computed(selectionSet: "{ weight }")
          fragile: Boolean! @computed(selectionSet: "{ weight }")
        }
        type Box { width: Int  height: Int }`,
      resolvers: {
        _Entity: { __resolveType: () => "Item" },
        Query: {
          _entities: (_source: unknown, { representations }: { representations: { weight?: number | null }[] }) =>
            representations.map((each) => (each.weight === null ? new Error("Weigh it.") : each)),
        },
        Item: {
          shelf: ({ id }: { id: string }, { hall }: { hall: string }) => `${hall}-${id}`,
          box: () => ({ width: 1, height: 2 }),
          postage({ id, weight }: { id: string; weight: number }) {
            if (id === "light") throw new Error("Too light.");
            return weight * 2;
          },
          fragile: () => true,
        },
      },
    },
  });
