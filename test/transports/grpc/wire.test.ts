import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpServer } from "node:http";
import { once } from "node:events";
import { Metadata, status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { ServiceError } from "../../../src/errors.ts";
import type { TransportOptions } from "../../../src/transports/transport.ts";
import { freePort } from "../../testkit/free-port.ts";
import {
  fail,
  hang,
  startGrpcService,
  statusDetails,
  writeProto,
  type UnaryHandler,
} from "../../testkit/grpc-service.ts";
import { openGrpc } from "./run-grpc.ts";

const PROTO = /* proto */ `
syntax = "proto3";
package books.v1;
service Books {
  rpc GetBook(GetBookRequest) returns (Book);
  rpc ListBooks(ListBooksRequest) returns (ListBooksResponse);
  rpc AddBook(Book) returns (Book);
}
message GetBookRequest { string id = 1; }
message ListBooksRequest { repeated string ids = 1; int32 first = 2; }
message ListBooksResponse { repeated Book books = 1; }
message Book { string id = 1; string title = 2; int64 number = 3; }
`;

const SDL = /* GraphQL */ `
  type Query {
    book(id: ID!): Book @grpc(method: "books.v1.Books/GetBook", missing: ["NOT_FOUND", "OUT_OF_RANGE"])
    strictBook(id: ID!): Book @grpc(method: "books.v1.Books/GetBook", missing: [])
    plainBook(id: ID!): Book @grpc(method: "books.v1.Books/GetBook")
    eachBook(ids: [ID!]!): [Book]! @grpc(method: "books.v1.Books/GetBook", request: "{ id: $ids }", keys: "ids")
    booksByIds(ids: [ID!]!): [Book]!
      @grpc(method: "books.v1.Books/ListBooks", result: "books", keys: "ids", matchBy: "id")
    booksByNumbers(numbers: [ID!]!): [Book]!
      @grpc(
        method: "books.v1.Books/ListBooks"
        request: "{ ids: $numbers }"
        result: "books"
        keys: "numbers"
        matchBy: "number"
      )
    shelf(ids: [ID!]!): [Book!]!
      @grpc(method: "books.v1.Books/ListBooks", request: "{ ids: $ids, first: 10 }", result: "books")
  }
  type Mutation {
    addBook(id: ID!, title: String!): Book @grpc(method: "books.v1.Books/AddBook")
  }
  type Book {
    id: ID!
    title: String!
  }
`;

const books = (ids: readonly string[]) => ids.map((id) => ({ id, title: `Book ${id}` }));

async function open(handlers: Record<string, UnaryHandler>, options: Partial<TransportOptions> = {}) {
  const service = await startGrpcService(PROTO, handlers);
  return { service, grpc: openGrpc(SDL, service, options) };
}

/** The transport against a port where something else listens than a gRPC server. */
async function openAgainst(server: Server | ReturnType<typeof createHttp2Server>) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return openGrpc(SDL, { url: `grpc://127.0.0.1:${port}`, proto: writeProto(PROTO) });
}

/** A service behind a relay that a test can look at, and tamper with. */
async function startRelayed(handlers: Record<string, UnaryHandler>) {
  const service = await startGrpcService(PROTO, handlers);
  const sockets: Socket[] = [];
  const relay = createServer((socket) => {
    sockets.push(socket);
    const onward = connect(service.port, "127.0.0.1");
    socket.pipe(onward).pipe(socket);
    socket.on("error", () => {}).on("close", () => onward.destroy());
    onward.on("error", () => {});
  });
  return { service, relay, sockets };
}

function codesOf(result: { errors?: readonly unknown[] | undefined }): unknown[] {
  return (result.errors ?? []).map((error) => (error as ServiceError).code);
}

function firstOf(result: { errors?: readonly unknown[] | undefined }): ServiceError | undefined {
  return result.errors?.[0] as ServiceError | undefined;
}

