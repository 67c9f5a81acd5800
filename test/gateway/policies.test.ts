import { createHash } from "node:crypto";
import { buildClientSchema, getIntrospectionQuery, printType, type IntrospectionQuery } from "graphql";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ConfigurationError, GatewayConfig } from "../../src/index.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { callsOf, CUSTOMER, useStore } from "../testkit/store.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    open: String
    login: String @auth
    sure: String! @auth
    admin: String @auth(roles: [ADMIN, "OWNER"])
    scoped: String @auth(scopes: [["read", "write"], ["all"]])
    both: Secret @auth(roles: [OWNER])
    secrets: [Secret!]
    things: [Thing!]
    found: [Found!]
    node: Node
    shown: Shown
    vault: Vault
    safe: Safe
    kept: Kept
  }
  type Mutation {
    change: Int! @auth(roles: [ADMIN])
  }
  interface Vault @auth(roles: [ADMIN]) {
    id: ID!
  }
  type Safe implements Vault {
    id: ID!
    code: Int!
  }
  union Kept @auth(roles: [ADMIN]) = Safe | Shown
  type Secret @auth(roles: [ADMIN]) {
    id: ID!
    self: Secret!
  }
  type Thing {
    id: ID!
    price: Int! @auth(roles: [ADMIN])
    cost: Int
    secret: Secret
  }
  union Found = Thing | Hidden
  interface Node {
    id: ID!
    label: String!
    owner: String! @auth(roles: [ADMIN])
  }
  type Hidden implements Node @auth(roles: [ADMIN]) {
    id: ID!
    label: String!
    owner: String!
  }
  type Shown implements Node {
    id: ID!
    label: String!
    owner: String!
  }
