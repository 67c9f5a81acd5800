import { parse } from "graphql";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ServiceError } from "../../../src/errors.ts";
import { createRestTransport } from "../../../src/transports/rest/rest.ts";
import type { TransportOptions, UpstreamRequest } from "../../../src/transports/transport.ts";
import { readContracts } from "../../composition/checks/run-rule.ts";
import { startFakeRestService, type RestBehaviour } from "../../testkit/fake-rest-service.ts";

const SDL = /* GraphQL */ `
  extend schema @restErrors(message: "problem.text", code: "problem.code")
  type Query {
    user(id: ID!): User @rest(path: "/users/{id}")
    strictUser(id: ID!): User @rest(path: "/users/{id}", missing: [])
    oddUser(id: ID!): User
      @rest(path: "/odd/{id}", result: "data.item", success: [203], missing: [410], failedIf: "error")
    search(text: String, tags: [String!], states: [State!], flag: Boolean, page: Int, tenant: String): [User!]
      @rest(
        path: "/search"
        query: ["q={text}", "tag={tags*}", "state={states}", "flag={flag}", "at=p{page}", "v=2 b"]
        headers: ["X-Tenant: t-{tenant}", "Accept: application/vnd.users+json"]
        result: "items"
      )
    usersByIds(ids: [ID!]!, mode: String = "m"): [User]!
      @rest(path: "/users", query: ["ids={ids}", "mode={mode}"], keys: "ids", matchBy: "id", maxKeys: 3)
    oneByQuery(id: ID!): User @rest(path: "/users", query: ["ids={id}"], keys: "id", matchBy: "id", maxKeys: 3)
    hidden(ids: [ID!]!): [User]! @inaccessible @rest(path: "/users", query: ["ids={ids}"], keys: "ids", matchBy: "id")
    byPath(ids: [ID!]!): [User]! @rest(path: "/many/{ids}", keys: "ids", matchBy: "id")
    eachById(ids: [ID!]!): [User]! @rest(path: "/users/{ids}", keys: "ids", maxConcurrency: 2)
  }
  type Mutation {
    addUser(input: UserInput!, note: String): User
      @rest(
        method: "POST"
        path: "/users"
        body: { user: "{input}", first: "{input.name}", note: "{note}", text: "by {input.name}", n: [1, true, null] }
      )
    removeUser(id: ID!): Boolean! @rest(method: "DELETE", path: "/users/{id}")
    renameUser(id: ID!, name: String!): User @rest(method: "PATCH", path: "/users/{id}", body: "{name}")
  }
  input UserInput {
    name: String! @as(name: "user_name")
    age: Int
  }
  enum State {
    IN_USE @as(name: "in-use")
    GONE
    UNSAID @as(name: "")
  }
  type User {
    id: ID!
    name: String @from(path: "attributes.name")
    state: State
  }
`;

async function start(behaviour?: RestBehaviour, options: Partial<TransportOptions> & { path?: string } = {}) {
  const service = await startFakeRestService(behaviour);
  const [contract] = readContracts({ library: SDL });
  const { path = "/", ...rest } = options;
  const transport = createRestTransport({
    service: "library",
    schema: contract!.schema,
    url: new URL(`${service.url}${path}`),
    headers: () => ({ "x-user-id": "user-1" }),
    ...rest,
  });
  onTestFinished(() => transport.dispose());
  return {
    service,
    ask: async (query: string, variables: Record<string, unknown> = {}, request: Partial<UpstreamRequest> = {}) => {
      const result = await transport.execute({ document: parse(query), variables, ...request });
      return { data: result.data, errors: (result.errors ?? []) as ServiceError[] };
    },
  };
}

const user = (id: string) => ({ id, attributes: { name: `Name of ${id}` } });