describe("a status", () => {
  const expected: Readonly<Record<string, string>> = {
    UNAVAILABLE: "SERVICE_UNAVAILABLE",
    DEADLINE_EXCEEDED: "SERVICE_TIMEOUT",
  };
  const failing = Object.keys(status).filter((name) => Number.isNaN(Number(name)) && name !== "OK");

  it.each(failing)("%s is told by its code, and without the service's words", async (name) => {
    const { grpc } = await open({ GetBook: () => fail(status[name as keyof typeof status], "secret of 10.0.0.7") });
    const result = await grpc.ask('{ strictBook(id: "1") { id } }');
    expect(result.data ?? null).toBeNull();
    expect(codesOf(result)).toEqual([expected[name] ?? "SERVICE_ERROR"]);
    expect(JSON.stringify(result)).not.toContain("secret");
    expect(String(firstOf(result)?.cause)).toContain("secret");
  });

  it("is null where the contract says so, and only that one", async () => {
    const { grpc } = await open({
      GetBook: ({ id }) => fail(id === "1" ? status.NOT_FOUND : status.PERMISSION_DENIED, "no"),
    });
    expect(await grpc.ask('{ book(id: "1") { id } }')).toEqual({ data: { book: null } });
    expect(codesOf(await grpc.ask('{ book(id: "2") { id } }'))).toEqual(["SERVICE_ERROR"]);
    expect(codesOf(await grpc.ask('{ strictBook(id: "1") { id } }'))).toEqual(["SERVICE_ERROR"]);
    expect(await grpc.ask('{ plainBook(id: "1") { id } }')).toEqual({ data: { plainBook: null } });
  });

  it("has the service's words where they may pass", async () => {
    const { grpc } = await open(
      { AddBook: () => fail(status.ALREADY_EXISTS, "There is such a book.") },
      { errors: { queries: "mask", mutations: "pass" } },
    );
    const mutation = 'mutation { addBook(id: "1", title: "One") { id } }';
    const { errors } = await grpc.ask(mutation, {}, { operationType: "mutation" as never });
    expect(errors).toMatchObject([
      { message: "There is such a book.", extensions: { code: "SERVICE_ERROR", serviceCode: "ALREADY_EXISTS" } },
    ]);
  });
});

it.each(["UNKNOWN", "INTERNAL", "UNIMPLEMENTED", "DATA_LOSS"] as const)("%s never speaks to clients", async (name) => {
  const { grpc } = await open({ GetBook: () => fail(status[name], "secret") }, { errors: "pass" });
  const { errors } = await grpc.ask('{ book(id: "1") { id } }', {}, { operationType: "query" as never });
  expect(errors).toMatchObject([{ message: "The test service could not do this." }]);
  expect(errors?.[0]?.extensions).not.toHaveProperty("serviceCode");
});

describe("details of a status", () => {
  async function refuseWith(trailer: Buffer) {
    const metadata = new Metadata();
    metadata.set("grpc-status-details-bin", trailer);
    const error = Object.assign(new Error("no"), { code: status.RESOURCE_EXHAUSTED, details: "Slowly.", metadata });
    const { grpc } = await open(
      {
        GetBook: () => {
          throw error;
        },
      },
      { errors: "pass" },
    );
    return firstOf(await grpc.ask('{ book(id: "1") { id } }'));
  }

  it("say why, for machines, and when to come again", async () => {
    const error = await refuseWith(statusDetails({ reason: "QUOTA_SPENT", retryAfterMs: 7_000 }));
    expect(error).toMatchObject({ message: "Slowly.", retryAfterMs: 7_000 });
    expect(error?.extensions).toEqual({ code: "SERVICE_ERROR", service: "test", serviceCode: "QUOTA_SPENT" });
  });

  it("say nothing where they cannot be read", async () => {
    const error = await refuseWith(Buffer.from([0x0f, 0xff]));
    expect(error?.extensions).toEqual({ code: "SERVICE_ERROR", service: "test", serviceCode: "RESOURCE_EXHAUSTED" });
  });
});

describe("a probe", () => {
  const health = (serving: string) => /* proto */ `
    syntax = "proto3";
    package grpc.health.v1;
    service Health { rpc Check(HealthCheckRequest) returns (HealthCheckResponse); }
    message HealthCheckRequest { string service = 1; }
    message HealthCheckResponse { enum ServingStatus { UNKNOWN = 0; SERVING = 1; ${serving} = 2; } ServingStatus status = 1; }
  `;

  async function probe(url: string): Promise<boolean | undefined> {
    const grpc = openGrpc(SDL, { url, proto: writeProto(PROTO) });
    return grpc.probe?.(AbortSignal.timeout(5_000));
  }

  it.each([
    ["SERVING", true],
    ["NOT_SERVING", false],
  ])("of a service that says %s is %j", async (answer, isWell) => {
    const service = await startGrpcService(health("NOT_SERVING"), { Check: () => ({ status: answer }) });
    expect(await probe(service.url)).toBe(isWell);
  });

  it("of a service without the health protocol is told that it is there", async () => {
    const service = await startGrpcService(PROTO, {});
    expect(await probe(service.url)).toBe(true);
  });

  it("of nobody fails", async () => {
    expect(await probe(`grpc://127.0.0.1:${await freePort()}`)).toBe(false);
  });
});

