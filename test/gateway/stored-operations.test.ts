import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGateway, type OperationRouteOptions } from "../../src/index.ts";
import { startFakeService, type FakeService } from "../testkit/fake-service.ts";
import { sendLines } from "../testkit/raw-client.ts";
import { BOSS, CLERK, read, REST_KEYS } from "../testkit/rest-gateway.ts";
import { makeFolder } from "../testkit/test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    book(id: ID!): Book
    books(ids: [ID!], first: Int = 2, old: Boolean, most: Float, kind: Kind): [Book!]
    secret(id: ID!): Book @auth(roles: [BOSS])
    rare: Book @rateLimit(limit: 1, duration: 60)
  }
  type Mutation {
    burn: Boolean
  }
  enum Kind {
    NOVEL
    ATLAS
  }
  type Book {
    id: ID!
    title: String
    price: Int @auth(roles: [BOSS])
  }
`;

const BOOKS =
  "query ($ids: [ID!], $first: Int, $old: Boolean, $most: Float, $kind: Kind) { books(ids: $ids, first: $first, old: $old, most: $most, kind: $kind) { id } }";

const ROUTES: readonly (Omit<OperationRouteOptions, "kind" | "operation"> & { query: string })[] = [
  { path: "/api/books/:id", query: "query ($id: ID!) { book(id: $id) { id title } }", public: true, maxAgeSeconds: 60 },
  { path: "/api/books", query: BOOKS, public: true },
  { path: "/api/own-books/:id", query: "query ($id: ID!) { book(id: $id) { id } }", roles: ["CLERK", "BOSS"] },
  {
    path: "/api/priced-books/:id",
    query: "query ($id: ID!) { book(id: $id) { id price } }",
    public: true,
    maxAgeSeconds: 60,
  },
  { path: "/api/secrets/:id", query: "query ($id: ID!) { secret(id: $id) { id } }", public: true },
  { path: "/api/rare", query: "{ rare { id } }", public: true },
  {
    path: "/api/pairs/:a/:b",
    query: "query ($a: ID!, $b: ID!) { a: book(id: $a) { id } b: book(id: $b) { id } }",
    public: true,
  },
];

async function startLibrary(): Promise<{ url: string; service: FakeService }> {
  const bookOf = (_source: unknown, { id }: { id: string }) => {
    if (id === "broken") throw new Error("inside");
    return id === "none" ? null : { id, title: `Book ${id}`, price: 3 };
  };
  const service = await startFakeService(SDL, {
    Query: {
      book: bookOf,
      secret: bookOf,
      rare: () => ({ id: "rare" }),
      books: (_source: unknown, given: Record<string, unknown>) => [{ id: JSON.stringify(given) }],
    },
  });
  onTestFinished(() => service.close());
  const directory = makeFolder();
  writeFileSync(join(directory, "library.graphql"), SDL);
  const routes = ROUTES.map(({ query, ...route }, index): OperationRouteOptions => {
    writeFileSync(join(directory, `${index}.graphql`), query);
    return { kind: "operation", operation: `${index}.graphql`, ...route };
  });
  const gateway = await createGateway(
    {
      services: [{ name: "library", contract: "library.graphql", endpoints: service.url, timeoutMs: 500 }],
      routes,
      authentication: { apiKeys: REST_KEYS },
      server: { port: 0, cors: { origins: ["https://shop.example"] } },
      logLevel: "silent",
    },
    { directory, environment: {} },
  );
  onTestFinished(() => gateway.dispose());
  return { url: gateway.url, service };
}

const refusal = (status: number, code: string, message: string) => ({ status, body: { error: { code, message } } });

describe("a stored operation", () => {
  it("is answered by its path, with what was found", async () => {
    const { url } = await startLibrary();
    const answer = await fetch(`${url}/api/books/a%2Fb%20c`);
    expect(answer.headers.get("x-partial")).toBeNull();
    expect(await read(answer)).toEqual({ status: 200, body: { data: { book: { id: "a/b c", title: "Book a/b c" } } } });
    expect((await fetch(`${url}/api/books/1/`)).status).toBe(200);
  });

  it("gets its other variables from the query, as what they are", async () => {
    const { url, service } = await startLibrary();
    const given = async (query: string) => {
      const { status, body } = await read(await fetch(`${url}/api/books${query}`));
      expect(status, query).toBe(200);
      return JSON.parse((body as { data: { books: { id: string }[] } }).data.books[0]!.id) as unknown;
    };
    expect(await given("")).toEqual({ first: 2 });
    expect(await given("?ids=1&ids=a%2C2&first=7&old=true&most=-1.5e2&kind=ATLAS")).toEqual({
      ids: ["1", "a,2"],
      first: 7,
      old: true,
      most: -150,
      kind: "ATLAS",
    });
    expect(await given("?ids=1")).toEqual({ ids: ["1"], first: 2 });
    service.calls.length = 0;
    for (const [query, message] of [
      ["?first=many", /\$first.*Int cannot represent/],
      ["?first=99999999999", /\$first.*Int cannot represent/],
      ["?first=", /\$first.*Int cannot represent/],
      ["?old=yes", /\$old.*Boolean cannot represent/],
      ["?kind=POEM", /\$kind.*"POEM" does not exist/],
      ["?first=1&first=2", /"first" is given more than once/],
      ["?frist=1", /no parameter "frist"/],
    ] as const) {
      const { status, body } = await read(await fetch(`${url}/api/books${query}`));
      expect([status, (body as { error: { code: string } }).error.code], query).toEqual([400, "BAD_USER_INPUT"]);
      expect((body as { error: { message: string } }).error.message).toMatch(message);
    }
    expect((await fetch(`${url}/api/books/1?id=2`)).status).toBe(400);
    expect(service.calls).toEqual([]);
  });

  it("is answered to HEAD without a body, and to no other method", async () => {
    const { url } = await startLibrary();
    const get = await (await fetch(`${url}/api/books/1`)).text();
    const head = await sendLines(url, ["HEAD /api/books/1 HTTP/1.1", "Host: x"]);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 200 [^]*\r\ncontent-length: ${get.length}\r\n[^]*\r\n\r\n$`, "i"));
    expect((await fetch(`${url}/api/books/none`, { method: "HEAD" })).status).toBe(404);
    const refused = await fetch(`${url}/api/books/1`, { method: "POST", body: "{}" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("that finds nothing is 404, and that finds one of two is not", async () => {
    const { url } = await startLibrary();
    expect(await read(await fetch(`${url}/api/books/none`))).toEqual(
      refusal(404, "BAD_USER_INPUT", "There is nothing at GET /api/books/none."),
    );
    expect((await fetch(`${url}/api/pairs/none/none`)).status).toBe(404);
    expect(await read(await fetch(`${url}/api/pairs/none/1`))).toEqual({
      status: 200,
      body: { data: { a: null, b: { id: "1" } } },
    });
  });

  it("of which a part fails is 200 with what is there, an error, and the service's name", async () => {
    const { url } = await startLibrary();
    const answer = await fetch(`${url}/api/pairs/broken/1`);
    expect(answer.headers.get("x-partial")).toBe("library");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(await read(answer)).toEqual({
      status: 200,
      body: {
        data: { a: null, b: { id: "1" } },
        errors: [
          {
            message: "The library service could not do this.",
            path: ["a"],
            extensions: { code: "SERVICE_ERROR", service: "library" },
          },
        ],
        extensions: {
          partial: {
            complete: false,
            services: [{ name: "library", state: "error", reason: "SERVICE_ERROR" }],
            missing: [["a"]],
            missingCount: 1,
            stale: [],
            staleCount: 0,
          },
        },
      },
    });
  });

  it("of which nothing can be had is told under the failure's own status", async () => {
    const { url, service } = await startLibrary();
    const broken = await fetch(`${url}/api/books/broken`);
    expect(broken.headers.get("x-partial")).toBe("library");
    expect(broken.headers.get("cache-control")).toBe("no-store");
    expect(await read(broken)).toEqual(refusal(502, "SERVICE_ERROR", "The library service could not do this."));
    service.behave(() => undefined);
    expect((await read(await fetch(`${url}/api/books/1`))).status).toBe(504);
    const hasty = await fetch(`${url}/api/books/1`, { headers: { "x-request-timeout": "50" } });
    expect(await read(hasty)).toEqual(refusal(504, "DEADLINE_EXCEEDED", "There was no time left for this."));
    await service.close();
    expect((await read(await fetch(`${url}/api/books/1`))).status).toBe(502);
    // Once its circuit is open, it is known for how long.
    const tellsForHowLong = async () => {
      const { status, headers } = await fetch(`${url}/api/books/1`);
      return status === 503 && Number(headers.get("retry-after")) > 0;
    };
    await expect.poll(tellsForHowLong, { timeout: 10_000 }).toBe(true);
  });

  it("is under the route's policy and the fields' own, both before any service is called", async () => {
    const { url, service } = await startLibrary();
    const ask = async (path: string, headers = {}) => read(await fetch(url + path, { headers }));
    expect(await ask("/api/own-books/1")).toEqual(refusal(401, "UNAUTHENTICATED", "No token provided"));
    expect(await ask("/api/secrets/1")).toEqual(refusal(401, "UNAUTHENTICATED", "No token provided"));
    expect(await ask("/api/secrets/1", CLERK)).toEqual(refusal(403, "FORBIDDEN", "Not allowed."));
    expect(service.calls).toEqual([]);
    const nobody = await fetch(`${url}/api/secrets/1`);
    expect(nobody.headers.get("www-authenticate")).toBe("Bearer");
    const clerk = await fetch(`${url}/api/secrets/1`, { headers: CLERK });
    expect(clerk.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope"');
    expect((await ask("/api/own-books/1", CLERK)).status).toBe(200);
    expect((await ask("/api/secrets/1", BOSS)).status).toBe(200);
    expect(await ask("/api/priced-books/1", CLERK)).toMatchObject({
      status: 200,
      body: { data: { book: { id: "1", price: null } }, errors: [{ extensions: { code: "FORBIDDEN" } }] },
    });
  });

  it("that was asked for too often says when to come again", async () => {
    const { url } = await startLibrary();
    expect((await fetch(`${url}/api/rare`)).status).toBe(200);
    const refused = await fetch(`${url}/api/rare`);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await read(refused)).toEqual(refusal(429, "RATE_LIMITED", "Too many requests"));
  });

  it("is kept by caches only where it is complete, public and nobody's in particular", async () => {
    const { url } = await startLibrary();
    const told = async (path: string, headers = {}) =>
      (await fetch(url + path, { headers })).headers.get("cache-control");
    expect(await told("/api/books/1")).toBe("public, max-age=60");
    expect(await told("/api/books/1", CLERK)).toBe("private, no-store");
    expect(await told("/api/books")).toBe("private, no-store");
    expect(await told("/api/own-books/1", CLERK)).toBe("private, no-store");
    expect(await told("/api/priced-books/1")).toBe("private, no-store");
    expect(await told("/api/books/none")).toBe("no-store");
    const answer = await fetch(`${url}/api/books/1`, { headers: { origin: "https://shop.example" } });
    expect(answer.headers.get("vary")).toBe("Origin, authorization, x-api-key");
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  });
});
