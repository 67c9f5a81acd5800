import { expect, test } from "vitest";
import { parse } from "graphql";
import { buildPlan } from "../../src/planning/build-plan.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";
import { printPlan } from "../../src/planning/print-plan.ts";
import { composeLocally } from "../plans/local-service.ts";

const { composed } = composeLocally({
  shelves: {
    sdl: `
      type Query {
        shelf(id: ID!): Shelf
        shelves(ids: [ID!]!): [Shelf]! @merge(keyField: "id") @inaccessible
        news: String @degrade(timeoutMs: 100)
      }
      type Shelf @canonical { id: ID!  label: String  motto: String @degrade(timeoutMs: 100) }`,
    resolvers: {},
  },
  stock: {
    sdl: `
      type Query { stocked(ids: [ID!]!): [Shelf]! @merge(keyField: "id") @inaccessible }
      type Shelf {
        id: ID!
        count: Int
        price: Int @degrade(timeoutMs: 100)
        rebate: Int @degrade(timeoutMs: 100)
        next: Shelf @degrade(timeoutMs: 250)
      }`,
    resolvers: {},
  },
});

test("fields with a time limit of their own are fetched apart from others, and with those that have the same", () => {
  const query = '{ news shelf(id: "1") { label motto count price rebate next { count price } } }';
  const { definition } = createNormalizer(composed.executableSchema)(parse(query), undefined, {});
  const { executableSchema: schema, owners, aggregates, timeouts } = composed;
  expect(printPlan(buildPlan({ schema, owners, aggregates, timeouts }, definition))).toMatchInlineSnapshot(`
    "query: 7 requests to 2 services, in 3 waves

    wave 0
      #0 shelves within 100 ms
        news
          → news
      #1 shelves
        shelf(id: "1") { label id }
          → shelf

    wave 1
      #2 shelves within 100 ms needs #1
        selvage_0: shelves(ids: [ID!]!) { id motto }
          for shelf by id → @1
      #3 stock needs #1
        selvage_0: stocked(ids: [ID!]!) { id count }
          for shelf by id → @2
      #4 stock within 100 ms needs #1
        selvage_0: stocked(ids: [ID!]!) { id price rebate }
          for shelf by id → @3
      #5 stock within 250 ms needs #1
        selvage_0: stocked(ids: [ID!]!) { id next { count id } }
          for shelf by id → @4

    wave 2
      #6 stock within 100 ms needs #5
        selvage_0: stocked(ids: [ID!]!) { id price }
          for shelf.@4.next by id → @5
    "
  `);
});

test("a key is not read from a call that has less time than what it is for", () => {
  const { composed: parts } = composeLocally({
    shelves: {
      sdl: `type Query { shelf(id: ID!): Shelf } type Shelf @canonical { id: ID! }`,
      resolvers: {},
    },
    sizes: {
      sdl: `
        type Query { sized(codes: [ID!]!): [Shelf]! @merge(keyField: "code") @inaccessible }
        type Shelf { code: ID!  size: Int }`,
      resolvers: {},
    },
    codes: {
      sdl: `
        type Query { coded(ids: [ID!]!): [Shelf]! @merge(keyField: "id") @inaccessible }
        type Shelf { id: ID!  code: ID!  rank: Int @degrade(timeoutMs: 100) }`,
      resolvers: {},
    },
  });
  const { definition } = createNormalizer(parts.executableSchema)(
    parse('{ shelf(id: "1") { rank size } }'),
    undefined,
    {},
  );
  const { executableSchema: schema, owners, aggregates, timeouts } = parts;
  expect(printPlan(buildPlan({ schema, owners, aggregates, timeouts }, definition))).toMatchInlineSnapshot(`
    "query: 4 requests to 3 services, in 3 waves

    wave 0
      #0 shelves
        shelf(id: "1") { id }
          → shelf

    wave 1
      #1 codes within 100 ms needs #0
        selvage_0: coded(ids: [ID!]!) { id rank }
          for shelf by id → @1
      #2 codes needs #0
        selvage_0: coded(ids: [ID!]!) { id code }
          for shelf by id → @2

    wave 2
      #3 sizes needs #0, #2
        selvage_0: sized(codes: [ID!]!) { code size }
          for shelf by code (@2.code) → @3
    "
  `);
});