describe("keys", () => {
  it("are asked for in one call, and answered in their order", async () => {
    const { service, grpc } = await open({
      ListBooks: ({ ids }) => ({
        books: books(ids as string[])
          .filter(({ id }) => id !== "2")
          .toReversed(),
      }),
    });
    expect(await grpc.ask('{ booksByIds(ids: ["3", "1", "2", "3"]) { id title } }')).toEqual({
      data: {
        booksByIds: [{ id: "3", title: "Book 3" }, { id: "1", title: "Book 1" }, null, { id: "3", title: "Book 3" }],
      },
    });
    expect(service.calls.map(({ request }) => request)).toEqual([{ ids: ["3", "1", "2"] }]);
  });

  it("of several fields are asked for in one call", async () => {
    const { service, grpc } = await open({ ListBooks: ({ ids }) => ({ books: books(ids as string[]) }) });
    const { data } = await grpc.ask(
      '{ a: booksByIds(ids: ["1", "2"]) { id } b: booksByIds(ids: ["2", "3"]) { title } }',
    );
    expect(data).toEqual({ a: [{ id: "1" }, { id: "2" }], b: [{ title: "Book 2" }, { title: "Book 3" }] });
    expect(service.calls.map(({ request }) => request)).toEqual([{ ids: ["1", "2", "3"] }]);
  });

  it("are asked for in several calls where one is too small", async () => {
    const { service, grpc } = await open({ ListBooks: ({ ids }) => ({ books: books(ids as string[]) }) });
    const ids = Array.from({ length: 2_500 }, (_, index) => String(index));
    const { data } = await grpc.ask("query ($ids: [ID!]!) { booksByIds(ids: $ids) { id } }", { ids });
    expect((data as { booksByIds: unknown }).booksByIds).toEqual(ids.map((id) => ({ id })));
    expect(service.calls.map(({ request }) => (request["ids"] as string[]).length)).toEqual([1000, 1000, 500]);
  });

  it("take a call each where the method knows only one", async () => {
    const { service, grpc } = await open({
      GetBook: ({ id }) => (id === "2" ? fail(status.NOT_FOUND, "no") : books([id as string])[0]),
    });
    expect(await grpc.ask('{ eachBook(ids: ["3", "1", "2", "3"]) { id } }')).toEqual({
      data: { eachBook: [{ id: "3" }, { id: "1" }, null, { id: "3" }] },
    });
    expect(service.calls.map(({ request }) => request)).toEqual([{ id: "3" }, { id: "1" }, { id: "2" }]);
  });

  it("may be numbers of 64 bits", async () => {
    const { grpc } = await open({
      ListBooks: ({ ids }) => ({ books: (ids as string[]).map((number) => ({ number, title: `Book ${number}` })) }),
    });
    const numbers = ["9007199254740993", "9007199254740992", "1"];
    expect(
      await grpc.ask("query ($numbers: [ID!]!) { booksByNumbers(numbers: $numbers) { title } }", { numbers }),
    ).toEqual({
      data: { booksByNumbers: numbers.map((number) => ({ title: `Book ${number}` })) },
    });
  });

  it("that no message can hold are not there, and take no others along", async () => {
    const { service, grpc } = await open({
      ListBooks: ({ ids }) => ({ books: books(ids as string[]) }),
      GetBook: ({ id }) => books([id as string])[0],
    });
    const query = "query ($ids: [ID!]!) { booksByIds(ids: $ids) { id } eachBook(ids: $ids) { id } }";
    const found = [null, { id: "1" }];
    expect(await grpc.ask(query, { ids: ["\ud800", "1"] })).toEqual({ data: { booksByIds: found, eachBook: found } });
    expect(service.calls.map(({ request }) => request)).toEqual([{ ids: ["1"] }, { id: "1" }]);
    expect(await grpc.ask(query, { ids: ["\ud800"] })).toEqual({ data: { booksByIds: [null], eachBook: [null] } });
    expect(service.calls).toHaveLength(2);
  });

  it("that two messages have are lost, and no others", async () => {
    const { grpc } = await open({ ListBooks: () => ({ books: books(["1", "2", "1"]) }) });
    const { data, errors } = await grpc.ask('{ booksByIds(ids: ["1", "2", "3"]) { id } }');
    expect(data).toEqual({ booksByIds: [null, { id: "2" }, null] });
    expect(errors).toMatchObject([
      { code: "SERVICE_BAD_RESPONSE", path: ["booksByIds", 0], extensions: { coordinate: "Query.booksByIds" } },
    ]);
  });

  it("that a message does not tell are lost, not missing", async () => {
    const { grpc } = await open({ ListBooks: () => ({ books: [...books(["1"]), { title: "Nobody's" }] }) });
    const { data, errors } = await grpc.ask('{ booksByIds(ids: ["1", "2"]) { id } }');
    expect(data).toEqual({ booksByIds: [{ id: "1" }, null] });
    expect(errors).toMatchObject([{ code: "SERVICE_BAD_RESPONSE", path: ["booksByIds", 1] }]);
  });

  it("that are not there ask for nothing", async () => {
    const { service, grpc } = await open({ ListBooks: () => ({ books: [] }) });
    expect(await grpc.ask("{ booksByIds(ids: []) { id } }")).toEqual({ data: { booksByIds: [] } });
    expect(service.calls).toEqual([]);
  });
});

