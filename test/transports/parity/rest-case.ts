import type { IncomingMessage } from "node:http";
import { serveJson, type Answer } from "./http-faults.ts";
import { LibraryRefusal, type Library, type StoredBook } from "./library.ts";
import { libraryTypes, type ParityCase } from "./parity-case.ts";

const SDL = `
  type Query {
    book(id: ID!): Book @rest(path: "/books/{id}")
    booksByIds(ids: [ID!]!): [Book]!
      @merge(keyField: "id")
      @inaccessible
      @rest(path: "/books", query: ["id={ids*}"], keys: "ids", matchBy: "book_id", maxKeys: 2)
    books(first: Int = 2, after: String, genre: Genre): BookConnection
      @rest(path: "/catalogue", query: ["size={first}", "behind={after}", "genre={genre}"])
      @restPages(nodes: "data.items", next: "data.next", cursor: "position")
    shelf: [Thing!] @rest(path: "/shelf", result: "things")
    greeting(name: String! = "World", times: Int, loud: Boolean): String
      @rest(path: "/greetings/{name}", query: ["times={times}", "loud={loud}"], result: "text")
  }
  type Mutation {
    addBook(input: NewBook!): Book @rest(method: "POST", path: "/books", body: { book: "{input}" }, result: "added")
    removeBook(id: ID!): Boolean @rest(method: "DELETE", path: "/books/{id}", result: "removed")
  }
  ${libraryTypes({
    "Book.id": '@from(path: "book_id")',
    "Book.title": '@from(path: "name.full")',
    "Book.pages": '@from(path: "page_count")',
    "Book.tags": '@from(path: "tags[].label")',
    "Book.publisher": '@from(path: "publisher.name")',
    Thing: '@from(path: "kind")',
    Book: '@as(name: "book")',
    Lamp: '@as(name: "lamp")',
    NOVEL: '@as(name: "novel")',
    SCIENCE_FICTION: '@as(name: "science-fiction")',
    "NewBook.title": '@as(name: "full_name")',
  })}
`;

/** The library over REST, in words and forms of its own. */
export const restCase: ParityCase = {
  name: "REST",
  sdl: SDL,
  options: { transport: "rest" },
  // Two keys a request, as its contract says.
  callsForOffers: 2,
  skips: {},
  start: (library) =>
    serveJson((request, body) => answerOrRefuse(library, request, body), { pages: "page_count", title: "full" }),
};

function answerOrRefuse(library: Library, request: IncomingMessage, body: string): Answer {
  try {
    return answer(library, request, body);
  } catch (error) {
    if (!(error instanceof LibraryRefusal)) throw error;
    return [422, { error: { message: error.message, code: error.code } }];
  }
}

function answer(library: Library, request: IncomingMessage, body: string): Answer {
  const { pathname, searchParams: query } = new URL(request.url ?? "", "http://library");
  const [, collection, name] = pathname.split("/").map(decodeURIComponent);
  const line = `${request.method} /${collection}${name === undefined ? "" : "/…"}`;
  switch (line) {
    case "GET /books/…":
      return found(library.book(name ?? ""));
    case "GET /books":
      return [200, library.booksByIds(query.getAll("id")).map(toJson)];
    case "GET /catalogue": {
      const page = library.page(Number(query.get("size")), query.get("behind"), fromGenre(query.get("genre")));
      const items = page.books.map((book) => ({ ...toJson(book), position: book.cursor }));
      return [200, { data: { items, next: page.next } }];
    }
    case "GET /shelf": {
      const things = library.shelf().map((thing) => ("watts" in thing ? { kind: "lamp", ...thing } : toJson(thing)));
      return [200, { things }];
    }
    case "GET /greetings/…": {
      const times = query.get("times");
      const loud = query.get("loud");
      return [
        200,
        {
          text: library.greet(
            name ?? "",
            times === null ? null : Number(times),
            loud === null ? null : loud === "true",
          ),
        },
      ];
    }
    case "POST /books":
      return add(library, body);
    case "DELETE /books/…":
      return [200, { removed: library.remove(name ?? "") }];
    default:
      return [404, { error: { message: "Nothing here.", code: "NOT_FOUND" } }];
  }
}

function add(library: Library, body: string): Answer {
  const { book } = JSON.parse(body) as { book: { full_name: string; genre?: string | null; tags?: string[] | null } };
  return [201, { added: toJson(library.add(book.full_name, fromGenre(book.genre ?? null), book.tags ?? null)) }];
}

function found(book: StoredBook | null): Answer {
  return book === null ? [404, { error: { message: "No such book.", code: "NOT_FOUND" } }] : [200, toJson(book)];
}

/** A book in the service's own form: what is null is left out, as many services do. */
function toJson({ id, title, pages, tags, genre, publisher, published, ...same }: StoredBook) {
  return {
    kind: "book",
    book_id: id,
    name: { full: title },
    tags: tags.map((label) => ({ label })),
    genre: genre.toLowerCase().replace("_", "-"),
    ...(pages === null ? {} : { page_count: pages }),
    ...(publisher === null ? {} : { publisher }),
    ...(published === null ? {} : { published }),
    ...same,
  };
}

function fromGenre(genre: string | null): StoredBook["genre"] | null {
  return genre === null ? null : genre === "novel" ? "NOVEL" : "SCIENCE_FICTION";
}
