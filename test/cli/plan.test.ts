import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startNode } from "../testkit/processes.ts";
import { makeFolder } from "../testkit/test-gateway.ts";

async function plan(operation: string, ...options: readonly string[]) {
  const file = join(makeFolder(), "operation.graphql");
  writeFileSync(file, operation);
  const started = startNode(["src/cli/bin.ts", "plan", file, ...options]);
  return { code: await started.ended, output: started.output().replaceAll(file, "FILE") };
}

const REVIEWS = `
  query Product($id: ID!, $all: Boolean!) { product(id: $id) { name reviews @include(if: $all) { title } } }
  query Names { products { nodes { name } } }`;

describe("selvage plan", () => {
  it("prints which services are asked for what, in which wave, and starts nothing", async () => {
    expect(await plan("query Two($id: ID!) { order(id: $id) { id customer { name } } me { email } }")).toEqual({
      code: 0,
      output: `query Two: 3 requests to 2 services, in 2 waves
  $id: ID!

wave 0
  #0 order
    order(id: $id) { id customer { id } }
      → order
  #1 user
    me { email }
      → me

wave 1
  #2 user needs #0
    selvage_0: usersByIds(ids: [ID!]!) { id name }
      for order.customer by id → @1
`,
    });
  });

  it("plans the operation that is named, with its conditions decided by the variables", async () => {
    const all = await plan(REVIEWS, "--operation", "Product", "--variables", '{"all": true}');
    expect(all).toMatchObject({ code: 0, output: expect.stringMatching(/2 requests[^]*#1 review/) as string });
    const few = await plan(REVIEWS, "--operation", "Product", "--variables", '{"all": false}');
    expect(few).toMatchObject({
      code: 0,
      output: expect.stringContaining("1 request to 1 service, in 1 wave") as string,
    });
  });

  it("prints JSON", async () => {
    const { code, output } = await plan("{ orderDetail(id: 1) { customer { name } order { total } } }", "--json");
    expect(code).toBe(0);
    const { operation, steps, shape } = JSON.parse(output) as Record<string, never>;
    expect(operation).toBe("query");
    expect(steps).toMatchObject([
      {
        aggregates: [{ property: "orderDetail", id: "id: 1", joins: [{ field: "order" }, { field: "customer" }] }],
        fetches: [
          { index: 0, service: "order", wave: 0, calls: [{ kind: "lookup", parameters: ["ids: [ID!]!"] }] },
          { index: 1, service: "user", wave: 0 },
          { index: 2, service: "user", wave: 1, needs: [0, 1] },
        ],
      },
    ]);
    const fields = [{ key: "customer", type: "User" }, { key: "order" }];
    expect(shape).toMatchObject({ fields: [{ value: { shapes: [{ fields, identities: ["order"] }] } }] });
  });

  it("knows that the gateway itself answers introspection", async () => {
    expect(await plan("{ __schema { queryType { name } } }")).toMatchObject({
      code: 0,
      output: expect.stringContaining("introspection") as string,
    });
    const { code, output } = await plan("{ __schema { queryType { name } } }", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual({ nothing: { message: expect.stringContaining("introspection") as string } });
  });

  it("plans what is asked beside the gateway's own field, which it answers itself", async () => {
    const asked = "_gateway { services { name } }";
    expect(await plan(`{ ${asked} }`)).toMatchObject({
      code: 0,
      output: expect.stringContaining("_gateway") as string,
    });
    expect(await plan(`subscription { ...f } fragment f on Subscription { ${asked} }`)).toMatchObject({ code: 0 });
    const beside = await plan(`{ me { email } ...f } fragment f on Query { ${asked} }`);
    expect(beside).toEqual({ code: 0, output: (await plan("{ me { email } }")).output });
  });

  it("says why an operation cannot be planned, and ends with 1", async () => {
    const text = "query Ours($first: Int! = 3) { products(first: $first) { nodes { name } } }";
    const refused = await plan(text.replace("Int!", "Int"), "--variables", '{"first": null}');
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/^FILE cannot be planned \(null-variable\): \$first is null.*\n.*stitched engine/);
    const json = await plan("{ products { nodes { name } } __schema { description } }", "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.output)).toMatchObject({ refused: { reason: "unsupported" } });
  });

  const wrong: readonly [string, string, readonly string[], RegExp][] = [
    ["a syntax error", "{ products {\n  nodes( } }", [], /FILE:2:10 Syntax Error/],
    ["an unknown field", "{ products {\n  colour } }", [], /FILE:2:3 Cannot query field "colour"/],
    [
      "an unknown operation",
      REVIEWS,
      ["--operation", "Orders"],
      /FILE: The document holds no operation named "Orders"/,
    ],
    ["several operations", REVIEWS, [], /FILE: .* several operations: name one with --operation \(Product, Names\)/],
    [
      "a condition that is not decided",
      REVIEWS,
      ["--operation", "Product"],
      /FILE:2:\d+ .*variable "\$all".*not provided/,
    ],
    [
      "a value that does not fit",
      REVIEWS,
      ["--operation", "Product", "--variables", '{"all": 1}'],
      /FILE:2:\d+ .*"\$all"/,
    ],
    [
      "an unknown variable",
      REVIEWS,
      ["--operation", "Names", "--variables", '{"a": 1}'],
      /FILE: The operation has no variable \$a/,
    ],
    ["variables that are no JSON", REVIEWS, ["--variables", "{"], /--variables is no JSON/],
    ["variables that are no object", REVIEWS, ["--variables", "[]"], /--variables must be a JSON object/],
    ["two files", REVIEWS, ["another.graphql"], /plan FILE/],
    [
      "an operation over a limit",
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: me { id }`).join(" ")} }`,
      [],
      /31 .*30 at most/,
    ],
  ];
  for (const [name, operation, options, message] of wrong)
    it(`ends with 2 for ${name}`, async () => {
      const { code, output } = await plan(operation, ...options);
      expect(output).toMatch(message);
      expect(output).not.toContain("    at ");
      expect(code).toBe(2);
    });

  it("ends with 2 for a file that is not there", async () => {
    const started = startNode(["src/cli/bin.ts", "plan", "nowhere.graphql"]);
    expect(await started.ended).toBe(2);
    expect(started.output()).toContain("nowhere.graphql: there is no such file");
  });
});
