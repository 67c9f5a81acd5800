import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    payment(method: Method, filter: Filter, node: ID): Payment
    node: Node
  }
  enum Method {
    CARD
    TRANSFER
  }
  input Filter {
    amount: Int
    method: Method
  }
  interface Node {
    id: ID
  }
  type Payment implements Node {
    id: ID
    amount: Int
  }
`;

const apiKey = (id: string, roles: readonly string[]) => ({
  id,
  sha256: createHash("sha256").update(id).digest("hex"),
  roles,
});

async function startGraph(config: TestConfig) {
  const service = await startFakeService(SDL, { Query: { payment: () => ({ id: 1 }), node: () => null } });
  onTestFinished(() => service.close());
  const apiKeys = [apiKey("insider", ["DEVELOPER"]), apiKey("stranger", ["CUSTOMER"])];
  const gateway = await startTestGateway({ payment: service }, { authentication: { apiKeys }, ...config });
  const ask = (query: string, variables: Record<string, unknown> = {}, key = "stranger") =>
    gateway.ask(query, variables, { "x-api-key": key });
  return { ...gateway, service, ask };
}

const INTROSPECTIONS = [
  "{ __schema { types { name } } }",
  '{ __type(name: "Payment") { name } }',
  "{ payment { id } __schema { queryType { name } } }",
  "{ a: __schema { queryType { name } } }",
  "{ ... on Query { ...s } } fragment s on Query { __schema { queryType { name } } }",
];

/** Mistakes that graphql-js would help with, by naming what is there. */
const MISTAKES: readonly [what: string, query: string, variables?: Record<string, unknown>][] = [
  ["a field", "{ paymen { id } }"],
  ["a field of a type", "{ node { amount } }"],
  ["an argument", "{ payment(metho: CARD) { id } }"],
  ["an enum's value", "{ payment(method: CART) { id } }"],
  ["a type", "query ($m: Methods) { payment(method: $m) { id } }"],
  ["a type in a fragment", "{ node { ... on Paymen { id } } }"],
  ["an input field", "{ payment(filter: {amont: 1}) { id } }"],
  ["an enum's value in a variable", "query ($m: Method) { payment(method: $m) { id } }", { m: "CART" }],
  ["an input field in a variable", "query ($f: Filter) { payment(filter: $f) { id } }", { f: { amont: 1 } }],
  [
    "an enum's value in an object in a variable",
    "query ($f: Filter) { payment(filter: $f) { id } }",
    { f: { method: "CART" } },
  ],
];

describe("in production", () => {
  const production = { environment: { NODE_ENV: "production" } };

  for (const query of INTROSPECTIONS) {
    it(`nobody learns the schema by ${query}`, async () => {
      const { ask, service } = await startGraph(production);
      expect(await ask(query)).toEqual({
        errors: [{ message: "Introspection is not allowed here.", extensions: { code: "FORBIDDEN" } }],
      });
      expect(service.calls).toHaveLength(0);
    });
  }

  for (const [what, query, variables] of MISTAKES) {
    it(`nobody learns it by mistaking ${what}`, async () => {
      const { ask } = await startGraph(production);
      const told = JSON.stringify(await ask(query, variables));
      expect(told).toMatch(/"code":"(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)"/);
      expect(told).not.toMatch(/did you mean/i);
      expect(told).not.toMatch(/CARD|"payment"|amount"|\bPayment\b(?!")/);
    });
  }

  it("__typename is no secret", async () => {
    const { ask } = await startGraph(production);
    expect(await ask("{ __typename payment { __typename } }")).toEqual({
      data: { __typename: "Query", payment: { __typename: "Payment" } },
    });
  });

  it("those with a role that the configuration names may, and are helped", async () => {
    const { ask } = await startGraph({ ...production, introspection: { roles: ["DEVELOPER"] } });
    expect((await ask(INTROSPECTIONS[0] ?? "", {}, "insider")).errors).toBeUndefined();
    expect(JSON.stringify(await ask(INTROSPECTIONS[0] ?? "", {}, "stranger"))).toContain("FORBIDDEN");
    expect(JSON.stringify(await ask("{ paymen { id } }", {}, "insider"))).toMatch(/Did you mean/);
    expect(JSON.stringify(await ask("{ paymen { id } }", {}, "stranger"))).not.toMatch(/Did you mean/);
  });

  it("everybody may where the configuration says so", async () => {
    const { ask } = await startGraph({ ...production, introspection: { enabled: true } });
    expect((await ask(INTROSPECTIONS[0] ?? "")).errors).toBeUndefined();
  });
});

describe("elsewhere", () => {
  it("everybody may, and is helped, in variables too, unless the configuration says no", async () => {
    const { ask } = await startGraph({});
    expect((await ask(INTROSPECTIONS[0] ?? "")).errors).toBeUndefined();
    for (const [, query, variables] of MISTAKES.filter(([what]) => what !== "a type in a fragment")) {
      expect(JSON.stringify(await ask(query, variables))).toMatch(/Did you mean/);
    }
    const { ask: askClosed } = await startGraph({ introspection: { enabled: false } });
    expect(JSON.stringify(await askClosed(INTROSPECTIONS[0] ?? ""))).toContain("FORBIDDEN");
  });
});
