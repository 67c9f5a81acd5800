import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/errors.ts";
import { createMappedExecutor, type RootFieldAnswerer } from "../../../src/transports/mapping/mapped-executor.ts";
import { readContracts } from "../../composition/checks/run-rule.ts";

const SDL = /* GraphQL */ `
  type Query {
    book(id: ID!): Book
    books(ids: [ID!]!, order: Order = BY_TITLE, filter: Filter): [Book]!
    things: [Thing!]
  }
  type Mutation {
    first: Int
    second: Int
  }
  type Book {
    id: ID!
    title: String! @from(path: "attributes.title")
    tags: [String!] @from(path: "tags[].name")
    state: State
    self: Book @from(path: ".")
    self2: Book @from(path: ".")
  }
  union Thing @from(path: "kind") = Book | Lamp
  type Lamp @as(name: "lamp_v2") {
    watts: Int
  }
  enum State {
    OPEN @as(name: "in-progress")
    DONE
  }
  enum Order {
    BY_TITLE @as(name: "title")
  }
  input Filter {
    minPages: Int @as(name: "min_pages")
    any: [Filter!]
    state: State
  }
`;
const [contract] = readContracts({ library: SDL });

function run(query: string, answer: RootFieldAnswerer, variables: Record<string, unknown> = {}) {
  const execute = createMappedExecutor("library", contract!.schema, answer);
  return execute({ document: parse(query), variables });
}

const book = { id: 1, attributes: { title: "One" }, tags: [{ name: "a" }, { name: "b" }], state: "in-progress" };

describe("a mapped executor", () => {
  it("asks for each root field with its coerced arguments, in the service's words", async () => {
    const calls: unknown[] = [];
    await run(
      `query ($id: ID!, $filter: Filter) {
        a: book(id: $id) { id }
        b: books(ids: ["2", 3], filter: $filter) { id }
        c: books(ids: []) { id }
      }`,
      async ({ field, arguments: given }) => {
        calls.push([field.name, given]);
        return null;
      },
      { id: 1, filter: { minPages: 5, any: [{ state: "OPEN" }] } },
    );
    expect(calls).toEqual([
      ["book", { id: "1" }],
      ["books", { ids: ["2", "3"], order: "title", filter: { min_pages: 5, any: [{ state: "in-progress" }] } }],
      ["books", { ids: [], order: "title" }],
    ]);
  });

  it("selects, renames and nests; fields of one key are one", async () => {
    const result = await run(
      `{
        __typename
        one: book(id: 1) { key: id __typename tags state ...More self { id } self { title } }
      }
      fragment More on Book { title self2 { number: id } }`,
      async () => ({ ...book, secret: "x" }),
    );
    expect(result).toEqual({
      data: {
        __typename: "Query",
        one: {
          key: 1,
          __typename: "Book",
          tags: ["a", "b"],
          state: "OPEN",
          title: "One",
          self2: { number: 1 },
          self: { id: 1, title: "One" },
        },
      },
    });
  });

  it("tells the types of a union apart", async () => {
    const result = await run("{ things { __typename ... on Book { id } ... on Lamp { watts } } }", async () => [
      { kind: "Book", id: "b" },
      { kind: "lamp_v2", watts: 5 },
      { kind: "unheard of" },
    ]);
    expect(result.data).toEqual({ things: [{ __typename: "Book", id: "b" }, { __typename: "Lamp", watts: 5 }, {}] });
  });

  it("decides conditions by the variables of each request", async () => {
    const document = parse("query ($all: Boolean!) { book(id: 1) { id title @include(if: $all) } }");
    const execute = createMappedExecutor("library", contract!.schema, async () => book);
    expect((await execute({ document, variables: { all: false } })).data).toEqual({ book: { id: 1 } });
    expect((await execute({ document, variables: { all: true } })).data).toEqual({ book: { id: 1, title: "One" } });
  });

  it("gives null for what a service leaves out, where null may be; else nothing, for the check of every answer", async () => {
    const result = await run("{ book(id: 1) { id state tags title } }", async () => ({ id: 1 }));
    expect(result.data).toEqual({ book: { id: 1, state: null, tags: null, title: undefined } });
  });

  it("locates a failed root field, and an item that failed inside a list", async () => {
    const failure = {};
    const gone = new ServiceError("SERVICE_UNAVAILABLE", "library", { failure });
    const result = await run("{ a: book(id: 1) { id } b: books(ids: [1, 2]) { id } }", async ({ key }) => {
      if (key === "a") throw gone;
      return [{ id: 1 }, gone];
    });
    expect(result.data).toEqual({ a: null, b: [{ id: 1 }, null] });
    const errors = (result.errors ?? []) as ServiceError[];
    expect(errors.map(({ path, code, nullKey }) => ({ path, code, nullKey }))).toEqual([
      { path: ["a"], code: "SERVICE_UNAVAILABLE", nullKey: "a" },
      { path: ["b", 1], code: "SERVICE_UNAVAILABLE", nullKey: 1 },
    ]);
    expect(errors.every((error) => error.failure === failure)).toBe(true);
  });

  it("fails whole, without a path, where the one call that it made failed", async () => {
    const gone = new ServiceError("SERVICE_UNAVAILABLE", "library");
    const result = await run("{ book(id: 1) { id } }", async () => {
      throw gone;
    });
    expect(result).toEqual({ errors: [gone] });
  });

  it("makes the calls of a query in one turn, and those of a mutation one after another", async () => {
    const log: string[] = [];
    const answer: RootFieldAnswerer = async ({ key }) => {
      log.push(`${key} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${key} ends`);
      return null;
    };
    await run("{ a: book(id: 1) { id } b: book(id: 2) { id } }", answer);
    await run("mutation { first second }", answer);
    expect(log.slice(0, 4)).toEqual(["a begins", "b begins", "a ends", "b ends"]);
    expect(log.slice(4)).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  });

  it("refuses what its contract does not have", async () => {
    const result = await run("{ nothing }", async () => null);
    expect(result.errors).toMatchObject([{ code: "SERVICE_ERROR", service: "library" }]);
  });
});
