/**
 * One small world, told twice: by four services, and by a monolith of the same data. It holds what graphs are made of:
 * types merged by list lookups and by entities, computed fields, interfaces, unions, lists of lists, cycles, arguments.
 */
import { makeExecutableSchema } from "@graphql-tools/schema";
import type { IResolvers } from "@graphql-tools/utils";
import { graphql, parse, print, printSchema, type GraphQLSchema } from "graphql";
import { compose } from "../../src/composition/compose.ts";
import type { ComposedSchema } from "../../src/composition/composed-schema.ts";
import type { RequestContext } from "../../src/context.ts";
import { contractDirectives } from "../../src/directives/contract-directives.ts";
import { toCall } from "../../src/resilience/call.ts";
import { isContract, parseContract } from "../../src/registry/contract.ts";
import { noteFailure } from "../../src/registry/failures.ts";
import { ServiceError } from "../../src/errors.ts";
import type { Service } from "../../src/registry/service.ts";

type Entity = { readonly __typename: string; readonly id: string };

const number = (id: string) => Number(id.slice(1));
const entity = (__typename: string, letter: string) => (index: number) => ({
  __typename,
  id: `${letter}${((index % 7) + 7) % 7}`,
});
const order = entity("Order", "o");
const product = entity("Product", "p");
const user = entity("User", "u");
const maker = entity("Maker", "m");
const review = entity("Review", "r");
const some = <T>(make: (index: number) => T, first: number, from = 0): T[] =>
  Array.from({ length: Math.max(0, Math.min(first, 4)) }, (_item, index) => make(from + index));
const byIds =
  (__typename: string) =>
  (_source: unknown, { ids }: { ids: string[] }) =>
    ids.map((id) => ({ __typename, id }));
type First = { readonly first: number };

/** What each type's fields are, whoever is asked. */
const world = {
  Shop: {
    name: () => "Shop",
    open: () => null,
    best: () => product(3),
    matrix: () => [[1, 2], [], [3]],
    grid: () => [[product(1), null], [product(2)]],
  },
  Order: {
    state: ({ id }: Entity) => (number(id) % 2 === 0 ? "OPEN" : "DONE"),
    total: ({ id }: Entity) => number(id) * 1.5,
    customer: ({ id }: Entity) => (number(id) === 2 ? null : user(number(id))),
    lines: ({ id }: Entity) =>
      some((index) => ({ count: index, product: index === 9 ? null : product(index) }), 2, number(id)),
    previous: ({ id }: Entity) => (number(id) === 0 ? null : order(number(id) - 1)),
    parcel: ({ id }: Entity) => (number(id) === 1 ? null : { weight: number(id), stops: [`from ${id}`, null] }),
  },
  User: {
    name: ({ id }: Entity) => `Name ${id}`,
    email: ({ id }: Entity) => (number(id) % 3 === 0 ? null : `${id}@example.com`),
    friends: ({ id }: Entity) => some(user, 2, number(id) + 1),
    orders: ({ id }: Entity, { first }: First) => some(order, first, number(id)),
    reviews: ({ id }: Entity) => some(review, 1, number(id)),
    contact: ({ id }: Entity) => (number(id) % 3 === 0 ? "by letter" : `${id}@example.com`),
  },
  Product: {
    name: ({ id }: Entity) => `Product ${id}`,
    price: ({ id }: Entity, { currency }: { currency: string }) => number(id) * 100 + currency.length,
    related: ({ id }: Entity) => some(product, 2, number(id) + 2),
    maker: ({ id }: Entity) => maker(number(id)),
    rating: ({ id }: Entity) => (number(id) === 4 ? null : number(id) / 2),
    reviews: ({ id }: Entity, { first }: First) => some(review, first, number(id)),
    score: ({ id }: Entity) => `Product ${id}`.length + number(id),
    label: ({ id }: Entity) => `${number(id) * 100 + "EUR".length} EUR`,
  },
  Maker: { name: ({ id }: Entity) => `Maker ${id}`, products: ({ id }: Entity) => some(product, 2, number(id)) },
  Review: {
    text: ({ id }: Entity) => `Text ${id}`,
    author: ({ id }: Entity) => user(number(id) + 1),
    product: ({ id }: Entity) => product(number(id) + 2),
  },
};

const roots = {
  shop: () => ({ __typename: "Shop" }),
  orders: (_source: unknown, { first }: First) => some(order, first),
  order: (_source: unknown, { id }: { id: string }) => (/^o[0-6]$/.test(id) ? { __typename: "Order", id } : null),
  search: (_source: unknown, { text }: { text: string }) => (text === "" ? [] : [product(1), user(2), order(3)]),
  products: (_source: unknown, { first }: First) => some(product, first),
  thing: (_source: unknown, { id }: { id: string }) => (id.startsWith("m") ? maker(1) : product(2)),
  user: (_source: unknown, { id }: { id: string }) => (/^u[0-6]$/.test(id) ? { __typename: "User", id } : null),
};

const SERVICES: Readonly<
  Record<string, { sdl: string; lookups: Record<string, (source: never, args: never) => unknown> }>
