import { describe, expect, it } from "vitest";
import { sendLines } from "../testkit/raw-client.ts";
import { CLERK, read, startRestGateway } from "../testkit/rest-gateway.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const PATHS = {
  "/api/orders": "/orders",
  "/api/orders/:id": "/orders/:id",
  "/api/people/:person/orders/:order": "/orders/:order/of/:person",
  "/api/files/*": "/files/*",
};

describe("a REST route", () => {
  it("leads to the service's own path, with the query byte for byte", async () => {
    const { url, service } = await startRestGateway([{ public: true, paths: PATHS }]);
    const cases = [
      ["/api/orders", "/orders"],
      ["/api/orders/", "/orders"],
      ["/api/orders?", "/orders?"],
      [
        '/api/orders?a=1&a=2&b=%2e%2E%2f..//&c[]=+%20&d={}|^`"<>\\&&=?/',
        '/orders?a=1&a=2&b=%2e%2E%2f..//&c[]=+%20&d={}|^`"<>\\&&=?/',
      ],
      ["/api/orders/order-1", "/orders/order-1"],
      ["/api/orders/a%20b%C3%A9(1);v=2,@:+!$&'*~", "/orders/a%20b%C3%A9(1);v=2,@:+!$&'*~"],
      ["/%61pi/order%73/x", "/orders/x"],
      ["/api/people/ann/orders/7", "/orders/7/of/ann"],
      ["/api/files/a/b/c.txt?v=1", "/files/a/b/c.txt?v=1"],
      [`/api/orders/${"x".repeat(500)}`, `/orders/${"x".repeat(500)}`],
    ] as const;
    for (const [asked, told] of cases) {
      const answer = await sendLines(url, [`GET ${asked} HTTP/1.1`, "Host: x"]);
      expect(answer, asked).toMatch(/^HTTP\/1.1 200 /);
      expect(service.requests.at(-1)?.line, asked).toBe(`GET ${told}`);
    }
  });

  const REFUSED: readonly (readonly [string, string])[] = [
    ["a path that is not declared", "/api/orders/1/lines"],
    ["the service's GraphQL", "/api/graphql"],
    ["the service's health", "/api/health"],
    ["the service's counters", "/api/counters"],
    ["its GraphQL below a star", "/api/files/graphql"],
    ["its GraphQL below a star, in other letters", "/api/files/Graph%51L"],
    ["operators' paths below a star", "/api/files/a/admin/b"],
    ["operators' paths before a semicolon", "/api/files/a/admin;v=1/b"],
    ["its GraphQL below a star, before an encoded semicolon", "/api/files/graphql%3Bv=1"],
    ["nothing below a star", "/api/files/"],
    ["dots", "/api/orders/.."],
    ["dots that lead up", "/api/orders/../graphql"],
    ["dots that lead up and down", "/api/orders/../../graphql"],
    ["one dot", "/api/orders/."],
    ["encoded dots", "/api/orders/%2e%2e"],
    ["half encoded dots", "/api/orders/.%2E"],
    ["encoded dots and slash", "/api/orders/%2e%2e%2fgraphql"],
    ["an encoded slash", "/api/orders/a%2fb"],
    ["an encoded slash at the end", "/api/orders/a%2F"],
    ["a backslash", "/api/orders/..\\graphql"],
    ["an encoded backslash", "/api/orders/..%5cgraphql"],
    ["a doubly encoded dot", "/api/orders/%252e%252e"],
    ["a doubly encoded slash", "/api/orders/a%252fb"],
    ["a triply encoded slash", "/api/orders/a%25252fb"],
    ["an encoded percent sign", "/api/orders/a%25"],
    ["dots before a semicolon", "/api/orders/..;/graphql"],
    ["dots before parameters", "/api/orders/..;a=b"],
    ["encoded dots before a semicolon", "/api/orders/%2e%2e%3Bx"],
    ["nothing before a semicolon", "/api/orders/;x"],
    ["overlong UTF-8", "/api/orders/%c0%ae%c0%ae"],
    ["an overlong slash", "/api/orders/..%c0%af"],
    ["a broken encoding", "/api/orders/%zz"],
    ["a cut encoding", "/api/orders/%2"],
    ["a null character", "/api/orders/a%00.txt"],
    ["a line end", "/api/orders/a%0d%0aX-User-Id:%20admin"],
    ["an empty segment", "/api//orders"],
    ["an empty parameter", "/api/people//orders/1"],
    ["a slash too many", "/api/orders//"],
    ["a fragment", "/api/orders/x#/../graphql"],
    ["a fragment in the query", "/api/orders?a#b"],
    ["dots below a star", "/api/files/a/../../graphql"],
    ["encoded dots below a star", "/api/files/a/%2e%2e/%2e%2e/graphql"],
    ["an encoded slash below a star", "/api/files/a%2f..%2fgraphql"],
    ["a tab", "/api/orders/a%09b"],
    ["characters that are not encoded", "/api/orders/a|b"],
    ["braces that are not encoded", "/api/orders/{id}"],
    ["quotes that are not encoded", '/api/orders/"a"'],
    ["letters that are not encoded", "/api/orders/\u00e9"],
    ["an address of another host", "http://evil.example/api/orders/x"],
    ["an address in place of a path", "//evil.example/api/orders"],
    ["no path", "*"],
  ];
  it.each(REFUSED)("does not lead to or through %s: %s", async (_name, path) => {
    const { url, service } = await startRestGateway([{ public: true, paths: PATHS }]);
    const answer = await sendLines(url, [`GET ${path} HTTP/1.1`, "Host: x"]);
    expect(answer).toMatch(/^HTTP\/1.1 40[04] /);
    expect(answer).not.toContain(service.url.slice("http://".length));
    expect(service.requests).toEqual([]);
  });

  it("never leads to where its service speaks GraphQL, though the template would fit", async () => {
    const { url, service } = await startRestGateway([{ public: true, paths: { "/api/v1/:name": "/graphql2/:name" } }]);
    expect((await fetch(`${url}/api/v1/x`)).status).toBe(200);
    const other = await startTestGateway(
      { shop: { sdl: "type Query { hello: String }", url: `${service.url}/shop/graph` } },
      { routes: [{ kind: "service", service: "shop", public: true, paths: { "/api/shop/:name": "/shop/:name" } }] },
    );
    expect((await fetch(`${other.url}/api/shop/other`)).status).toBe(200);
    service.requests.length = 0;
    for (const name of ["graph", "GRAPH", "gr%61ph", "graph;v=1", "graph;"])
      expect((await fetch(`${other.url}/api/shop/${name}`)).status).toBe(404);
    expect(service.requests).toEqual([]);
  });

  it("lets through the methods that it declares, and says which", async () => {
    const { url, service } = await startRestGateway([
      { public: true, paths: { "/api/orders/:id": "/orders/:id" } },
      { public: true, methods: ["PUT", "DELETE"], paths: { "/api/orders/:order": "/orders/:order" } },
    ]);
    for (const method of ["GET", "HEAD", "PUT", "DELETE"])
      expect((await fetch(`${url}/api/orders/1`, { method })).status).toBe(200);
    expect(service.requests.map(({ line }) => line)).toEqual(
      ["GET", "HEAD", "PUT", "DELETE"].map((method) => `${method} /orders/1`),
    );
    for (const method of ["POST", "PATCH", "OPTIONS"]) {
      const refused = await fetch(`${url}/api/orders/1`, { method });
      expect(refused.headers.get("allow")).toBe("GET, HEAD, PUT, DELETE");
      expect(await read(refused)).toEqual({
        status: 405,
        body: {
          error: {
            code: "BAD_USER_INPUT",
            message: `${method} is not served here: send GET or HEAD or PUT or DELETE.`,
          },
        },
      });
    }
    for (const method of ["TRACE", "CONNECT", "PROPFIND"])
      expect(await sendLines(url, [`${method} /api/orders/1 HTTP/1.1`, "Host: x"])).not.toMatch(/^HTTP\/1.1 2/);
    for (const override of ["X-HTTP-Method-Override", "X-Http-Method", "X_Method_Override"])
      await fetch(`${url}/api/orders/1`, { headers: { [override]: "DELETE" } });
    expect(service.requests.slice(4).map(({ line }) => line)).toEqual(Array.from({ length: 3 }, () => "GET /orders/1"));
    expect(JSON.stringify(service.requests.slice(4))).not.toContain("DELETE");
  });

  it("has what stands below no star, and what is fixed, go before a parameter", async () => {
    const { url, service } = await startRestGateway([
      { public: true, paths: { "/api/users/:id": "/users/:id", "/api/files/*": "/files/*" } },
      { paths: { "/api/users/me": "/users/me" } },
    ]);
    for (const me of ["me", "%6de", "m%65"]) expect((await fetch(`${url}/api/users/${me}`)).status).toBe(401);
    expect(service.requests).toEqual([]);
    expect((await fetch(`${url}/api/users/me`, { headers: CLERK })).status).toBe(200);
  });
});
