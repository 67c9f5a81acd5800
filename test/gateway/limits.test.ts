import { getIntrospectionQuery } from "graphql";
import { describe, expect, it } from "vitest";
import type { LimitsOptions } from "../../src/index.ts";
import { orderDetailScreen, productPageWeb } from "../testkit/operations.ts";
import { sendLines } from "../testkit/raw-client.ts";
import { startSmallGateway } from "../testkit/small-gateway.ts";

const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_item, index) => text(index)).join(" ");
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe("an operation over a limit is refused, and no service is called", () => {
  const cases: readonly [string, LimitsOptions, string, Record<string, unknown>, RegExp][] = [
    ["depth", { maxDepth: 1 }, '{ book(id: "1") { title } }', {}, /2 levels of fields, 1 at most/],
    [
      "depth by fragments",
      { maxDepth: 1 },
      '{ book(id: "1") { ...a } } fragment a on Book { ... { title } }',
      {},
      /2 levels of fields/,
    ],
    ["fields", { maxFields: 3 }, "{ a: hello b: hello c: hello d: hello }", {}, /4 fields, 3 at most/],
    [
      "fields by fragments that spread each other",
      {},
      `{ ...f0 } ${many(40, (index) => `fragment f${index} on Query { ${index === 39 ? "hello" : `...f${index + 1} ...f${index + 1}`} }`)}`,
      {},
      /549755813888 fields, 1000 at most/,
    ],
    [
      "root fields",
      { maxRootFields: 1 },
      "{ hello ...more } fragment more on Query { again: hello }",
      {},
      /2 root fields, 1 at most/,
    ],
    ["aliases", {}, `{ ${many(101, (index) => `a${index}: __typename`)} }`, {}, /101 aliases, 100 at most/],
    [
      "directives",
      { maxDirectives: 1 },
      "{ hello @skip(if: false) @include(if: true) }",
      {},
      /2 directives, 1 at most/,
    ],
    [
      "depth of a value in its text",
      { maxVariablesDepth: 2 },
      "{ add(numbers: [[[1]]]) }",
      {},
      /4 levels of values in its text, 2 at most/,
    ],
    [
      "depth of a default",
      { maxVariablesDepth: 2 },
      "query ($n: [Int!] = [[1]]) { add(numbers: $n) }",
      {},
      /3 levels of values in its text, 2 at most/,
    ],
    [
      "lists in lists in its text",
      {},
      `{ add(numbers: ${"[".repeat(4_500)}${"]".repeat(4_500)}) }`,
      {},
      /more levels than can be read/,
    ],
    [
      "fragments in circles that no operation gets to",
      {},
      `{ hello } ${many(800, (index) => `fragment f${index} on Query { ...f${(index + 1) % 800} ...f${(index + 7) % 800} }`)}`,
      {},
      /more levels than can be read/,
    ],
    ["tokens", { maxTokens: 5 }, "{ a: hello b: hello }", {}, /more tha[nt] 5 tokens/],
    [
      "the operation's name",
      { maxOperationNameLength: 3 },
      "query Long { hello }",
      {},
      /4 characters in its name, 3 at most/,
    ],
    [
      "depth of the variables",
      {},
      "query ($n: [Int!]!) { add(numbers: $n) }",
      { n: nested(11) },
      /levels of values in its variables, 10 at most/,
    ],
    [
      "values in the variables",
      { maxVariablesValues: 3 },
      "query ($n: [Int!]!) { add(numbers: $n) }",
      { n: [1, 2, 3] },
      /4 values in its variables, 3 at most/,
    ],
  ];
  for (const [name, limits, query, variables, message] of cases) {
    it(name, async () => {
      const { ask, service } = await startSmallGateway({ limits });
      const { data, errors } = await ask(query, variables);
      expect(errors).toContainEqual({
        ...errors?.[0],
        message: expect.stringMatching(message) as string,
        extensions: { code: "OPERATION_LIMIT_EXCEEDED" },
      });
      expect(data).toBeUndefined();
      expect(service.calls).toHaveLength(0);
    });
  }

  it("fragments within themselves, in whatever circle", async () => {
    const { ask, service } = await startSmallGateway();
    const circles = [
      "{ ...a } fragment a on Query { ...a }",
      "{ ...a } fragment a on Query { hello ...b } fragment b on Query { ...c } fragment c on Query { ...a ...b }",
      '{ book(id: "1") { ...a } } fragment a on Book { ... { ...b } } fragment b on Book { ...a }',
    ];
    for (const query of circles) {
      const { data, errors } = await ask(query);
      expect(data).toBeUndefined();
      expect(errors?.[0]).toMatchObject({
        message: expect.stringMatching(/Cannot spread fragment "a" within itself/) as string,
        extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
      });
    }
    expect(service.calls).toHaveLength(0);
  });

  it("headers", async () => {
    const { url, service } = await startSmallGateway({ server: { maxHeaderBytes: 2_000 } });
    const send = (length: number) =>
      sendLines(url, ["GET /graphql?query={hello} HTTP/1.1", "Host: x", `X-Filler: ${"x".repeat(length)}`]);
    expect(await send(1_000)).toMatch(/^HTTP\/1.1 200/);
    expect(await send(3_000)).toMatch(/^HTTP\/1.1 431[^]*"code":"REQUEST_TOO_LARGE"/);
    expect(service.calls).toHaveLength(1);
  });

  it("is judged before validation, which a document can make take long", async () => {
    const { ask } = await startSmallGateway();
    const { errors } = await ask(`{ ${"unknown ".repeat(9_900)} }`);
    expect(new Set(errors?.map(({ extensions }) => extensions?.["code"]))).toEqual(
      new Set(["OPERATION_LIMIT_EXCEEDED"]),
    );
  });

  it("but let through where limits are only measured", async () => {
    const { ask } = await startSmallGateway({ limits: { maxFields: 1, mode: "measure" } });
    expect(await ask("{ a: hello b: hello }")).toEqual({ data: { a: "Hello, World!", b: "Hello, World!" } });
  });
});

describe("the defaults", () => {
  it("let introspection and the store's screens through", async () => {
    const { ask } = await startSmallGateway();
    expect(
      (await ask(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }))).errors,
    ).toBeUndefined();
    for (const screen of [orderDetailScreen, productPageWeb]) {
      expect((await ask(screen.toString(), { id: "1" })).errors?.[0]?.extensions?.["code"]).toBe(
        "GRAPHQL_VALIDATION_FAILED",
      );
    }
  });
});