describe("a request over REST", () => {
  it("puts arguments into its path, query and headers, encoded; what has no value is left out", async () => {
    const { service, ask } = await start(() => [200, { items: [] }]);
    await ask(
      `query ($tags: [String!]) {
      search(text: "a&b=c/ä", tags: $tags, states: [IN_USE, GONE], flag: false, page: 3, tenant: "x") { id }
    }`,
      { tags: ["x,y", "z"] },
    );
    await ask("{ search(text: null, tags: []) { id } }");
    expect(service.lines()).toEqual([
      "GET /search?q=a%26b%3Dc%2F%C3%A4&tag=x%2Cy&tag=z&state=in-use,GONE&flag=false&at=p3&v=2%20b",
      "GET /search?v=2%20b",
    ]);
    expect(service.calls[0]?.headers).toMatchObject({
      "x-tenant": "t-x",
      accept: "application/vnd.users+json",
      "x-user-id": "user-1",
    });
    expect(service.calls[1]?.headers).not.toHaveProperty("x-tenant");
  });

  it("says an empty text for a value that the service calls so, and reads one", async () => {
    const { service, ask } = await start(() => [200, { items: [{ id: "1", state: "" }] }]);
    const { data } = await ask("{ search(states: [UNSAID]) { state } }");
    expect(data).toEqual({ search: [{ state: "UNSAID" }] });
    expect(service.lines()).toEqual(["GET /search?state=&v=2%20b"]);
  });

  it("starts from the endpoint's path and query", async () => {
    const { service, ask } = await start(() => [200, user("1")], { path: "/api/v2/?key=k" });
    await ask('{ user(id: "1") { id } }');
    expect(service.lines()).toEqual(["GET /api/v2/users/1?key=k"]);
  });

  it.each(["..", ".", "", "../admin", "a/../../admin", "..\\admin", "..;a", "a/..;/admin", "\ud800"])(
    "is not made for %j, which no path may hold: there is no such thing",
    async (id) => {
      const { service, ask } = await start(() => [200, user("1")]);
      expect(await ask("query ($id: ID!) { user(id: $id) { id } }", { id })).toEqual({
        data: { user: null },
        errors: [],
      });
      expect(await ask("query ($ids: [ID!]!) { eachById(ids: $ids) { id } }", { ids: [id] })).toEqual({
        data: { eachById: [null] },
        errors: [],
      });
      expect((await ask("query ($id: ID!) { strictUser(id: $id) { id } }", { id })).errors[0]?.code).toBe(
        "SERVICE_ERROR",
      );
      expect(service.calls).toEqual([]);
    },
  );

  it.each(["//evil.example", "http://evil.example/", "a?b=c#d", "%2e%2e", "a/b;c", "@evil.example", " \r\nX: y"])(
    "goes where the contract says, with %j inside",
    async (id) => {
      const { service, ask } = await start(() => [404, {}]);
      await ask("query ($id: ID!) { user(id: $id) { id } }", { id });
      expect(service.lines()).toEqual([`GET /users/${encodeURIComponent(id)}`]);
    },
  );

  it.each(["a\r\nX-User-Id: admin", "naïve ☃"])("is not made with a header that cannot hold %j", async (tenant) => {
    const { service, ask } = await start(() => [200, { items: [] }]);
    const { errors } = await ask("query ($tenant: String) { search(tenant: $tenant) { id } }", { tenant });
    expect(errors[0]?.code).toBe("SERVICE_ERROR");
    expect(service.calls).toEqual([]);
  });

  it("sends a body as JSON, in the service's words", async () => {
    const { service, ask } = await start(() => [201, user("9")]);
    const { data } = await ask(
      `mutation ($input: UserInput!) { addUser(input: $input) { id name } renameUser(id: 1, name: "n\\"") { id } }`,
      { input: { name: "Ada", age: 5 } },
    );
    expect(data).toEqual({ addUser: { id: "9", name: "Name of 9" }, renameUser: { id: "9" } });
    expect(service.lines()).toEqual(["POST /users", "PATCH /users/1"]);
    expect(JSON.parse(service.calls[0]?.body ?? "")).toEqual({
      user: { user_name: "Ada", age: 5 },
      first: "Ada",
      text: "by Ada",
      n: [1, true, null],
    });
    expect(service.calls[1]?.body).toBe('"n\\""');
    expect(service.calls[0]?.headers["content-type"]).toBe("application/json");
  });

  it("gives each change of one operation an idempotency key of its own", async () => {
    const { service, ask } = await start(() => [204, undefined], { headers: () => ({ "idempotency-key": "k" }) });
    await ask("mutation { a: removeUser(id: 1) b: removeUser(id: 2) }");
    await ask("mutation { removeUser(id: 1) }");
    expect(service.calls.map(({ headers }) => headers["idempotency-key"])).toEqual(["k-a", "k-b", "k"]);
  });
});

