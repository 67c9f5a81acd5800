import { describe, expect, it, onTestFinished } from "vitest";
import type { Aggregate } from "../../src/index.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const GATEWAY = /* GraphQL */ `
  type Query {
    trip(number: ID!): Trip
  }
  type Trip {
    flight: Flight
    airline: Airline
    country: Country
    label: String
    stops: [Airport!]!
    seats(class: String = "any"): [String!]!
    places(class: String): [String!]!
  }
`;

/** A chain of keys, a lookup of single keys, a lookup without a witness, a derived field, and an argument handed on. */
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
      field: "stops",
      service: "airports",
      rootField: "airports",
      argument: "ids",
      key: { from: "join", join: "flight", path: ["stops", "id"] },
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
      field: "places",
      service: "flights",
      rootField: "seats",
      argument: "number",
      key: { from: "argument" },
      passArguments: ["class"],
    },
  ],
};

async function startTrips() {
  const flights = await startFakeService(
    `type Query { flight(number: ID!): Flight seats(number: ID!, class: String): [String!] }
     type Flight { number: ID! airline: Airline stops: [Airport]! }
     type Airline { code: ID! }
     type Airport { id: ID! }`,
    {
      Query: {
        flight: (_: unknown, { number }: { number: string }) =>
          number === "none"
            ? null
            : { number, airline: { code: "SV" }, stops: [{ id: "a" }, { id: "b" }, { id: "a" }, { id: "gone" }] },
        seats: (_: unknown, { number, class: wanted }: { number: string; class: string }) => [`${number}-${wanted}`],
      },
    },
  );
  const airlines = await startFakeService(
    `type Query { airlinesByCodes(codes: [ID!]!): [Airline]! @merge(keyField: "code") @inaccessible country(code: ID!): Country @inaccessible }
     type Airline @canonical { code: ID! name: String countryCode: ID }
     type Country { code: ID! name: String! }`,
    {
      Query: {
        airlinesByCodes: (_: unknown, { codes }: { codes: string[] }) =>
          codes.map((code) => ({ code, name: "Selvair", countryCode: "NO" })),
        country: (_: unknown, { code }: { code: string }) => ({ code, name: "Norway" }),
      },
    },
  );
  const airports = await startFakeService(
    `type Query { airports(ids: [ID!]!): [Airport]! @merge(keyField: "id") @inaccessible }
     type Airport @canonical { id: ID! city: String! }`,
    {
      Query: {
        airports: (_: unknown, { ids }: { ids: string[] }) =>
          ids.map((id) => (id === "gone" ? null : { id, city: `City ${id}` })),
      },
    },
  );
  for (const service of [flights, airlines, airports]) onTestFinished(() => service.close());
  const gateway = await startTestGateway({ flights, airlines, airports }, { gatewaySdl: GATEWAY, aggregates: [TRIP] });
  return { gateway, flights, airlines, airports };
}

describe("an aggregate of one's own", () => {
  it("follows keys from join to join, each fetched once", async () => {
    const { gateway, flights, airlines, airports } = await startTrips();
    const query =
      '{ trip(number: "1") { flight { number } airline { name } country { name } label stops { city } seats(class: "first") } }';
    expect(await gateway.ask(query)).toEqual({
      data: {
        trip: {
          flight: { number: "1" },
          airline: { name: "Selvair" },
          country: { name: "Norway" },
          label: "Selvair of NO",
          stops: [{ city: "City a" }, { city: "City b" }],
          seats: ["1-first"],
        },
      },
    });
    expect([flights.calls.length, airlines.calls.length, airports.calls.length]).toEqual([1, 2, 1]);
  });

  it("hands an argument on, and leaves it out where it is not given, each time anew", async () => {
    const { gateway } = await startTrips();
    const query = 'query ($class: String) { trip(number: "1") { places(class: $class) } }';
    for (const [wanted, seat] of [
      [null, "undefined"],
      ["first", "first"],
      [null, "undefined"],
      [undefined, "undefined"],
    ])
      expect(await gateway.ask(query, { class: wanted })).toEqual({ data: { trip: { places: [`1-${seat}`] } } });
  });

  it("fetches joins that were not selected for the keys that they hold", async () => {
    const { gateway, flights, airlines, airports } = await startTrips();
    expect(await gateway.ask('{ trip(number: "1") { country { name } } }')).toEqual({
      data: { trip: { country: { name: "Norway" } } },
    });
    expect([flights.calls.length, airlines.calls.length, airports.calls.length]).toEqual([1, 2, 0]);
  });

  it("blames the start of a chain that failed, once, at every place that hung on it", async () => {
    const { gateway, airlines } = await startTrips();
    airlines.behave((_call, response) => void response.destroy());
    const answer = await gateway.ask('{ trip(number: "1") { flight { number } country { name } label stops { id } } }');
    expect(answer.data).toEqual({
      trip: { flight: { number: "1" }, country: null, label: null, stops: [{ id: "a" }, { id: "b" }] },
    });
    expect(answer.errors).toMatchObject([
      { path: ["trip", "country"], extensions: { service: "airlines", paths: [["trip", "label"]] } },
    ]);
  });

  it("never waits for a join whose own source failed, or is not there", async () => {
    const { gateway, flights } = await startTrips();
    const query = '{ trip(number: "none") { airline { name } country { name } label stops { id } } }';
    const nothing = { trip: { airline: null, country: null, label: null, stops: [] } };
    expect(await gateway.ask(query)).toEqual({ data: nothing });
    await flights.close();
    const answer = await gateway.ask(query);
    expect(answer.data).toEqual(nothing);
    expect(answer.errors).toMatchObject([
      {
        path: ["trip", "airline"],
        extensions: {
          paths: [
            ["trip", "country"],
            ["trip", "label"],
            ["trip", "stops"],
          ],
        },
      },
    ]);
  });

  it("is null where its identity is, for several at once", async () => {
    const { gateway } = await startTrips();
    expect(
      await gateway.ask(
        '{ a: trip(number: "1") { flight { number } } b: trip(number: "none") { flight { number } stops { id } seats } }',
      ),
    ).toEqual({
      data: { a: { flight: { number: "1" } }, b: null },
    });
  });

  it("leaves out a list item that its service answered badly, and moves the places of others", async () => {
    const { gateway, airports } = await startTrips();
    airports.behave(({ variables }) => {
      const [ids] = Object.values(variables) as string[][];
      return {
        data: {
          airports: (ids ?? []).map((id) => ({
            __typename: "Airport",
            id,
            selvage_witness: "x",
            city: id === "a" ? null : `City ${id}`,
            town: `City ${id}`,
          })),
        },
      };
    });
    const answer = await gateway.ask('{ trip(number: "1") { stops { id city } } }');
    expect(answer.data).toEqual({
      trip: {
        stops: [
          { id: "b", city: "City b" },
          { id: "gone", city: "City gone" },
        ],
      },
    });
    expect(answer.errors).toMatchObject([
      {
        path: ["trip", "stops"],
        extensions: { code: "SERVICE_BAD_RESPONSE", coordinate: "Airport.city", service: "airports" },
      },
    ]);
  });

  it("tells of a list item that is null where its service's contract has none: it was not left out for nothing", async () => {
    const { gateway, flights } = await startTrips();
    flights.behave(() => ({ data: { seats: ["1A", null, "1C", null] } }));
    const answer = await gateway.ask('{ trip(number: "1") { seats } }');
    expect(answer).toMatchObject({
      data: { trip: { seats: ["1A", "1C"] } },
      errors: [{ path: ["trip", "seats"], extensions: { code: "SERVICE_BAD_RESPONSE", coordinate: "Query.seats" } }],
      extensions: { partial: { complete: false, missing: [["trip", "seats"]] } },
    });
    expect(answer.errors).toHaveLength(1);
  });

  it("joins what a service gives that computes one of its fields from another service's", async () => {
    type Representation = Readonly<Record<string, unknown>>;
    const depot = await startFakeService(
      `type Query { parcelsByIds(ids: [ID!]!): [Parcel]! @merge(keyField: "id") @inaccessible }
       type Parcel @canonical { id: ID! weight: Int }`,
      { Query: { parcelsByIds: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, weight: 3 })) } },
    );
    const post = await startFakeService(
      `type Query { parcel(id: ID!): Parcel @inaccessible _entities(representations: [_Any!]!): [_Entity]! @merge }
       scalar _Any
       union _Entity = Parcel
       type Parcel @key(selectionSet: "{ id }") { id: ID! state: String postage: String @computed(selectionSet: "{ weight }") }`,
      {
        _Entity: { __resolveType: () => "Parcel" },
        Query: {
          parcel: (_: unknown, { id }: { id: string }) => ({ id, state: "SENT" }),
          _entities: (_: unknown, { representations }: { representations: Representation[] }) => representations,
        },
        Parcel: { postage: ({ weight }: Representation) => `${String(weight)} stamps` },
      },
    );
    for (const service of [depot, post]) onTestFinished(() => service.close());
    const gateway = await startTestGateway(
      { depot, post },
      {
        gatewaySdl: "type Query { tracking(id: ID!): Tracking } type Tracking { parcel: Parcel }",
        aggregates: [
          {
            type: "Tracking",
            rootField: "tracking",
            argument: "id",
            identity: "parcel",
            joins: [
              {
                kind: "fetch",
                field: "parcel",
                service: "post",
                rootField: "parcel",
                argument: "id",
                key: { from: "argument" },
              },
            ],
          },
        ],
      },
    );
    expect(await gateway.ask('{ tracking(id: "1") { parcel { id state } } }')).toEqual({
      data: { tracking: { parcel: { id: "1", state: "SENT" } } },
    });
    expect([depot.calls.length, post.calls.length]).toEqual([0, 1]);
    expect(await gateway.ask('{ tracking(id: "1") { parcel { weight postage } } }')).toEqual({
      data: { tracking: { parcel: { weight: 3, postage: "3 stamps" } } },
    });
  });
});