it("what one operation asks twice is asked once; a mutation each time", async () => {
  const { service, grpc } = await open({
    GetBook: ({ id }) => books([id as string])[0],
    AddBook: (book) => book,
  });
  const { data } = await grpc.ask(
    '{ a: book(id: "1") { id } b: strictBook(id: "1") { title } c: book(id: "2") { id } }',
  );
  expect(data).toEqual({ a: { id: "1" }, b: { title: "Book 1" }, c: { id: "2" } });
  expect(service.calls).toHaveLength(2);
  await grpc.ask('mutation { a: addBook(id: "1", title: "x") { id } b: addBook(id: "1", title: "x") { id } }');
  expect(service.calls).toHaveLength(4);
});

it("constants of a request are sent along", async () => {
  const { service, grpc } = await open({ ListBooks: () => ({ books: [] }) });
  await grpc.ask('{ shelf(ids: ["1"]) { id } }');
  expect(service.calls[0]?.request).toEqual({ ids: ["1"], first: 10 });
});

it("headers are metadata", async () => {
  const headers = {
    "x-user-id": "user-1",
    "x-user-role": "CUSTOMER,SUPPORT",
    "x-request-id": "r-1",
    traceparent: "00-1-2-3",
  };
  const { service, grpc } = await open({ GetBook: () => ({}) }, { headers: () => headers });
  await grpc.ask('{ book(id: "1") { id } }');
  const metadata = service.calls[0]?.metadata ?? new Metadata();
  expect(Object.fromEntries(Object.keys(headers).map((name) => [name, metadata.get(name)[0]]))).toEqual(headers);
});

describe("the deadline", () => {
  it("goes along, and is the request's", async () => {
    const { service, grpc } = await open({ GetBook: () => ({}) });
    await grpc.ask('{ book(id: "1") { id } }', {}, { deadline: performance.now() + 5_000 });
    await grpc.ask('{ book(id: "1") { id } }');
    const [first, second] = service.calls.map(({ deadline }) => Number(deadline) - Date.now());
    expect(first).toBeGreaterThan(2_000);
    expect(first).toBeLessThanOrEqual(5_000);
    expect(second).toBe(Infinity);
  });

  it("ends a call that hangs, and the service is told", async () => {
    const { service, grpc } = await open({ GetBook: hang });
    const result = await grpc.ask('{ book(id: "1") { id } }', {}, { deadline: performance.now() + 200 });
    expect(codesOf(result)).toEqual(["SERVICE_TIMEOUT"]);
    await expect.poll(() => service.calls[0]?.cancelled).toBe(true);
  });
});

