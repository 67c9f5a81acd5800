import type { IResolvers } from "@graphql-tools/utils";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService, type FakeService } from "../testkit/fake-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

async function fake(sdl: string, resolvers: IResolvers): Promise<FakeService> {
  const service = await startFakeService(sdl, resolvers);
  onTestFinished(() => service.close());
  return service;
}

const byIds =
  (make: (id: string) => unknown) =>
  (_source: unknown, { ids }: { ids: string[] }) =>
    ids.map(make);
type Representation = { __typename: string } & Record<string, unknown>;

describe("types merged across services", () => {
  it("by the entities of a service that was built for Apollo Federation, with a key of several fields", async () => {
    const catalogue = await fake(
      `type Query { items: [Item!] }
       type Item @canonical { sku: ID! region: String! name: String! }`,
      {
        Query: {
          items: () => [
            { sku: "a", region: "eu", name: "A" },
            { sku: "b", region: "us", name: "B" },
          ],
        },
      },
    );
    const stock = await fake(
      `type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
       scalar _Any
       union _Entity = Item | Shelf
       type Item @key(selectionSet: "{ sku region }") { sku: ID! region: String! count: Int shelf: Shelf }
       type Shelf @key(selectionSet: "{ id }") { id: ID! row: Int! }`,
      {
        _Entity: { __resolveType: (entity: Representation) => entity.__typename },
        Query: {
          _entities: (_source: unknown, { representations }: { representations: Representation[] }) =>
            representations.map((key) => ({
              ...key,
              count: `${String(key["sku"])}${String(key["region"])}`.length,
              shelf: { id: "s", row: 4 },
            })),
        },
      },
    );
    const gateway = await startTestGateway({ catalogue, stock });
    expect(await gateway.ask("{ items { name count shelf { row } } }")).toEqual({
      data: {
        items: [
          { name: "A", count: 3, shelf: { row: 4 } },
          { name: "B", count: 3, shelf: { row: 4 } },
        ],
      },
    });
    expect(stock.calls).toHaveLength(1);
  });

  it("over several hops, from a key that one service knows to a key that another one needs", async () => {
    const orders = await fake("type Query { order: Order } type Order { id: ID! }", {
      Query: { order: () => ({ id: "1" }) },
    });
    const registry = await fake(
      'type Query { registered(ids: [ID!]!): [Order]! @merge(keyField: "id") @inaccessible } type Order { id: ID! barcode: ID }',
      { Query: { registered: byIds((id) => ({ id, barcode: `bar-${id}` })) } },
    );
    const scanner = await fake(
      'type Query { scanned(barcodes: [ID!]!): [Order]! @merge(keyField: "barcode") @inaccessible } type Order { barcode: ID place: String }',
      {
        Query: {
          scanned: (_: unknown, { barcodes }: { barcodes: string[] }) =>
            barcodes.map((barcode) => ({ barcode, place: `at ${barcode}` })),
        },
      },
    );
    const gateway = await startTestGateway({ orders, registry, scanner });
    expect(await gateway.ask("{ order { id place } }")).toEqual({ data: { order: { id: "1", place: "at bar-1" } } });
  });

  it("with fields that are computed from another service's", async () => {
    const products = await fake(
      `type Query { products: [Product!] productsByIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible }
       type Product @canonical { id: ID! weight: Int price: Int }`,
      {
        Query: {
          products: () => ["1", "2"].map((id) => ({ id, weight: Number(id), price: 10 })),
          productsByIds: byIds((id) => ({ id, weight: Number(id), price: 10 })),
        },
      },
    );
    const shipping = await fake(
      `type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
       scalar _Any
       union _Entity = Product
       type Product @key(selectionSet: "{ id }") { id: ID! estimate: Int @computed(selectionSet: "{ weight price }") }`,
      {
        _Entity: { __resolveType: () => "Product" },
        Query: {
          _entities: (_source: unknown, { representations }: { representations: Representation[] }) =>
            representations.map(({ id, weight, price }) => ({ id, estimate: Number(weight) * Number(price) })),
        },
      },
    );
    const gateway = await startTestGateway({ products, shipping });
    expect(await gateway.ask("{ products { id estimate } }")).toEqual({
      data: {
        products: [
          { id: "1", estimate: 10 },
          { id: "2", estimate: 20 },
        ],
      },
    });
  });

  it("behind interfaces and unions", async () => {
    const shelf = await fake(
      `type Query { things: [Thing!] found: [Found!] }
       interface Thing { id: ID! }
       type Book implements Thing { id: ID! }
       type Film implements Thing { id: ID! minutes: Int }
       union Found = Book | Film`,
      {
        Thing: { __resolveType: ({ kind }: { kind: string }) => kind },
        Found: { __resolveType: ({ kind }: { kind: string }) => kind },
        Query: {
          things: () => [
            { kind: "Book", id: "b1" },
            { kind: "Film", id: "f1", minutes: 90 },
          ],
          found: () => [
            { kind: "Film", id: "f2", minutes: 80 },
            { kind: "Book", id: "b2" },
          ],
        },
      },
    );
    const books = await fake(
      'type Query { booksByIds(ids: [ID!]!): [Book]! @merge(keyField: "id") @inaccessible } type Book @canonical { id: ID! title: String }',
      { Query: { booksByIds: byIds((id) => ({ id, title: `Title ${id}` })) } },
    );
    const gateway = await startTestGateway({ shelf, books });
    expect(
      await gateway.ask(
        "{ things { __typename id ... on Book { title } ... on Film { minutes } } found { __typename ... on Book { title } ...film } } fragment film on Film { length: minutes }",
      ),
    ).toEqual({
      data: {
        things: [
          { __typename: "Book", id: "b1", title: "Title b1" },
          { __typename: "Film", id: "f1", minutes: 90 },
        ],
        found: [
          { __typename: "Film", length: 80 },
          { __typename: "Book", title: "Title b2" },
        ],
      },
    });
    await books.close();
    const answer = await gateway.ask("{ things { id ... on Book { title } } }");
    expect(answer.data).toEqual({ things: [{ id: "b1", title: null }, { id: "f1" }] });
    expect(answer.errors).toMatchObject([
      { path: ["things", 0, "title"], extensions: { service: "books", code: "SERVICE_UNAVAILABLE" } },
    ]);
  });

  it("of a union, where one type's field or key may be null at its service and the other's may not", async () => {
    const search = await fake(
      `type Query { hits: [Hit!] first: Hit }
       union Hit = Book | Film
       type Book { code: ID! title: String cover: Cover }
       type Film { code: ID title: String cover: Cover! @degrade(onFailure: NULL) }
       type Cover { color: String }`,
      {
        Hit: { __resolveType: ({ __typename }: Representation) => __typename },
        Query: {
          hits: () => [
            { __typename: "Book", code: "b1", cover: null },
            { __typename: "Film", code: "f1", title: "Title f1", cover: { color: "red" } },
            { __typename: "Film", code: null, title: "Title f2", cover: { color: "blue" } },
          ],
          first: () => ({ __typename: "Film", code: "f1", cover: {} }),
        },
        Book: {
          title: () => {
            throw new Error("The title is lost.");
          },
        },
      },
    );
    const library = await fake(
      `type Query {
         filmsByCodes(codes: [ID!]!): [Film]! @merge(keyField: "code") @inaccessible
         booksByCodes(codes: [ID!]!): [Book]! @merge(keyField: "code") @inaccessible
       }
       type Film { code: ID minutes: Int }
       type Book { code: ID! pages: Int }`,
      {
        Query: {
          filmsByCodes: (_: unknown, { codes }: { codes: string[] }) => codes.map((code) => ({ code, minutes: 90 })),
          booksByCodes: (_: unknown, { codes }: { codes: string[] }) => codes.map((code) => ({ code, pages: 300 })),
        },
      },
    );
    const gateway = await startTestGateway({ search, library });
    const query = `{
      hits { ... on Book { title pages cover { color } } ... on Film { title minutes cover { color } } }
      first { ... on Book { look: cover { color } } ... on Film { look: cover { color } } }
    }`;
    const answer = await gateway.ask(query);
    expect(answer.data).toEqual({
      hits: [
        { title: null, pages: 300, cover: null },
        { title: "Title f1", minutes: 90, cover: { color: "red" } },
        { title: "Title f2", minutes: null, cover: { color: "blue" } },
      ],
      first: { look: { color: null } },
    });
    expect(answer.errors).toMatchObject([
      { path: ["hits", 0, "title"], extensions: { service: "search", code: "SERVICE_ERROR" } },
    ]);
    await search.close();
    const lost = await gateway.ask(query);
    expect(lost.data).toEqual({ hits: null, first: null });
    expect(lost.errors).toMatchObject([
      { path: ["hits"], extensions: { service: "search", code: "SERVICE_UNAVAILABLE", paths: [["first"]] } },
    ]);
  });

  it("with arguments from variables and defaults, on both sides of the border", async () => {
    const users = await fake('type Query { user: User } type User { id: ID! greet(word: String = "Hello"): String! }', {
      Query: { user: () => ({ id: "1" }) },
      User: { greet: (_: unknown, { word }: { word: string }) => `${word}!` },
    });
    const posts = await fake(
      `type Query { postsOfUsers(ids: [ID!]!): [User]! @merge(keyField: "id") @inaccessible }
       type User { id: ID! posts(first: Int = 2, filter: Filter): [String!] }
       input Filter { words: [String!]! level: Level = HIGH }
       enum Level { LOW HIGH }`,
      {
        Query: { postsOfUsers: byIds((id) => ({ id })) },
        User: {
          posts: (_: unknown, { first, filter }: { first: number; filter?: { words: string[]; level: string } }) =>
            Array.from({ length: first }, (_item, index) => `${index} ${filter?.words.join("+")} ${filter?.level}`),
        },
      },
    );
    const gateway = await startTestGateway({ users, posts });
    const answer = await gateway.ask(
      'query ($first: Int!, $words: [String!]!) { user { greet posts(first: $first, filter: { words: $words }) more: posts(filter: { words: ["x"], level: LOW }) } }',
      { first: 1, words: ["a", "b"] },
    );
    expect(answer).toEqual({
      data: { user: { greet: "Hello!", posts: ["0 a+b HIGH"], more: ["0 x LOW", "1 x LOW"] } },
    });
  });

  it("at once for what does not wait, where what something is computed from is slow", async () => {
    const asked = Promise.withResolvers<void>();
    const shop = await fake("type Query { items: [Item!] } type Item @canonical { id: ID! }", {
      Query: { items: () => [{ id: "a" }, { id: "b" }] },
    });
    const scales = await fake(
      `type Query { itemsByIds(ids: [ID!]!): [Item]! @merge(keyField: "id") @inaccessible }
       type Item { id: ID! weight: Int }`,
      {
        Query: { itemsByIds: byIds((id) => ({ id })) },
        // As slow as the depot is with its first answer: if that waited for this one, neither would come.
        Item: { weight: () => asked.promise.then(() => 2) },
      },
    );
    const depot = await fake(
      `type Query { _entities(representations: [_Any!]!): [_Entity]! @merge }
       scalar _Any
       union _Entity = Item
       type Item @key(selectionSet: "{ id }") { id: ID! shelf: String postage: Int @computed(selectionSet: "{ weight }") }`,
      {
        _Entity: { __resolveType: () => "Item" },
        Query: {
          _entities(_source: unknown, { representations }: { representations: Representation[] }) {
            asked.resolve();
            return representations;
          },
        },
        Item: {
          shelf: ({ id }: Representation) => `Shelf ${String(id)}`,
          postage: ({ weight }: Representation) => Number(weight) * 5,
        },
      },
    );
    const gateway = await startTestGateway({ shop, scales, depot });
    expect(await gateway.ask("{ items { shelf postage } }")).toEqual({
      data: {
        items: [
          { shelf: "Shelf a", postage: 10 },
          { shelf: "Shelf b", postage: 10 },
        ],
      },
    });
    expect(depot.calls).toHaveLength(2);
    expect(depot.calls[0]?.query).not.toContain("postage");
    expect(depot.calls[1]?.query).not.toContain("shelf");
  });
});