`;

const KEYS = {
  admin: { roles: ["ADMIN"] },
  owner: { roles: ["ADMIN", "OWNER"] },
  plain: {},
  reader: { scopes: ["read"] },
  writer: { scopes: ["write", "read"] },
  all: { scopes: ["all"] },
} as const;

async function startGuarded(
  config: Omit<GatewayConfig, "services" | "gatewayContract"> & { gatewaySdl?: string } = {},
) {
  const secret = { id: "s", self: { id: "t" } };
  const service = await startFakeService(SDL, {
    Query: {
      open: () => "open",
      login: () => "login",
      sure: () => "sure",
      admin: () => "admin",
      scoped: () => "scoped",
      both: () => secret,
      secrets: () => [secret],
      things: () => [1, 2, 3].map((id) => ({ id, price: id, cost: id, secret })),
      found: () => [
        { __typename: "Thing", id: 1, cost: 1, price: 1 },
        { __typename: "Hidden", id: 2, label: "two" },
      ],
      node: () => ({ __typename: "Shown", id: 1, label: "one", owner: "Ann" }),
      shown: () => ({ id: 1, label: "one", owner: "Ann" }),
      vault: () => ({ __typename: "Safe", id: 1, code: 7 }),
      safe: () => ({ id: 1, code: 7 }),
      kept: () => ({ __typename: "Shown", id: 1, label: "one", owner: "Ann" }),
    },
    Mutation: { change: () => 1 },
  });
  onTestFinished(() => service.close());
  const apiKeys = Object.entries(KEYS).map(([id, rest]) => ({
    id,
    sha256: createHash("sha256").update(id).digest("hex"),
    ...rest,
  }));
  const gateway = await startTestGateway({ guarded: service }, { authentication: { apiKeys }, ...config });
  const ask = (query: string, key?: keyof typeof KEYS) =>
    gateway.ask(query, {}, key === undefined ? {} : { "x-api-key": key });
  return { service, url: gateway.url, ask };
}

const refusal = (code: "UNAUTHENTICATED" | "FORBIDDEN", path: (string | number)[], paths?: (string | number)[][]) => ({
  message: code === "FORBIDDEN" ? "Not allowed." : "No token provided",
  path,
  extensions: { code, ...(paths === undefined ? {} : { paths }) },
});

describe("a field under @auth", () => {
  const table: readonly [keyof typeof KEYS | undefined, string, "UNAUTHENTICATED" | "FORBIDDEN" | undefined][] = [
    [undefined, "login", "UNAUTHENTICATED"],
    ["plain", "login", undefined],
    [undefined, "admin", "UNAUTHENTICATED"],
    ["plain", "admin", "FORBIDDEN"],
    ["admin", "admin", undefined],
    ["plain", "scoped", "FORBIDDEN"],
    ["reader", "scoped", "FORBIDDEN"],
    ["writer", "scoped", undefined],
    ["all", "scoped", undefined],
  ];
  for (const [key, field, code] of table) {
    it(`${field}, asked for by ${key ?? "nobody"}, is ${code ?? "answered"}`, async () => {
      const { ask, service } = await startGuarded();
      const answer = await ask(`{ mine: ${field} }`, key);
      if (code === undefined) return expect(answer).toEqual({ data: { mine: field } });
      expect(answer).toEqual({ data: { mine: null }, errors: [refusal(code, ["mine"])] });
      expect(service.calls).toHaveLength(0);
      return undefined;
    });
  }

  it("demands what its type demands, too", async () => {
    const { ask } = await startGuarded();
    expect(await ask("{ both { id } }", "admin")).toMatchObject({ data: { both: null } });
    expect(await ask("{ both { id self { id } } }", "owner")).toEqual({
      data: { both: { id: "s", self: { id: "t" } } },
    });
  });

  it("is told once for all items of a list, each place named, and its siblings are answered", async () => {
    const { ask, service } = await startGuarded();
    expect(await ask("{ things { id price secret { id } cost } }", "plain")).toEqual({
      data: { things: [1, 2, 3].map((id) => ({ id: String(id), price: null, secret: null, cost: id })) },
      errors: ["price", "secret"].map((field) =>
        refusal(
          "FORBIDDEN",
          ["things", 0, field],
          [1, 2].map((index) => ["things", index, field]),
        ),
      ),
    });
    expect(service.calls[0]?.query).not.toMatch(/price|secret/);
  });

  it("keeps the order of the client's fields, whatever they are called", async () => {
    const { ask } = await startGuarded();
    const { data } = await ask("{ a: open id: login things { x: price id: cost } z: open }", "plain");
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({ a: "open", id: "login", things: [1, 2, 3].map((id) => ({ x: null, id })), z: "open" }),
    );
  });

  it("takes no other field along, whatever that is called", async () => {
    const { ask } = await startGuarded();
    const { data } = await ask("{ admin selvage_refused_0: open selvage_refused_0_: open }", "plain");
    expect(data).toEqual({ admin: null, selvage_refused_0: "open", selvage_refused_0_: "open" });
  });

  it("is not judged where the client's conditions leave it out", async () => {
    const { ask } = await startGuarded();
    expect(await ask("{ open login @include(if: false) ... @skip(if: true) { admin } }")).toEqual({
      data: { open: "open" },
    });
  });

  it("is found in fragments, on unions, and on interfaces, where it demands what any type would", async () => {
    const { ask } = await startGuarded();
    expect(
      await ask("{ found { ... on Thing { id } ...hidden } } fragment hidden on Hidden { label }", "plain"),
    ).toEqual({
      data: { found: null },
      errors: [refusal("FORBIDDEN", ["found"])],
    });
    expect(await ask("{ found { ... on Thing { id } } }", "plain")).toMatchObject({
      data: { found: [{ id: "1" }, {}] },
    });
    expect(await ask("{ node { id } }", "plain")).toMatchObject({ data: { node: { id: null } } });
    expect(await ask("{ node { ... on Shown { id } } }", "plain")).toEqual({ data: { node: { id: "1" } } });
    expect(await ask("{ node { id } }", "admin")).toEqual({ data: { node: { id: "1" } } });
  });

  it("is each type's own where an interface says it of its field", async () => {
    const { ask } = await startGuarded();
    for (const query of ["{ shown { owner } }", "{ shown: node { ... on Shown { owner } } }"]) {
      expect(await ask(query, "plain"), query).toEqual({
        data: { shown: { owner: null } },
        errors: [refusal("FORBIDDEN", ["shown", "owner"])],
      });
      expect(await ask(query, "admin"), query).toEqual({ data: { shown: { owner: "Ann" } } });
    }
  });

  it("is what an interface or a union gives that demands it, and each type of such an interface", async () => {
    const { ask, service } = await startGuarded();
    for (const field of ["vault { id }", "vault { ... on Safe { code } }", "safe { code }", "kept { __typename }"]) {
      expect(await ask(`{ mine: ${field} }`, "plain"), field).toEqual({
        data: { mine: null },
        errors: [refusal("FORBIDDEN", ["mine"])],
      });
    }
    expect(service.calls).toHaveLength(0);
    expect(
      await ask("{ vault { id ... on Safe { code } } safe { id } kept { ... on Shown { label } } }", "admin"),
    ).toEqual({ data: { vault: { id: "1", code: 7 }, safe: { id: "1" }, kept: { label: "one" } } });
  });

  it("takes no more than itself when its service fails, though its contract says that it is never null", async () => {
    const { ask, service } = await startGuarded();
    service.behave(() => ({ data: { open: "open", sure: null } }));
    const { data, errors } = await ask("{ open sure }", "plain");
    expect(data).toEqual({ open: "open", sure: null });
    expect(errors).toMatchObject([{ path: ["sure"], extensions: { code: "SERVICE_BAD_RESPONSE" } }]);
  });

  it("may name roles that a contract has an enum of, also beside contracts that have none", async () => {
    const { service } = await startGuarded();
    const sdl = "enum Role { ADMIN OWNER } type Query { role: Role @auth(roles: [OWNER]) }";
    const people = { sdl, url: service.url };
    const gatewaySdl = "extend type Query { open: String @auth(roles: [ADMIN]) }";
    const { ask } = await startTestGateway({ people, guarded: service }, { gatewaySdl });
    expect(await ask("{ role open shown { label } }")).toEqual({
      data: { role: null, open: null, shown: { label: "one" } },
      errors: [refusal("UNAUTHENTICATED", ["role"]), refusal("UNAUTHENTICATED", ["open"])],
    });
  });

  it("is nullable for clients, and only where it may be refused", async () => {
    const { ask } = await startGuarded();
    const { data } = await ask(getIntrospectionQuery());
    const schema = buildClientSchema(data as IntrospectionQuery);
    const print = (type: string) => printType(schema.getType(type) as never).replace(/\s+/g, " ");
    expect(print("Thing")).toBe("type Thing { cost: Int id: ID! price: Int secret: Secret }");
    expect(print("Shown")).toContain("id: ID! label: String! owner: String ");
    expect(print("Secret")).toBe("type Secret { id: ID! self: Secret! }");
    expect(print("Safe")).toBe("type Safe implements Vault { code: Int! id: ID! }");
    expect(print("Query")).toContain("secrets: [Secret!] ");
    expect(print("Query")).toContain("sure: String ");
    expect(print("Mutation")).toContain("change: Int ");
  });

  it("stops a mutation before the service hears of it", async () => {
    const { ask, service } = await startGuarded();
    expect(await ask("mutation { change }", "plain")).toEqual({
      data: { change: null },
      errors: [refusal("FORBIDDEN", ["change"])],
    });
    expect(service.calls).toHaveLength(0);
  });

  it("may be a service's field that the gateway's own contract says it of", async () => {
    const { ask } = await startGuarded({
      gatewaySdl: `
        extend type Query { open: String @auth(roles: [OWNER]) }
        extend type Thing @auth
        extend interface Node { label: String! @auth }
        extend union Found @auth
      `,
    });
    expect(await ask("{ open }", "admin")).toEqual({ data: { open: null }, errors: [refusal("FORBIDDEN", ["open"])] });
    expect(await ask("{ open }", "owner")).toEqual({ data: { open: "open" } });
    expect(await ask("{ things { id } }")).toMatchObject({ data: { things: null } });
    expect(await ask("{ found { __typename } shown { label id } }")).toMatchObject({
      data: { found: null, shown: { label: null, id: "1" } },
    });
  });

  it("cannot be misspelt in the gateway's own contract", async () => {
    const gatewaySdl = `
      extend type Query { open: String @aut sure: String @auth(role: [OWNER]) oben: String @auth }
      extend type Thing @auth @rateLimit(limit: 1, duration: 1)`;
    const refused = await startGuarded({ gatewaySdl }).catch((error: unknown) => error);
    expect((refused as ConfigurationError).problems).toEqual([
      expect.stringContaining('gateway.graphql:2:40 Unknown directive "@aut"'),
      expect.stringContaining('gateway.graphql:2:64 Unknown argument "role" on directive "@auth"'),
      expect.stringContaining('gateway.graphql:3:31 Directive "@rateLimit" may not be used on OBJECT'),
    ]);
  });

  it("refuses the whole operation where the configuration says so", async () => {
    const { url, service } = await startGuarded({ authorization: { unauthorized: "reject" } });
    const send = (key: string) =>
      fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(key === "" ? {} : { "x-api-key": key }) },
        body: JSON.stringify({ query: "{ open admin things { price } }" }),
      });
    const forbidden = await send("plain");
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers.get("www-authenticate")).toBe('Bearer error="insufficient_scope"');
    expect(await forbidden.json()).toEqual({
      errors: [
        {
          message: "Not allowed.",
          extensions: { code: "FORBIDDEN", coordinates: ["Query.admin", "Thing.price"] },
        },
      ],
    });
    const unauthenticated = await send("");
    expect(unauthenticated.status).toBe(401);
    expect(unauthenticated.headers.get("www-authenticate")).toBe("Bearer");
    expect(service.calls).toHaveLength(0);
  });

  it("is answered, and logged, in a dry run", async () => {
    const { ask } = await startGuarded({ authorization: { dryRun: true } });
    expect(await ask("{ admin }")).toEqual({ data: { admin: "admin" } });
  });
});

describe("the store", () => {
  const store = useStore();

  it("shows orders, shipments, payments and people's own data to nobody, and asks no service for them", async () => {
    await store.clearCounters();
    const fields = {
      order: 'order(id: "order-1") { id }',
      orders: "orders { nodes { id } }",
      orderDetail: 'orderDetail(id: "order-1") { shipment { id } }',
      user: 'user(id: "user-1") { name }',
      me: "me { name }",
    };
    const answer = await store.askText(`{ ${Object.values(fields).join(" ")} }`);
    expect(answer).toEqual({
      data: Object.fromEntries(Object.keys(fields).map((field) => [field, null])),
      errors: Object.keys(fields).map((field) => refusal("UNAUTHENTICATED", [field])),
    });
    expect(callsOf(await store.counters())).toEqual({});
  });

  it("shows product pages to everybody, with the names of those who wrote, but not their addresses", async () => {
    const page = '{ productPage(id: "product-1") { reviews(first: 2) { author { name email } } } }';
    const { data, errors } = await store.askText(page);
    expect(data).toMatchObject({
      productPage: { reviews: [{ author: { name: expect.any(String), email: null } }, {}] },
    });
    expect(errors).toEqual([
      refusal(
        "UNAUTHENTICATED",
        ["productPage", "reviews", 0, "author", "email"],
        [["productPage", "reviews", 1, "author", "email"]],
      ),
    ]);
    expect(await store.askText('{ orderDetail(id: "order-1") { payment { status } } }', CUSTOMER)).not.toHaveProperty(
      "errors",
    );
  });
});
