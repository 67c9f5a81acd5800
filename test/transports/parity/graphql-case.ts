import { makeExecutableSchema } from "@graphql-tools/schema";
import { graphql, type GraphQLError } from "graphql";
import { contractDirectives } from "../../../src/directives/contract-directives.ts";
import { serveJson } from "./http-faults.ts";
import { LibraryRefusal, type Library, type StoredBook } from "./library.ts";
import { libraryTypes, type ParityCase } from "./parity-case.ts";

const SDL = `
  type Query {
    book(id: ID!): Book
    booksByIds(ids: [ID!]!): [Book]! @merge(keyField: "id") @inaccessible
    books(first: Int = 2, after: String, genre: Genre): BookConnection
    shelf: [Thing!]
    greeting(name: String! = "World", times: Int, loud: Boolean): String
  }
  type Mutation {
    addBook(input: NewBook!): Book
    removeBook(id: ID!): Boolean
  }
  ${libraryTypes()}
`;

/** The reference: all others must give what this one gives. */
export const graphqlCase: ParityCase = {
  name: "GraphQL",
  sdl: SDL,
  options: { transport: "graphql" },
  callsForOffers: 1,
  skips: {},
  start(library) {
    const schema = makeExecutableSchema({ typeDefs: [contractDirectives, SDL], resolvers: resolversOf(library) });
    return serveJson(
      async (_request, text) => {
        const { query, variables } = JSON.parse(text) as { query: string; variables: Record<string, unknown> };
        const result = await graphql({ schema, source: query, variableValues: variables });
        return [200, { ...result, ...(result.errors === undefined ? {} : { errors: result.errors.map(toJson) }) }];
      },
      { pages: "pages", title: "title" },
    );
  },
};

interface Arguments {
  readonly id: string;
  readonly ids: readonly string[];
  readonly first: number;
  readonly after?: string | null;
  readonly genre?: string | null;
  readonly name: string;
  readonly times?: number | null;
  readonly loud?: boolean | null;
  readonly input: { title: string; genre?: StoredBook["genre"] | null; tags?: string[] | null };
}

function toJson(error: GraphQLError) {
  const cause = error.originalError;
  return { ...error.toJSON(), ...(cause instanceof LibraryRefusal ? { extensions: { code: cause.code } } : {}) };
}

function resolversOf(library: Library) {
  return {
    Query: {
      book: (_: unknown, { id }: Arguments) => library.book(id),
      booksByIds: (_: unknown, { ids }: Arguments) => {
        const books = library.booksByIds(ids);
        return ids.map((id) => books.find((book) => book.id === id) ?? null);
      },
      books: (_: unknown, { first, after, genre }: Arguments) => {
        const { books, next } = library.page(first, after ?? null, genre ?? null);
        return {
          nodes: books,
          edges: books.map((node) => ({ node, cursor: node.cursor })),
          pageInfo: {
            hasNextPage: next !== null,
            hasPreviousPage: typeof after === "string",
            startCursor: books[0]?.cursor ?? null,
            endCursor: books.at(-1)?.cursor ?? null,
          },
        };
      },
      shelf: () => library.shelf(),
      greeting: (_: unknown, { name, times, loud }: Arguments) => library.greet(name, times ?? null, loud ?? null),
    },
    Mutation: {
      addBook: (_: unknown, { input }: Arguments) => library.add(input.title, input.genre ?? null, input.tags ?? null),
      removeBook: (_: unknown, { id }: Arguments) => library.remove(id),
    },
    Book: { publisher: ({ publisher }: StoredBook) => publisher?.name ?? null },
    Thing: { __resolveType: (thing: object) => ("watts" in thing ? "Lamp" : "Book") },
  };
}
