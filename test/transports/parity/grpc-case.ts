import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Metadata, status } from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import { startGrpcService, statusDetails, writeProto, type UnaryHandler } from "../../testkit/grpc-service.ts";
import { LibraryRefusal, type Library, type StoredBook } from "./library.ts";
import { libraryTypes, type Fault, type ParityCase } from "./parity-case.ts";

const SDL = `
  type Query {
    book(id: ID!): Book @grpc(method: "library.v1.Library/GetBook", request: "{ book_id: $id }")
    booksByIds(ids: [ID!]!): [Book]!
      @merge(keyField: "id")
      @inaccessible
      @grpc(method: "library.v1.Library/FindBooks", request: "{ book_ids: $ids }", result: "books", keys: "ids", matchBy: "book_id")
    books(first: Int = 2, after: String, genre: Genre): BookConnection
      @grpc(method: "library.v1.Library/ListBooks", request: "{ size: $first, behind: $after, genre: $genre }")
    shelf: [Thing!] @grpc(method: "library.v1.Library/GetShelf", result: "things[].thing")
    greeting(name: String! = "World", times: Int, loud: Boolean): String
      @grpc(method: "library.v1.Library/Greet")
  }
  type Mutation {
    addBook(input: NewBook!): Book
      @grpc(method: "library.v1.Library/AddBook", request: "{ book: $input }", result: "added")
    removeBook(id: ID!): Boolean @grpc(method: "library.v1.Library/RemoveBook", request: "{ book_id: $id }")
  }
  ${libraryTypes({
    "Book.id": '@from(path: "book_id")',
    "Book.title": '@from(path: "name.full")',
    "Book.pages": '@from(path: "page_count")',
    "Book.tags": '@from(path: "tags[].label")',
    "Book.publisher": '@from(path: "publisher.name")',
    Lamp: '@as(name: "LampModel")',
    SCIENCE_FICTION: '@as(name: "GENRE_SCI_FI")',
    "NewBook.title": '@as(name: "full_name")',
  })}
`;

const PROTO = /* proto */ `
syntax = "proto3";
package library.v1;
import "google/protobuf/wrappers.proto";
service Library {
  rpc GetBook(GetBookRequest) returns (Book);
  rpc FindBooks(FindBooksRequest) returns (FindBooksResponse);
  rpc ListBooks(ListBooksRequest) returns (BookPage);
  rpc GetShelf(GetShelfRequest) returns (Shelf);
  rpc Greet(GreetRequest) returns (google.protobuf.StringValue);
  rpc AddBook(AddBookRequest) returns (AddBookResponse);
  rpc RemoveBook(GetBookRequest) returns (google.protobuf.BoolValue);
}
message GetBookRequest { string book_id = 1; }
message FindBooksRequest { repeated string book_ids = 1; }
message FindBooksResponse { repeated Book books = 1; }
message ListBooksRequest { int32 size = 1; optional string behind = 2; optional Genre genre = 3; }
message BookPage { repeated Book nodes = 1; repeated Edge edges = 2; PageInfo page_info = 3; }
message Edge { string cursor = 1; Book node = 2; }
message PageInfo { bool has_next_page = 1; bool has_previous_page = 2; optional string start_cursor = 3; optional string end_cursor = 4; }
message GetShelfRequest {}
message Shelf { repeated Thing things = 1; }
message Thing { oneof thing { Book book = 1; LampModel lamp = 2; } }
message LampModel { int32 watts = 1; }
message GreetRequest { string name = 1; optional int32 times = 2; optional bool loud = 3; }
message AddBookRequest { NewBook book = 1; }
message NewBook { string full_name = 1; optional Genre genre = 2; repeated string tags = 3; }
message AddBookResponse { Book added = 1; }
message Book {
  string book_id = 1; Name name = 2; optional int64 page_count = 3; optional double rating = 4; bool in_print = 5;
  Genre genre = 6; repeated Tag tags = 7; optional string published = 8; Publisher publisher = 9; repeated Chapter chapters = 10;
}
message Name { optional string full = 1; }
message Tag { string label = 1; }
message Publisher { string name = 1; }
message Chapter { string title = 1; int32 pages = 2; }
enum Genre { GENRE_UNSPECIFIED = 0; GENRE_NOVEL = 1; GENRE_SCI_FI = 2; }
`;

/** The library over gRPC, in words and forms of its own. */
export const grpcCase: ParityCase = {
  name: "gRPC",
  sdl: SDL,
  options: { transport: "grpc" },
  prepare: () => ({ proto: writeProto(PROTO) }),
  callsForOffers: 1,
  skips: {},
  async start(library) {
    let fault: Fault | undefined;
    const service = await startGrpcService(
      PROTO,
      answering(library, () => fault),
      { spoil: (bytes) => spoil(bytes, fault) },
    );
    const relay = await startRelay(service.port, () => fault === "reset");
    return {
      url: `grpc://127.0.0.1:${relay.port}`,
      calls: () => service.calls.length,
      fail(next) {
        fault = next;
        if (next === "refused") relay.close();
      },
    };
  },
};