it("an abort ends the call at the service", async () => {
  const { service, grpc } = await open({ GetBook: hang });
  const controller = new AbortController();
  const answer = grpc.ask('{ book(id: "1") { id } }', {}, { signal: controller.signal });
  await expect.poll(() => service.calls.length).toBe(1);
  controller.abort();
  expect((await answer).errors).toHaveLength(1);
  await expect.poll(() => service.calls[0]?.cancelled).toBe(true);
});

describe("an answer", () => {
  it("that is too long is refused", async () => {
    const { grpc } = await open(
      { GetBook: () => ({ id: "1", title: "x".repeat(20_000) }) },
      { maxResponseBytes: 10_000 },
    );
    expect(codesOf(await grpc.ask('{ book(id: "1") { id } }'))).toEqual(["SERVICE_BAD_RESPONSE"]);
  });

  it("of more than grpc-js's own four megabytes is fine where more may come", async () => {
    const { grpc } = await open({ GetBook: () => ({ id: "1", title: "x".repeat(6_000_000) }) });
    const { data } = await grpc.ask('{ book(id: "1") { title } }');
    expect((data as { book: { title: string } }).book.title).toHaveLength(6_000_000);
  });

  it("takes from the bytes that a request has left", async () => {
    const { grpc } = await open({ GetBook: () => ({ id: "1", title: "x".repeat(1_000) }) });
    const byteBudget = { left: 1_500 };
    expect(await grpc.ask('{ book(id: "1") { id } }', {}, { byteBudget })).toEqual({ data: { book: { id: "1" } } });
    expect(codesOf(await grpc.ask('{ book(id: "1") { id } }', {}, { byteBudget }))).toEqual(["SERVICE_BAD_RESPONSE"]);
  });

  it("that is no message of the type is refused", async () => {
    const server = createHttp2Server();
    server.on("stream", (stream: ServerHttp2Stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      // A field of a kind that there is not.
      stream.end(Buffer.from([0, 0, 0, 0, 1, 0x0f]));
    });
    const grpc = await openAgainst(server);
    expect(codesOf(await grpc.ask('{ book(id: "1") { id } }'))).toEqual(["SERVICE_BAD_RESPONSE"]);
  });
});