describe("an answer over REST", () => {
  it("is null for 404 where there may be none, and an error where the contract says so", async () => {
    const { ask } = await start(() => [404, { problem: { text: "none" } }]);
    expect(await ask("{ user(id: 1) { id } }")).toEqual({ data: { user: null }, errors: [] });
    expect((await ask("{ strictUser(id: 1) { id } }")).errors).toMatchObject([{ code: "SERVICE_ERROR" }]);
    expect((await ask("mutation { removeUser(id: 1) }")).errors).toMatchObject([{ code: "SERVICE_ERROR" }]);
  });

  it.each([
    [200, "SERVICE_UNAVAILABLE"],
    [404, "SERVICE_ERROR"],
    [500, "SERVICE_UNAVAILABLE"],
  ])("is a success, or none, by the statuses that the contract names: %d", async (status, code) => {
    const { ask } = await start(() => [status, { data: { item: user("1") } }]);
    expect((await ask("{ oddUser(id: 1) { id } }")).errors).toMatchObject([{ code }]);
  });

  it("is unwrapped; what tells that it failed has failed", async () => {
    const { service, ask } = await start(() => [203, { data: { item: user("1") }, error: null }]);
    expect((await ask("{ oddUser(id: 1) { id name } }")).data).toEqual({ oddUser: { id: "1", name: "Name of 1" } });
    service.behave(() => [203, { error: { no: 1 } }]);
    expect((await ask("{ oddUser(id: 1) { id } }")).errors).toMatchObject([{ code: "SERVICE_ERROR" }]);
    service.behave(() => [203, { data: {} }]);
    expect((await ask("{ oddUser(id: 1) { id } }")).errors).toMatchObject([
      { code: "SERVICE_BAD_RESPONSE", extensions: { coordinate: "Query.oddUser" } },
    ]);
    service.behave(() => [410, "gone"]);
    expect(await ask("{ oddUser(id: 1) { id } }")).toEqual({ data: { oddUser: null }, errors: [] });
  });

  it("may begin with a byte order mark", async () => {
    const { ask } = await start((_call, response) => void response.end('\ufeff{ "id": "1" }'));
    expect(await ask("{ user(id: 1) { id } }")).toEqual({ data: { user: { id: "1" } }, errors: [] });
  });

  it("without a body says that a change was made", async () => {
    const { ask } = await start(() => [204, undefined]);
    expect((await ask('mutation { removeUser(id: 1) renameUser(id: 1, name: "n") { id } }')).data).toEqual({
      removeUser: true,
      renameUser: null,
    });
  });

  it.each([
    [400, "SERVICE_ERROR"],
    [429, "SERVICE_ERROR"],
    [500, "SERVICE_UNAVAILABLE"],
    [503, "SERVICE_UNAVAILABLE"],
    [302, "SERVICE_UNAVAILABLE"],
  ])("of status %d is %s; its message is only told where it may be", async (status, code) => {
    const refuse: RestBehaviour = (_call, response) => {
      response.writeHead(status, { location: "/users/2", "retry-after": "7", "content-type": "application/json" });
      response.end(JSON.stringify({ problem: { text: "Secret", code: "E1" } }));
      return undefined;
    };
    const masked = await start(refuse);
    const [error] = (await masked.ask("{ user(id: 1) { id } }")).errors;
    expect(error).toMatchObject({ code, service: "library", retryAfterMs: 7_000 });
    expect(error?.message).not.toContain("Secret");
    expect(masked.service.lines()).toEqual(["GET /users/1"]);

    const passing = await start(refuse, { errors: { queries: "pass", mutations: "mask" } });
    const [passed] = (await passing.ask("{ user(id: 1) { id } }")).errors;
    if (code === "SERVICE_ERROR") {
      expect(passed).toMatchObject({ code, message: "Secret", extensions: { code, serviceCode: "E1" } });
    } else {
      expect(passed?.message).not.toContain("Secret");
    }
    expect((await passing.ask("mutation { removeUser(id: 1) }")).errors[0]?.message).not.toContain("Secret");
  });

  it.each<[string, RestBehaviour, string]>([
    ["is not JSON", (_call, response) => void response.end("<html>"), "SERVICE_BAD_RESPONSE"],
    ["is empty", (_call, response) => void response.end(), "SERVICE_BAD_RESPONSE"],
    ["is too long", () => [200, { ...user("1"), more: "x".repeat(5_000) }], "SERVICE_BAD_RESPONSE"],
    ["never ends, too long", (_call, response) => void response.write("x".repeat(5_000)), "SERVICE_BAD_RESPONSE"],
    ["breaks off", (_call, response) => void response.write("{", () => response.destroy()), "SERVICE_UNAVAILABLE"],
  ])("that %s cannot be used", async (_what, behaviour, code) => {
    const { ask } = await start(behaviour, { maxResponseBytes: 2_000 });
    expect((await ask("{ user(id: 1) { id } }")).errors).toMatchObject([{ code }]);
  });

  it("is given up when the caller gives it up", async () => {
    const { ask } = await start(() => undefined);
    const { errors } = await ask("{ user(id: 1) { id } }", {}, { signal: AbortSignal.timeout(50) });
    expect(errors).toMatchObject([{ code: "SERVICE_UNAVAILABLE" }]);
  });

  it("that is asked for in the same words is asked for once in an operation", async () => {
    const { service, ask } = await start(() => [200, user("1")]);
    const { data } = await ask("{ a: user(id: 1) { id } b: user(id: 1) { name } c: user(id: 2) { id } }");
    expect(data).toEqual({ a: { id: "1" }, b: { name: "Name of 1" }, c: { id: "1" } });
    expect(service.lines()).toEqual(["GET /users/1", "GET /users/2"]);
    await ask("mutation { a: removeUser(id: 1) b: removeUser(id: 1) }");
    expect(service.calls).toHaveLength(4);
    // What is read otherwise is asked for by itself.
    service.behave(() => [404, {}]);
    const { data: missing, errors } = await ask("{ user(id: 1) { id } strictUser(id: 1) { id } }");
    expect(missing).toEqual({ user: null, strictUser: null });
    expect(errors).toMatchObject([{ code: "SERVICE_ERROR", path: ["strictUser"] }]);
  });
});

