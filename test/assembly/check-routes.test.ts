import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { routeProblems } from "../../src/assembly/check-routes.ts";
import { loadStoredOperations } from "../../src/assembly/load-stored-operations.ts";
import { listRoutes } from "../../src/cli/list-routes.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { ConfigurationError, type RouteConfig } from "../../src/index.ts";
import { makeFolder } from "../testkit/test-gateway.ts";

const services = [{ name: "shop", contract: "shop.graphql", endpoints: "http://127.0.0.1:4101" }];

function problemsOf(routes: readonly unknown[]): readonly string[] {
  try {
    return routeProblems(parseConfig({ services, routes }, {}));
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

const to = (paths: Record<string, string>, more = {}) => ({ kind: "service", service: "shop", paths, ...more });

describe("a route is refused at the start", () => {
  it.each([
    ["to no service", [to({ "/a": "/a" }, { service: "shp" })], 'routes[0].service: there is no service "shp"'],
    ["of no kind", [{ service: "shop" }], /^routes\[0\]\.kind: /],
    ["with a word too many", [to({ "/a": "/a" }, { method: ["GET"] })], "routes[0].method: is not known here"],
    ["with a method that none has", [to({ "/a": "/a" }, { methods: ["TRACE"] })], /^routes\[0\]\.methods\[0\]: /],
    ["with a path that is none", [to({ "a/../b": "/a" })], /must be a path, for example/],
    ["with dots in its path", [to({ "/a/../b": "/a" })], /must be a path, for example/],
    ["with dots in the service's path", [to({ "/a/b": "/a/../graphql" })], /must be a path, for example/],
    ["with a star in the middle", [to({ "/a/*/b": "/a/*" })], /must be a path, for example/],
    ["that begins with anything", [to({ "/:a/b": "/a/:a" })], /must begin with a fixed segment, for example \/api/],
    ["in the gateway's own place", [to({ "/graphql/x": "/x" })], /\/graphql is the gateway's own/],
    ["in place of health", [to({ "/health/live": "/x" })], /\/health is the gateway's own/],
    ["to all of a service", [to({ "/a/*": "/*" })], /\/\* must begin with a fixed segment/],
    ["to a name that clients choose", [to({ "/a/:b": "/:b" })], /\/:b must begin with a fixed segment/],
    ["to the service's root", [to({ "/a": "" })], /routes\[0\]\.paths/],
    ["to GraphQL", [to({ "/a": "/graphql" })], /\/graphql is not for clients: no route leads to \/graphql/],
    ["to GraphQL in other letters", [to({ "/a": "/GraphQL" })], /no route leads to \/GraphQL/],
    ["to counters", [to({ "/a": "/counters" })], /no route leads to \/counters/],
    ["to health", [to({ "/a": "/health/ready" })], /no route leads to \/health/],
    ["to admin paths", [to({ "/a/*": "/admin/*" })], /no route leads to \/admin/],
    ["with a parameter from nowhere", [to({ "/a/:b": "/a/:c" })], /\/a\/:c uses :c, which is not in the path/],
    ["with a star from nowhere", [to({ "/a": "/a/*" })], /\/a\/\* uses a star, which is not in the path/],
    ["that drops its star", [to({ "/a/*": "/a" })], /\/a drops what the star stands for/],
    ["with one parameter twice", [to({ "/a/:b/:b": "/a/:b" })], /names a parameter twice/],
    ["public with a role", [to({ "/a": "/a" }, { public: true, roles: ["A"] })], /routes\[0\]\.public: whoever needs/],
    ["without a role in its list", [to({ "/a": "/a" }, { roles: [] })], /must name at least one role/],
    ["without scopes in its list", [to({ "/a": "/a" }, { scopes: [[]] })], /must name at least one scope/],
    [
      "that is never asked",
      [to({ "/a/:b": "/a/:b" }), to({ "/a/:c": "/c/:c" }, { when: { headers: { a: "b" } } })],
      'routes[1].paths["/a/:c"]: is never asked: routes[0] takes every GET of this path',
    ],
    [
      "that shares a stored operation's path",
      [to({ "/a/:b": "/a/:b" }, { methods: ["POST"] }), { kind: "operation", path: "/a/:id", operation: "a.graphql" }],
      "routes[1].path: routes[0] has this path, too; a stored operation shares its path with no other route",
    ],
    [
      "kept by caches in spite of its login",
      [{ kind: "operation", path: "/a", operation: "a.graphql", maxAgeSeconds: 5 }],
      /routes\[0\]\.maxAgeSeconds: caches keep nothing that needs a login/,
    ],
    [
      "stored, with a star",
      [{ kind: "operation", path: "/a/*", operation: "a.graphql" }],
      "routes[0].path: may have no star",
    ],
  ] as const)("%s", (_name, routes, problem) => {
    expect(problemsOf(routes)).toEqual([typeof problem === "string" ? problem : expect.stringMatching(problem)]);
  });

  it("not where another demands more before it, or where methods differ", () => {
    const routes = [
      to({ "/a/:b": "/a/:b" }, { when: { headers: { "x-canary": "1" } }, endpoints: "http://127.0.0.1:9" }),
      to({ "/a/:b": "/a/:b", "/a/me": "/a/me" }),
      to({ "/a/:b": "/a/:b" }, { methods: ["POST", "DELETE"] }),
    ];
    expect(problemsOf(routes)).toEqual([]);
  });
});

describe("a stored operation is refused at the start", () => {
  const schema = buildSchema(
    "type Query { a(id: ID, in: In): String } type Mutation { b: String } input In { c: Int }",
  );
  it.each([
    ["that is not there", undefined, "routes[0].operation: there is no such file: a.graphql"],
    ["that does not parse", "{ a", /^a\.graphql:1:4 Syntax Error/],
    ["that does not fit the graph", "{\n  b\n}", /^a\.graphql:2:3 Cannot query field "b"/],
    ["that changes something", "mutation { b }", /^a\.graphql:1:1 A stored operation is one query/],
    ["that is two", "query A { a } query B { a }", /^a\.graphql:1:15 A stored operation is one query/],
    ["that is none", "fragment A on Query { a }", /^a\.graphql:1:1 /],
    [
      "whose variable no address can give",
      "query ($id: ID, $in: In) { a(id: $id, in: $in) }",
      /^a\.graphql:1:17 \$in cannot be given/,
    ],
    ["that has no place for what its path gives", "{ a }", "routes[0].path: a.graphql has no variable $id"],
  ])("%s", (_name, text, problem) => {
    const directory = makeFolder();
    if (text !== undefined) writeFileSync(join(directory, "a.graphql"), text);
    const config = parseConfig(
      { services, routes: [{ kind: "operation", path: "/api/a/:id", operation: "a.graphql" }] },
      {},
    );
    let problems: readonly string[] = [];
    try {
      loadStoredOperations(config, directory, schema);
    } catch (error) {
      problems = (error as ConfigurationError).problems;
    }
    expect(problems).toEqual([typeof problem === "string" ? problem : expect.stringMatching(problem)]);
  });
});

it("routes are listed with where they lead and what they demand", () => {
  const routes: readonly RouteConfig[] = [
    {
      kind: "service",
      service: "shop",
      paths: { "/api/a": "/a" },
      when: { headers: { "X-Canary": "1" }, contentTypes: ["text/csv"] },
      endpoints: "http://127.0.0.1:9",
      methods: ["POST"],
      roles: ["A", "B"],
      scopes: [["c", "d"], ["e"]],
      rateLimit: { limit: 5, durationSeconds: 60 },
    },
    { kind: "service", service: "shop", paths: { "/api/a": "/a" } },
    { kind: "operation", path: "/api/long/:id", operation: "a.graphql", public: true },
  ];
  expect(listRoutes(routes).split("\n")).toEqual([
    "  POST      /api/a         shop /a elsewhere if x-canary: 1 and text/csv  login, role A or B, scope c and d or e, 5 in 60 s",
    "  GET,HEAD  /api/a         shop /a                                        login",
    "  GET,HEAD  /api/long/:id  operation a.graphql                            public",
    "",
  ]);
});
