import { describe, expect, it } from "vitest";
import { startSmallGateway } from "../testkit/small-gateway.ts";

interface Sent {
  readonly status: number;
  readonly body: { errors?: { message: string; extensions: { code: string }; locations?: unknown }[]; data?: unknown };
  readonly headers: Headers;
}

async function send(url: string, init: RequestInit, path = "/graphql"): Promise<Sent> {
  const response = await fetch(`${url}${path}`, init);
  return { status: response.status, body: (await response.json()) as Sent["body"], headers: response.headers };
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

describe("bad input gets a clear error, and calls no service", () => {
  const cases: readonly [string, RequestInit, number, string, RegExp][] = [
    ["malformed JSON", post('{"query": "{ hello }'), 400, "BAD_USER_INPUT", /JSON/],
    ["an empty body", post(""), 400, "BAD_USER_INPUT", /body/],
    ["no query", post({ variables: {} }), 400, "BAD_USER_INPUT", /query/],
    ["a query that is no text", post({ query: 7 }), 400, "BAD_USER_INPUT", /query/],
    ["a list of operations", post([{ query: "{ hello }" }]), 400, "BAD_USER_INPUT", /Batching/],
    ["a syntax error", post({ query: "{ hello" }), 400, "GRAPHQL_PARSE_FAILED", /Syntax Error/],
    ["an unknown field", post({ query: "{ helo }" }), 400, "GRAPHQL_VALIDATION_FAILED", /"helo"/],
    [
      "a hidden field",
      post({ query: '{ booksByIds(ids: ["1"]) { id } }' }),
      400,
      "GRAPHQL_VALIDATION_FAILED",
      /booksByIds/,
    ],
    [
      "a hidden field of a type",
      post({ query: '{ book(id: "1") { shelf } }' }),
      400,
      "GRAPHQL_VALIDATION_FAILED",
      /shelf/,
    ],
    [
      "an unknown operation name",
      post({ query: "query A { hello }", operationName: "B" }),
      400,
      "BAD_USER_INPUT",
      /no operation named "B"/,
    ],
    [
      "several operations and no name",
      post({ query: "query A { hello } query B { hello }" }),
      400,
      "BAD_USER_INPUT",
      /several operations/,
    ],
    ["a missing variable", post({ query: "query ($id: ID!) { book(id: $id) { id } }" }), 400, "BAD_USER_INPUT", /\$id/],
    [
      "a wrong variable",
      post({ query: "query ($n: [Int!]!) { add(numbers: $n) }", variables: { n: [1, "x"] } }),
      400,
      "BAD_USER_INPUT",
      /Int cannot represent/,
    ],
    ["variables that are no object", post({ query: "{ hello }", variables: [1] }), 400, "BAD_USER_INPUT", /variables/i],
    [
      "a form",
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "query={hello}" },
      415,
      "BAD_USER_INPUT",
      /application\/json/,
    ],
    [
      "plain text",
      { method: "POST", headers: { "content-type": "text/plain" }, body: '{"query":"{ hello }"}' },
      415,
      "BAD_USER_INPUT",
      /application\/json/,
    ],
    [
      "a body that is too large",
      post({ query: `{ hello(name: "${"x".repeat(1_100_000)}") }` }),
      413,
      "REQUEST_TOO_LARGE",
      /too large/,
    ],
    [
      "a document of too many tokens",
      post({ query: `{ ${"hello ".repeat(20_000)} }` }),
      400,
      "OPERATION_LIMIT_EXCEEDED",
      /tokens/,
    ],
    [
      "a subscription",
      post({ query: "subscription { _gateway { services { name } } }" }),
      400,
      "BAD_USER_INPUT",
      /text\/event-stream/,
    ],
  ];
  for (const [name, init, status, code, message] of cases) {
    it(name, async () => {
      const { url, service } = await startSmallGateway();
      const { status: sentStatus, body } = await send(url, init);
      expect(body.errors?.[0]).toMatchObject({
        message: expect.stringMatching(message) as string,
        extensions: { code },
      });
      expect(sentStatus).toBe(status);
      expect(body).not.toHaveProperty("data");
      expect(service.calls).toHaveLength(0);
    });
  }

  it("tells every wrong variable at once", async () => {
    const { url } = await startSmallGateway();
    const { body } = await send(
      url,
      post({ query: "query ($a: Int!, $b: ID!) { add(numbers: [$a]) book(id: $b) { id } }", variables: { a: "x" } }),
    );
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT", "BAD_USER_INPUT"]);
  });

  it("a mutation by GET is refused with 405, a query is answered", async () => {
    const { url, service } = await startSmallGateway();
    const mutation = encodeURIComponent('mutation { rename(id: "1", title: "x") { id } }');
    const refused = await send(url, { headers: { accept: "application/json" } }, `/graphql?query=${mutation}`);
    expect(refused.status).toBe(405);
    expect(refused.headers.get("allow")).toBe("POST");
    expect(service.calls).toHaveLength(0);
    const answered = await send(
      url,
      { headers: { accept: "application/json" } },
      `/graphql?query=${encodeURIComponent("{ hello }")}`,
    );
    expect(answered.body).toEqual({ data: { hello: "Hello, World!" } });
  });

  it("an id that does not exist is null, without an error", async () => {
    const { ask } = await startSmallGateway();
    expect(await ask('{ book(id: "7") { title } }')).toEqual({ data: { book: null } });
  });

  it("variables of a GET that are no JSON", async () => {
    const { url } = await startSmallGateway();
    const { status, body } = await send(
      url,
      { headers: { accept: "application/json" } },
      "/graphql?query=%7B__typename%7D&variables=%7B",
    );
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/JSON/) as string,
      extensions: { code: "BAD_USER_INPUT" },
    });
  });

  it("a null for an argument that may not be null is told at its field", async () => {
    const { ask } = await startSmallGateway();
    const { data, errors } = await ask('query ($n: String = "x") { hello(name: $n) add(numbers: [1]) }', { n: null });
    expect(data).toEqual({ hello: null, add: 1 });
    expect(errors).toMatchObject([{ path: ["hello"], extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it("a method that is not served is 405, and a path that cannot be decoded 400, each in our own form", async () => {
    const { url } = await startSmallGateway();
    const put = await send(url, { method: "PUT", body: "{}", headers: { "content-type": "application/json" } });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, POST"]);
    const head = await fetch(`${url}/graphql?query={hello}`, { method: "HEAD", headers: { accept: "text/html" } });
    expect([head.status, head.headers.get("allow")]).toEqual([405, "GET, POST"]);
    const undecodable = await send(url, {}, "/%zz");
    expect([undecodable.status, undecodable.body]).toMatchObject([400, { error: { code: "BAD_USER_INPUT" } }]);
    expect(undecodable.headers.get("x-request-id")).toMatch(/./);
  });

  it("a path of two slashes is 404, too", async () => {
    const { url } = await startSmallGateway();
    expect((await send(url, {}, "//")).status).toBe(404);
  });

  it("a path that is none of ours is 404, and says so", async () => {
    const { url } = await startSmallGateway();
    const { status, body } = await send(url, {}, "/graphiql");
    expect(status).toBe(404);
    expect(body).toMatchObject({ error: { message: "There is nothing at GET /graphiql." } });
  });
});

describe("introspection", () => {
  it("shows what clients may see, beside data too", async () => {
    const { ask, service } = await startSmallGateway();
    const query = '{ __typename __type(name: "Book") { fields { name } } __schema { queryType { fields { name } } } }';
    expect(await ask(query)).toEqual({
      data: {
        __typename: "Query",
        __type: { fields: [{ name: "id" }, { name: "title" }] },
        __schema: {
          queryType: { fields: [{ name: "add" }, { name: "book" }, { name: "hello" }, { name: "_gateway" }] },
        },
      },
    });
    expect(service.calls).toHaveLength(0);
    const beside = '{ hello ... on Query { add(numbers: [1]) } __type(name: "Book") { name } }';
    expect(await ask(beside)).toEqual({ data: { hello: "Hello, World!", add: 1, __type: { name: "Book" } } });
    const mixed = await ask(
      'query ($n: String!) { hello(name: $n) ...meta } fragment meta on Query { type: __type(name: "Book") { fields { name } } }',
      { n: "you" },
    );
    expect(mixed).toEqual({ data: { hello: "Hello, you!", type: { fields: [{ name: "id" }, { name: "title" }] } } });
  });
});