> = {
  shop: {
    sdl: `
      type Query {
        shop: Shop  orders(first: Int! = 3): [Order!]  order(id: ID!): Order  search(text: String! = "x"): [Hit!]
        ordersByIds(ids: [ID!]!): [Order]! @merge(keyField: "id") @inaccessible
        buyersByIds(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible
      }
      type Shop { name: String!  open: Boolean  best: Product  matrix: [[Int!]!]  grid: [[Product]] }
      type Order @canonical { id: ID!  state: State!  total: Float  customer: User  lines: [Line!]!  previous: Order }
      type Line { count: Int!  product: Product }
      type User { id: ID!  orders(first: Int! = 2): [Order!] }
      type Product { id: ID! }
      union Hit = Product | User | Order
      enum State { OPEN DONE }`,
    lookups: { ordersByIds: byIds("Order"), buyersByIds: byIds("User") },
  },
  catalogue: {
    sdl: `
      type Query {
        products(first: Int! = 3): [Product!]  thing(id: ID!): Thing
        productsByIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible
      }
      interface Thing { id: ID!  name: String! }
      type Product implements Thing @canonical { id: ID!  name: String!  price(currency: String! = "EUR"): Int  related: [Product!]  maker: Maker }
      type Maker implements Thing { id: ID!  name: String!  products: [Product!]! }`,
    lookups: { productsByIds: byIds("Product") },
  },
  people: {
    sdl: `
      type Query { user(id: ID!): User  usersByIds(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible }
      type User @canonical { id: ID!  name: String!  email: String  friends: [User!] }`,
    lookups: { usersByIds: byIds("User") },
  },
  reviews: {
    sdl: `
      type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
      scalar _Any
      union _Entity = Product | User | Order
      type Product @key(selectionSet: "{ id }") { id: ID!  rating: Float  reviews(first: Int! = 2): [Review!]  score: Int @computed(selectionSet: "{ name }")  label: String @computed(selectionSet: "{ price }") }
      type User @key(selectionSet: "{ id }") { id: ID!  reviews: [Review!]  contact: String @computed(selectionSet: "{ email }") }
      type Order @key(selectionSet: "{ id }") { id: ID!  parcel: Parcel }
      type Parcel { weight: Int!  stops: [String] }
      type Review { id: ID!  text: String!  author: User  product: Product }`,
    lookups: { _entities: (_source: never, { representations }: { representations: Entity[] }) => representations },
  },
};

const typeOf = ({ __typename }: Entity) => __typename;

function resolversFor(schema: GraphQLSchema, lookups: object): IResolvers {
  const resolvers: Record<string, Record<string, unknown>> = { Query: {} };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!("getFields" in type) || type.name.startsWith("__")) continue;
    const known: Record<string, unknown> =
      type.name === "Query" ? { ...roots, ...lookups } : { ...world[type.name as keyof typeof world] };
    const fields = Object.keys(type.getFields()).filter((field) => field in known);
    if (fields.length > 0) resolvers[type.name] = Object.fromEntries(fields.map((field) => [field, known[field]]));
  }
  for (const name of ["Hit", "Thing", "_Entity"])
    if (schema.getType(name) !== undefined) resolvers[name] = { __resolveType: typeOf };
  // What was computed from was handed over; the world knows it all the same, and the contract's service does not.
  if (resolvers["Product"]?.["score"] !== undefined && "_entities" in lookups) {
    resolvers["Product"]["score"] = ({ id, name }: { id: string; name: string }) => name.length + number(id);
    resolvers["Product"]["label"] = ({ price }: { price: number }) => `${price} EUR`;
  }
  if (resolvers["User"]?.["contact"] !== undefined && "_entities" in lookups)
    resolvers["User"]["contact"] = ({ email }: { email: string | null }) => email ?? "by letter";
  return resolvers;
}

export const SERVICE_NAMES = Object.keys(SERVICES);

export interface SampleGraph {
  readonly composed: ComposedSchema;
  readonly services: readonly Service[];
  readonly monolith: GraphQLSchema;
}

/** Builds both. A service that is down fails each call. */
export function createSampleGraph(isDown: (service: string) => boolean = () => false): SampleGraph {
  const services = Object.entries(SERVICES).map(([name, { sdl, lookups }]): Service => {
    const contract = parseContract(name, `${name}.graphql`, sdl);
    if (!isContract(contract)) throw new Error(JSON.stringify(contract));
    const typeDefs = [contractDirectives, sdl];
    const schema = makeExecutableSchema({ typeDefs, resolvers: resolversFor(contract.schema, lookups) });
    return {
      name,
      contract,
      // Through text and JSON, as over a wire.
      call: toCall(async ({ document, variables, context, place }) => {
        if (isDown(name)) {
          const error = new ServiceError("SERVICE_UNAVAILABLE", name);
          noteFailure(context as RequestContext, error, place?.() ?? []);
          return { errors: [error] };
        }
        const variableValues = JSON.parse(JSON.stringify(variables ?? {})) as Record<string, unknown>;
        const result = await graphql({ schema, source: print(document), variableValues });
        return JSON.parse(JSON.stringify(result)) as typeof result;
      }),
      subscribe: () => Promise.reject(new Error("The sample graph has no subscriptions.")),
      dispose: async () => undefined,
    };
  });
  const composed = compose({ services, gatewayContract: parse("scalar Unused"), aggregates: [], scalars: {} });
  const { publicSchema } = composed;
  return {
    composed,
    services,
    monolith: makeExecutableSchema({ typeDefs: printSchema(publicSchema), resolvers: resolversFor(publicSchema, {}) }),
  };
}
