import { parse } from "graphql";
import { expect, it } from "vitest";
import { buildPlan } from "../../src/planning/build-plan.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";
import { composeLocally } from "../plans/local-service.ts";

const lookup = (name: string) => `type Query { ${name}(ids: [ID!]!): [Book]! @merge(keyField: "id") @inaccessible }`;
const { composed } = composeLocally({
  shelves: { sdl: "type Query { book: Book }  type Book { id: ID! }", resolvers: {} },
  // Configured first, and it knows only some of the books.
  loans: { sdl: `${lookup("loaned")}  type Book { id: ID!  title: String  dueAt: String }`, resolvers: {} },
  books: { sdl: `${lookup("books")}  type Book @canonical { id: ID!  title: String  pages: Int }`, resolvers: {} },
  archive: {
    sdl: `
      type Query {
        archivedUnder(codes: [ID!]!): [Book]! @merge(keyField: "code") @inaccessible
        archived(ids: [ID!]!): [Book]! @merge(keyField: "id") @inaccessible
      }
      type Book { id: ID!  code: ID  room: String }`,
    resolvers: {},
  },
  codes: { sdl: `${lookup("coded")}  type Book { id: ID!  code: ID  kind: String }`, resolvers: {} },
  sales: { sdl: `${lookup("sold")}  type Book { id: ID!  title: String  price: Int }`, resolvers: {} },
});

/** The root fields that are asked for, each with its service, in the plan's order. */
function askedFor(selection: string): (readonly [service: string, field: string | undefined])[] {
  const document = parse(`{ book { ${selection} } }`);
  const { definition } = createNormalizer(composed.executableSchema)(document, undefined, {});
  const { executableSchema: schema, owners, aggregates } = composed;
  return buildPlan({ schema, owners, aggregates }, definition).steps.flatMap(({ fetches }) =>
    fetches.map(({ service, calls }) => [service, calls[0]?.field] as const),
  );
}

function servicesAskedFor(selection: string): string[] {
  return askedFor(selection).map(([service]) => service);
}

it("a field that several services know is asked of the one whose type it is", () => {
  expect(servicesAskedFor("title")).toEqual(["shelves", "books"]);
});

it("or of one that is asked anyway, whatever the order of the fields", () => {
  expect(servicesAskedFor("title price")).toEqual(["shelves", "sales"]);
  expect(servicesAskedFor("price title")).toEqual(["shelves", "sales"]);
  expect(servicesAskedFor("title dueAt")).toEqual(["shelves", "loans"]);
});

it("and where that gives no choice, of the first", () => {
  expect(servicesAskedFor("title price dueAt")).toEqual(["shelves", "loans", "sales"]);
});

it("an object is looked up by a key that it was found with, rather than by one that another service gives", () => {
  expect(askedFor("kind code room")).toEqual([
    ["shelves", "book"],
    ["codes", "coded"],
    ["archive", "archived"],
  ]);
});