describe("a lookup over REST", () => {
  const byQuery: RestBehaviour = ({ path }) => {
    const ids = new URL(path, "http://x").searchParams.get("ids")?.split(",") ?? [];
    return [
      200,
      ids
        .filter((id) => id !== "none")
        .map(user)
        .toReversed(),
    ];
  };

  it("asks for many keys at once, each once, no more than may be in one request, and finds them in any order", async () => {
    const { service, ask } = await start(byQuery);
    const { data, errors } = await ask(`{
      a: usersByIds(ids: ["1", "none", "2", "1"]) { id }
      b: usersByIds(ids: ["2", "3", "4", ""]) { name }
      c: usersByIds(ids: ["1"], mode: "other") { id }
      d: usersByIds(ids: []) { id }
    }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      a: [{ id: "1" }, null, { id: "2" }, { id: "1" }],
      b: [{ name: "Name of 2" }, { name: "Name of 3" }, { name: "Name of 4" }, null],
      c: [{ id: "1" }],
      d: [],
    });
    expect(service.lines().toSorted()).toEqual([
      "GET /users?ids=1&mode=other",
      "GET /users?ids=1,none,2&mode=m",
      "GET /users?ids=3,4&mode=m",
    ]);
  });

  it("asks for several single objects at once, and takes none that has another key", async () => {
    const { service, ask } = await start(byQuery);
    const { data, errors } = await ask(
      '{ a: oneByQuery(id: "1") { id } b: oneByQuery(id: "none") { id } c: oneByQuery(id: "2") { name } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ a: { id: "1" }, b: null, c: { name: "Name of 2" } });
    expect(service.lines()).toEqual(["GET /users?ids=1,none,2"]);
    expect((await ask('{ oneByQuery(id: "1,2") { id } none: oneByQuery(id: "") { id } }')).data).toEqual({
      oneByQuery: null,
      none: null,
    });
    service.behave(() => [500, {}]);
    expect((await ask('{ oneByQuery(id: "1") { id } }')).errors).toMatchObject([{ code: "SERVICE_UNAVAILABLE" }]);
  });

  it("loses only the keys of the request that failed, and tells of it once", async () => {
    const { ask } = await start((call, response) => (call.path.includes("4") ? [500, {}] : byQuery(call, response)));
    const { data, errors } = await ask('{ usersByIds(ids: ["1", "2", "3", "4", "5"]) { id } }');
    expect(data).toEqual({ usersByIds: [{ id: "1" }, { id: "2" }, { id: "3" }, null, null] });
    expect(errors.map(({ code, path }) => [code, path])).toEqual([
      ["SERVICE_UNAVAILABLE", ["usersByIds", 3]],
      ["SERVICE_UNAVAILABLE", ["usersByIds", 4]],
    ]);
    expect(new Set(errors.map(({ failure }) => failure)).size).toBe(1);
  });

  it("fails whole, as one failure, where every request did", async () => {
    const { ask } = await start(() => [500, {}]);
    const { data, errors } = await ask(
      '{ usersByIds(ids: ["1", "2", "3", "4"]) { id } eachById(ids: ["1", "2"]) { id } }',
    );
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ code: "SERVICE_UNAVAILABLE" }]);
  });

  it("asks for one key at a time where there is no other way, no more side by side than may be", async () => {
    let underWay = 0;
    let most = 0;
    const { service, ask } = await start(async ({ path }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay -= 1;
      const id = path.split("/").at(-1) ?? "";
      return id === "none" ? [404, {}] : [200, user(id)];
    });
    const { data, errors } = await ask(
      '{ eachById(ids: ["1", "2", "none", "2", "3"]) { id } more: eachById(ids: [3]) { name } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      eachById: [{ id: "1" }, { id: "2" }, null, { id: "2" }, { id: "3" }],
      more: [{ name: "Name of 3" }],
    });
    expect(service.calls).toHaveLength(4);
    expect(most).toBe(2);
  });

  it("leaves out keys that no path can hold, and asks for the others", async () => {
    const { service, ask } = await start(() => [200, [user("2"), user("1")]]);
    const { data, errors } = await ask('{ byPath(ids: ["1", "..", "", "2"]) { id } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ byPath: [{ id: "1" }, null, null, { id: "2" }] });
    expect(service.lines()).toEqual(["GET /many/1,2"]);
  });

  it("takes keys that the service numbers", async () => {
    const { ask } = await start(() => [200, [{ id: 2 }, null, { id: { no: 1 } }, { id: 1 }]]);
    expect((await ask('{ usersByIds(ids: ["1", "2"]) { id } }')).data).toEqual({ usersByIds: [{ id: 1 }, { id: 2 }] });
  });

  it("takes a number that JSON has rounded for nobody's id", async () => {
    const { ask } = await start((_call, response) => void response.end('[{ "id": 9007199254740993 }, { "id": 1 }]'));
    const { data, errors } = await ask('{ usersByIds(ids: ["9007199254740992", "1"]) { id } }');
    expect(data).toEqual({ usersByIds: [null, { id: 1 }] });
    expect(errors).toMatchObject([{ code: "SERVICE_BAD_RESPONSE", path: ["usersByIds", 0] }]);

    const single = await start((_call, response) => void response.end('{ "id": 9007199254740993 }'));
    expect((await single.ask("{ user(id: 1) { id } }")).data).toEqual({ user: { id: NaN } });
  });

  it("loses a key that two objects have, and no other", async () => {
    const { ask } = await start(() => [200, [user("1"), user("2"), { ...user("1"), name: "Another" }, user("3")]]);
    const { data, errors } = await ask('{ usersByIds(ids: ["1", "2"]) { name } oneByQuery(id: "1") { id } }');
    expect(data).toEqual({ usersByIds: [null, { name: "Name of 2" }], oneByQuery: null });
    expect(errors.map(({ code, path }) => [code, path])).toEqual([
      ["SERVICE_BAD_RESPONSE", ["usersByIds", 0]],
      ["SERVICE_BAD_RESPONSE", ["oneByQuery"]],
    ]);
  });

  it("takes what it cannot find for lost, not for missing, where an object tells no key", async () => {
    for (const keyless of [{ ...user("2"), id: null }, { name: "Nobody" }, { ...user("2"), id: "" }, 7]) {
      const { ask } = await start(() => [200, [user("1"), keyless]]);
      const { data, errors } = await ask('{ usersByIds(ids: ["1", "2"]) { id } }');
      expect(data).toEqual({ usersByIds: [{ id: "1" }, null] });
      expect(errors).toMatchObject([{ code: "SERVICE_BAD_RESPONSE", path: ["usersByIds", 1] }]);
    }
  });

  it("cannot use an answer that is no list", async () => {
    const { ask } = await start(() => [200, user("1")]);
    expect((await ask('{ usersByIds(ids: ["1"]) { id } }')).errors).toMatchObject([
      { code: "SERVICE_BAD_RESPONSE", extensions: { coordinate: "Query.usersByIds" } },
    ]);
    // Clients know nothing of a field that they do not see.
    const [error] = (await ask('{ hidden(ids: ["1"]) { id } }')).errors;
    expect(error?.extensions).toEqual({ code: "SERVICE_BAD_RESPONSE", service: "library" });
  });
});
