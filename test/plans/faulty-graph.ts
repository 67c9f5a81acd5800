/** A graph whose services answer what does not fit: each in a way of its own, and always the same. */
import type { Aggregate } from "../../src/aggregates/aggregate.ts";
import { composeLocally, type LocalGraph } from "./local-service.ts";

const offer = (id: string) => ({ id, title: `Offer ${id}` });
const seller = (id: string) => ({ id, maker: { id: "m1" } });

function fail(): never {
  throw new Error("No.");
}

const CARD: Aggregate = {
  type: "Card",
  rootField: "card",
  argument: "id",
  identity: "offer",
  joins: [
    { kind: "fetch", field: "offer", service: "shop", rootField: "offer", argument: "id", key: { from: "argument" } },
    {
      kind: "derived",
      field: "heading",
      join: "offer",
      selection: "{ title }",
      map: ({ title }: { title: string }) => title.toUpperCase(),
    },
    {
      kind: "fetch",
      field: "looks",
      service: "looks",
      rootField: "looksByIds",
      argument: "ids",
      key: { from: "join", join: "offer", path: ["id"] },
    },
    {
      kind: "fetch",
      field: "remarks",
      service: "looks",
      rootField: "remarks",
      argument: "id",
      key: { from: "argument" },
    },
  ],
};

export const createFaulty = (): LocalGraph =>
  composeLocally(
    {
      // Loses what there is to tell of the offers `o4` and `o5`, answers a number for a maker, and blames an item that a list does
      // not have.
      shop: {
        sdl: `
        type Query {
          offers: [Offer!]!  lost: Offer  bundle: Offer  none: [Offer]  offer(id: ID!): Offer  seller(id: ID!): Seller
          offersByIds(ids: [ID!]!): [Offer]! @merge(keyField: "id") @inaccessible
          sellersByIds(ids: [ID!]!): [Seller]! @merge(keyField: "id") @inaccessible
        }
        type Offer @canonical { id: ID!  title: String! }
        type Seller { id: ID!  maker: Maker }
        type Maker { id: ID! }`,
        resolvers: {
          Query: {
            offers: () => ["o1", "o2", "o3"].map(offer),
            lost: () => offer("o4"),
            bundle: () => offer("o1"),
            none: () => [],
            offer: (_source: unknown, { id }: { id: string }) => (id === "none" ? null : offer(id)),
            offersByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map(offer),
            seller: (_source: unknown, { id }: { id: string }) => (id === "none" ? null : seller(id)),
            sellersByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map(seller),
          },
        },
        spoil(answer) {
          const { lost, none } = answer.data as { lost?: { id?: string }; none?: unknown };
          if (lost?.id !== undefined) delete lost.id;
          // Under whatever names it was asked for them.
          for (const offered of Object.values(answer.data as Record<string, Record<string, unknown> | null>))
            for (const [key, value] of Object.entries(offered ?? {}))
              if (value === "o5" || value === "Offer o5") delete offered?.[key];
          for (const sold of Object.values(answer.data).flat() as ({ maker?: unknown } | null)[])
            if (sold?.maker !== undefined) sold.maker = 7;
          if (none !== undefined) answer.errors = [{ message: "No.", path: ["none", 1, "title"] }];
        },
      },
      // Answers a list where it is asked for `o2`, and a number for a list.
      stock: {
        sdl: `
        type Query { offerById(id: ID!): Offer @merge(keyField: "id") @inaccessible }
        type Offer { id: ID!  articleNumber: ID  sizes: [Int] }`,
        resolvers: {
          Query: {
            offerById: (_source: unknown, { id }: { id: string }) => ({ id, articleNumber: `a${id}`, sizes: [] }),
          },
        },
        spoil({ data }) {
          for (const [key, found] of Object.entries(data as Record<string, { id?: unknown; sizes?: unknown }>)) {
            if (found.sizes !== undefined) found.sizes = 7;
            if (found.id === "o2") data[key] = [found];
          }
        },
      },
      // Cannot tell sizes. Of `o1` it has no list of remarks, and of others one with things that are none.
      looks: {
        sdl: `
        type Query {
          looksByIds(ids: [ID!]!): [Offer]! @merge(keyField: "id") @inaccessible
          remarks(id: ID!): [Remark!]! @inaccessible
        }
        type Remark { text: String! }
        type Offer { id: ID!  box: Box }
        type Box { size: Int!  inner: Box }`,
        resolvers: {
          Query: {
            looksByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map(offer),
            remarks: (_source: unknown, { id }: { id: string }) => [{ text: `Of ${id}` }],
          },
          Offer: { box: () => ({ inner: {} }) },
          Box: { size: fail },
        },
        spoil({ data }) {
          for (const [key, found] of Object.entries(data as Record<string, { text?: string }[]>))
            if (found[0]?.text !== undefined) data[key] = found[0].text === "Of o1" ? null : [null, ...found, 7];
        },
      },
      advice: {
        sdl: `
        type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
        scalar _Any
        union _Entity = Offer
        type Offer @key(selectionSet: "{ id }") { id: ID!  advice: String @computed(selectionSet: "{ sizes }") }`,
        resolvers: {
          _Entity: { __resolveType: () => "Offer" },
          Query: {
            _entities: (_source: unknown, { representations }: { representations: unknown[] }) => representations,
          },
          Offer: { advice: ({ sizes }: { sizes: number[] }) => `Take ${sizes.join(" or ")}` },
        },
      },
      makers: {
        sdl: `
        type Query { makersByIds(ids: [ID!]!): [Maker]! @merge(keyField: "id") @inaccessible }
        type Maker @canonical { id: ID!  name: String }`,
        resolvers: {
          Query: {
            makersByIds: (_source: unknown, { ids }: { ids: string[] }) =>
              ids.map((id) => ({ id, name: `Maker ${id}` })),
          },
        },
      },
      labels: {
        sdl: `
        type Query { offersByNumbers(numbers: [ID!]!): [Offer]! @merge(keyField: "articleNumber") @inaccessible }
        type Offer { articleNumber: ID  label: String }`,
        resolvers: {
          Query: {
            offersByNumbers: (_source: unknown, { numbers }: { numbers: string[] }) =>
              numbers.map((articleNumber) => ({ articleNumber, label: `Label ${articleNumber}` })),
          },
        },
      },
    },
    "type Query { card(id: ID!): Card } type Card { offer: Offer  heading: String  looks: Offer  remarks: [Remark!]! }",
    [CARD],
  );