describe("a service that is not there", () => {
  it("is told, and the call may be sent elsewhere", async () => {
    const grpc = openGrpc(SDL, { url: `grpc://127.0.0.1:${await freePort()}`, proto: writeProto(PROTO) });
    const result = await grpc.ask('{ book(id: "1") { id } }');
    expect(codesOf(result)).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(firstOf(result)?.neverSent).toBe(true);
    expect(JSON.stringify(result)).not.toContain("127.0.0.1");
  });

  it("and comes is asked within about a second", async () => {
    const port = await freePort();
    const grpc = openGrpc(SDL, { url: `grpc://127.0.0.1:${port}`, proto: writeProto(PROTO) });
    for (let attempt = 0; attempt < 20; attempt++) {
      expect(codesOf(await grpc.ask('{ book(id: "1") { id } }'))).toEqual(["SERVICE_UNAVAILABLE"]);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const service = await startGrpcService(PROTO, { GetBook: () => ({ id: "1" }) }, { port });
    const startedAt = performance.now();
    await vi.waitUntil(async () => (await grpc.ask('{ book(id: "1") { id } }')).data, {
      timeout: 10_000,
      interval: 50,
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);

    // Once more, from a connection that was there.
    service.close();
    await vi.waitUntil(async () => codesOf(await grpc.ask('{ book(id: "1") { id } }'))[0] === "SERVICE_UNAVAILABLE");
    await startGrpcService(PROTO, { GetBook: () => ({ id: "2" }) }, { port });
    await vi.waitUntil(async () => (await grpc.ask('{ book(id: "1") { id } }')).data, {
      timeout: 10_000,
      interval: 50,
    });
  });

  it("because it breaks off in the middle is unavailable, and nobody takes the call for unsent", async () => {
    const { service, grpc } = await open({ GetBook: hang });
    const answer = grpc.ask('{ book(id: "1") { id } }');
    await expect.poll(() => service.calls.length).toBe(1);
    service.close();
    const result = await answer;
    expect(codesOf(result)).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(firstOf(result)?.neverSent).toBe(false);
  });

  it("because it resets each connection is unavailable", async () => {
    const grpc = await openAgainst(createServer((socket) => socket.resetAndDestroy()));
    expect(codesOf(await grpc.ask('{ book(id: "1") { id } }', {}, { deadline: performance.now() + 3_000 }))).toEqual([
      "SERVICE_UNAVAILABLE",
    ]);
  });

  it("because it takes connections and says nothing ends with the deadline", async () => {
    const grpc = await openAgainst(createServer(() => {}));
    const deadline = performance.now() + 300;
    expect(codesOf(await grpc.ask('{ book(id: "1") { id } }', {}, { deadline }))).toEqual(["SERVICE_TIMEOUT"]);
  });

  it("because it speaks HTTP/1 is unavailable", async () => {
    const grpc = await openAgainst(createHttpServer((_request, response) => response.end("hello")));
    const deadline = performance.now() + 3_000;
    expect(codesOf(await grpc.ask('{ book(id: "1") { id } }', {}, { deadline }))).toEqual(["SERVICE_UNAVAILABLE"]);
  });

  it.each([
    [503, "SERVICE_UNAVAILABLE"],
    [500, "SERVICE_UNAVAILABLE"],
    [404, "SERVICE_ERROR"],
  ])("but a proxy that answers with %i is %s", async (statusCode, code) => {
    const grpc = await openAgainst(
      createHttp2Server((_request, response) => {
        response.writeHead(statusCode, { "content-type": "text/html" });
        response.end("<h1>no</h1>");
      }),
    );
    expect(codesOf(await grpc.ask('{ book(id: "1") { id } }'))).toEqual([code]);
  });
});

it("nothing stays open when it is disposed of, and calls under way fail", async () => {
  const { service, relay, sockets } = await startRelayed({ GetBook: () => ({ id: "1" }), AddBook: hang });
  const grpc = await openAgainst(relay);
  expect(await grpc.ask('{ book(id: "1") { id } }')).toEqual({ data: { book: { id: "1" } } });
  const underWay = grpc.ask('mutation { addBook(id: "1", title: "x") { id } }');
  await expect.poll(() => service.calls.length).toBe(2);
  expect(sockets.filter(({ closed }) => !closed)).toHaveLength(1);
  await grpc.dispose();
  expect((await underWay).errors).toHaveLength(1);
  await expect.poll(() => sockets.filter(({ closed }) => !closed), { timeout: 5_000 }).toHaveLength(0);
});

it("a connection that went silent is given up after three calls", async () => {
  const { relay, sockets } = await startRelayed({ GetBook: () => ({ id: "1" }) });
  const grpc = await openAgainst(relay);
  const ask = () => grpc.ask('{ book(id: "1") { id } }', {}, { deadline: performance.now() + 400 });
  await expect.poll(ask).toEqual({ data: { book: { id: "1" } } });
  const before = sockets.length;
  // As if the other end's machine had lost its power: no answer, and no word of it.
  for (const socket of sockets) socket.unpipe();
  for (let call = 0; call < 3; call++) expect(codesOf(await ask())).toEqual(["SERVICE_TIMEOUT"]);
  await expect.poll(ask, { timeout: 5_000 }).toEqual({ data: { book: { id: "1" } } });
  expect(sockets.length).toBe(before + 1);
});

it("calls that were silent together do not end those of the connection that took the place", async () => {
  const { relay, sockets } = await startRelayed({ GetBook: () => ({ id: "1" }) });
  const grpc = await openAgainst(relay);
  const ask = (patienceMs: number) =>
    grpc.ask('{ book(id: "1") { id } }', {}, { deadline: performance.now() + patienceMs });
  await expect.poll(() => ask(400)).toEqual({ data: { book: { id: "1" } } });
  for (const socket of sockets) socket.unpipe();
  let silent = 0;
  const askAgain = async () => {
    expect(codesOf(await ask(400))).toEqual(["SERVICE_TIMEOUT"]);
    silent += 1;
    return silent < 3 ? [] : [await ask(5_000)];
  };
  const answers = (await Promise.all(Array.from({ length: 9 }, askAgain))).flat();
  expect(answers).toEqual(Array.from({ length: 7 }, () => ({ data: { book: { id: "1" } } })));
});