function answering(library: Library, faultNow: () => Fault | undefined): Record<string, UnaryHandler> {
  const toMessage = (book: StoredBook) => toBook(book, faultNow());
  const handlers: Record<string, (request: never) => unknown> = {
    GetBook: ({ book_id }: { book_id?: string }) => {
      const book = library.book(book_id ?? "");
      if (book === null) throw Object.assign(new Error("No such book."), { code: status.NOT_FOUND });
      return toMessage(book);
    },
    FindBooks: ({ book_ids = [] }: { book_ids?: string[] }) => ({ books: library.booksByIds(book_ids).map(toMessage) }),
    ListBooks: ({ size, behind, genre }: { size: number; behind?: string; genre?: string }) => {
      const { books, next } = library.page(size, behind ?? null, fromGenre(genre));
      return {
        nodes: books.map(toMessage),
        edges: books.map((book) => ({ node: toMessage(book), cursor: book.cursor })),
        page_info: {
          has_next_page: next !== null,
          has_previous_page: behind !== undefined,
          ...(books[0] === undefined ? {} : { start_cursor: books[0].cursor, end_cursor: books.at(-1)?.cursor }),
        },
      };
    },
    GetShelf: () => ({
      things: library.shelf().map((thing) => ("watts" in thing ? { lamp: thing } : { book: toMessage(thing) })),
    }),
    Greet: ({ name, times, loud }: { name?: string; times?: number; loud?: boolean }) => ({
      value: library.greet(name ?? "", times ?? null, loud ?? null),
    }),
    AddBook: ({ book }: { book: { full_name?: string; genre?: string; tags?: string[] } }) => ({
      added: toMessage(library.add(book.full_name ?? "", fromGenre(book.genre), book.tags ?? null)),
    }),
    RemoveBook: ({ book_id }: { book_id: string }) => ({ value: library.remove(book_id) }),
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]): [string, UnaryHandler] => [
      name,
      (request) => {
        if (faultNow() === "silent") return new Promise(() => {});
        if (faultNow() === "failing") throw Object.assign(new Error("Secret"), { code: status.UNAVAILABLE });
        try {
          return handler(request as never);
        } catch (error) {
          throw error instanceof LibraryRefusal ? refusal(error) : error;
        }
      },
    ]),
  );
}

/** A status with details, as Google's APIs give them. */
function refusal(error: LibraryRefusal): Error {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", statusDetails({ reason: error.code }));
  return Object.assign(new Error(error.message), { code: status.INVALID_ARGUMENT, details: error.message, metadata });
}

/** A book in the service's own form: what is null is left out. */
function toBook(book: StoredBook, fault: Fault | undefined) {
  const { id, title, pages, rating, inPrint, genre, tags, published, publisher, chapters } = book;
  const isTitleLost = fault === "null" || fault === "missing";
  return {
    book_id: id,
    name: isTitleLost ? {} : { full: title },
    // A number that the contract's type cannot hold is the nearest that there is to one of another type.
    ...(pages === null ? {} : { page_count: fault === "wrong type" ? "9007199254740993" : pages }),
    ...(rating === null ? {} : { rating }),
    in_print: inPrint,
    genre: genre === "NOVEL" ? "GENRE_NOVEL" : "GENRE_SCI_FI",
    tags: tags.map((label) => ({ label })),
    ...(published === null ? {} : { published }),
    ...(publisher === null ? {} : { publisher }),
    chapters,
  };
}

function fromGenre(genre: string | undefined): StoredBook["genre"] | null {
  return genre === undefined ? null : genre === "GENRE_NOVEL" ? "NOVEL" : "SCIENCE_FICTION";
}

function spoil(bytes: Buffer, fault: Fault | undefined): Buffer {
  // A field of a kind that there is not.
  if (fault === "unreadable") return Buffer.from([0x0f]);
  if (fault !== "too large") return bytes;
  // A field more, the hundredth, of 50,000 bytes.
  return Buffer.concat([bytes, Buffer.from([0xa2, 0x06, 0xd0, 0x86, 0x03]), Buffer.alloc(50_000, "x")]);
}

/** Stands in front of the service, to break off connections as a network does. */
async function startRelay(port: number, resets: () => boolean) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const onward = connect(port, "127.0.0.1");
    onward.on("error", () => {}).pipe(socket);
    socket
      .on("data", (data) => (resets() ? socket.resetAndDestroy() : onward.write(data)))
      .on("error", () => {})
      .on("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}
