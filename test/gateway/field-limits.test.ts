import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    open: String
    search: String @rateLimit(limit: 2, duration: 60)
    other: String @rateLimit(limit: 2, duration: 60)
    tight: String @rateLimit(limit: 1, duration: 60)
    things: [Thing!]
    secret: Thing @auth(roles: [ADMIN])
    short: String @rateLimit(limit: 1, duration: 1)
    node: Node
    found: [Found!]
    book: Book
    film: Film
  }
  interface Node {
    name: String @rateLimit(limit: 2, duration: 60)
    text: String!
  }
  type Book implements Node {
    name: String
    text: String! @rateLimit(limit: 1, duration: 60)
  }
  type Film implements Node {
    name: String
    text: String!
  }
  union Found = Book | Film
  type Mutation {
    send: String @rateLimit(limit: 1, duration: 60)
  }
  type Thing {
    id: ID
    price: Int @rateLimit(limit: 2, duration: 60)
    must: String! @rateLimit(limit: 1, duration: 60)
  }
`;

const BOOK = { __typename: "Book", name: "name", text: "text" };

async function startLimited(config: TestConfig = {}) {
  const names = ["open", "search", "other", "tight", "short"];
  const service = await startFakeService(SDL, {
    Query: {
      ...Object.fromEntries(names.map((name) => [name, () => name])),
      things: () => [1, 2, 3, 4].map((id) => ({ id, price: id, must: "must" })),
      secret: () => ({ id: 0, price: 0 }),
      node: () => BOOK,
      found: () => [BOOK],
      book: () => BOOK,
      film: () => ({ name: "name", text: "text" }),
    },
    Mutation: { send: () => "sent" },
  });
  onTestFinished(() => service.close());
  const apiKeys = ["ann", "ben"].map((id) => ({ id, sha256: createHash("sha256").update(id).digest("hex") }));
  const gateway = await startTestGateway({ limited: service }, { authentication: { apiKeys }, ...config });
  const ask = (query: string, key = "ann") => gateway.ask(query, {}, { "x-api-key": key });
  return { ...gateway, service, ask };
}

const exceeded = (...path: (string | number)[]) => ({
  message: "Too many requests",
  path,
  extensions: { code: "RATE_LIMITED", retryAfter: expect.any(Number) as number },
});

describe("a field under @rateLimit", () => {
  it("is null over its limit, with the time to wait, before its service is called; its siblings are answered", async () => {
    const { ask, service } = await startLimited();
    expect(await ask("{ search open }")).toEqual({ data: { search: "search", open: "open" } });
    await ask("{ search }");
    service.calls.length = 0;
    const { data, errors } = await ask("{ a: open mine: search other }");
    expect(data).toEqual({ a: "open", mine: null, other: "other" });
    expect(errors).toEqual([exceeded("mine")]);
    const { retryAfter } = errors?.[0]?.extensions ?? {};
    expect(Number.isInteger(retryAfter) && Number(retryAfter) >= 1 && Number(retryAfter) <= 60).toBe(true);
    expect(service.calls.map(({ query }) => query).join()).not.toContain("search");
    service.calls.length = 0;
    await ask("{ search }");
    expect(service.calls).toHaveLength(0);
  });

  it("counts once in a list, however many items there are", async () => {
    const { ask } = await startLimited();
    const things = (price: boolean) => [1, 2, 3, 4].map((id) => ({ id: String(id), price: price ? id : null }));
    expect(await ask("{ things { id price } }")).toEqual({ data: { things: things(true) } });
    expect(await ask("{ things { id price } }")).toEqual({ data: { things: things(true) } });
    expect(await ask("{ things { id price } }")).toEqual({
      data: { things: things(false) },
      errors: [
        {
          ...exceeded("things", 0, "price"),
          extensions: {
            code: "RATE_LIMITED",
            retryAfter: expect.any(Number) as number,
            paths: [1, 2, 3].map((index) => ["things", index, "price"]),
          },
        },
      ],
    });
  });

  it("counts each time that an operation selects it: an alias is no way around", async () => {
    const { ask } = await startLimited();
    expect(
      await ask("{ a: search b: search c: search ...more } fragment more on Query { d: search a: search }"),
    ).toEqual({
      data: { a: "search", b: "search", c: null, d: null },
      errors: [exceeded("c"), exceeded("d")],
    });
  });

  it("counts for each client and each field by itself", async () => {
    const { ask, url } = await startLimited();
    expect(await ask("{ tight search }")).toEqual({ data: { tight: "tight", search: "search" } });
    expect((await ask("{ tight }")).errors).toEqual([exceeded("tight")]);
    expect(await ask("{ tight }", "ben")).toEqual({ data: { tight: "tight" } });
    await ask("{ search }");
    expect((await ask("{ search }")).errors).toEqual([exceeded("search")]);
    expect(await ask("{ other }")).toEqual({ data: { other: "other" } });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('selvage_rate_limited_total{limit="Query.tight"} 1');
    expect(metrics).toContain('selvage_rate_limited_total{limit="Query.search"} 1');
  });

  it("is not counted where it is skipped, refused, below what is refused, or in an operation that is not run", async () => {
    const { ask } = await startLimited();
    for (const query of [
      "{ open tight @skip(if: true) }",
      "{ open ... @include(if: false) { tight } }",
      "{ secret { price } }",
      "{ tight nothing }",
      "{ tight open(x: 1) }",
    ])
      await ask(query);
    expect(await ask("{ tight }")).toEqual({ data: { tight: "tight" } });
    expect(await ask("{ things { price } }")).toMatchObject({ data: { things: [{ price: 1 }, {}, {}, {}] } });
    expect((await ask("{ things { price } }")).errors).toBeUndefined();
  });

  it("is nullable for clients, and takes no more than itself", async () => {
    const { ask } = await startLimited();
    const things = (must: string | null) => [1, 2, 3, 4].map((id) => ({ id: String(id), must }));
    expect(await ask("{ things { id must } }")).toEqual({ data: { things: things("must") } });
    const { data, errors } = await ask("{ things { id must } }");
    expect(data).toEqual({ things: things(null) });
    expect(errors).toHaveLength(1);
  });

  it("counts where it is asked for by an interface: that is no way around", async () => {
    for (const around of ["node { text }", "found { ... on Node { text } }", "node { ... on Book { text } }"]) {
      const { ask } = await startLimited();
      expect(await ask("{ book { text } }"), around).toEqual({ data: { book: { text: "text" } } });
      expect((await ask(`{ ${around} }`)).errors, around).toMatchObject([{ message: "Too many requests" }]);
      expect(await ask("{ film { text } }"), around).toEqual({ data: { film: { text: "text" } } });
    }
  });

  it("counts for each type of an interface whose field is limited, all together", async () => {
    for (const around of ["film", "node", "found { ... on Film { name } ... on Book"]) {
      const { ask } = await startLimited();
      const end = around.includes("{") ? "} }" : "}";
      expect((await ask("{ book { name } film { name } }")).errors, around).toBeUndefined();
      expect((await ask(`{ ${around} { name } ${end}`)).errors, around).toMatchObject([
        { message: "Too many requests" },
      ]);
    }
  });

  it("stops a mutation before its service hears of it", async () => {
    const { ask, service } = await startLimited();
    expect(await ask("mutation { send }")).toEqual({ data: { send: "sent" } });
    expect(await ask("mutation { send }")).toEqual({ data: { send: null }, errors: [exceeded("send")] });
    expect(service.calls).toHaveLength(1);
  });

  it("is answered again when its time has passed", async () => {
    const { ask } = await startLimited();
    expect(await ask("{ short }")).toEqual({ data: { short: "short" } });
    const { errors } = await ask("{ short }");
    expect(errors?.[0]?.extensions?.["retryAfter"]).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await ask("{ short }")).toEqual({ data: { short: "short" } });
  });

  it("may be limited by the gateway's own contract; of two limits the tighter counts", async () => {
    const { ask } = await startLimited({
      gatewaySdl:
        "extend type Query { open: String @rateLimit(limit: 1, duration: 60) search: String @rateLimit(limit: 1, duration: 60) tight: String @rateLimit(limit: 9, duration: 60) }",
    });
    for (const field of ["open", "search", "tight"]) {
      expect((await ask(`{ ${field} }`)).errors, field).toBeUndefined();
      expect((await ask(`{ ${field} }`)).errors, field).toEqual([exceeded(field)]);
    }
  });

  it("counts for nobody by their network", async () => {
    const { url } = await startLimited({ server: { trustedProxies: ["127.0.0.1"] } });
    const send = async (address: string) => {
      const response = await fetch(`${url}/graphql?query={tight}`, {
        headers: { accept: "application/json", "x-forwarded-for": address },
      });
      return ((await response.json()) as { data: { tight: unknown } }).data.tight;
    };
    expect(await send("2001:db8::1")).toBe("tight");
    expect(await send("2001:db8::2")).toBeNull();
    expect(await send("2001:db8:0:1::1")).toBe("tight");
  });
});
