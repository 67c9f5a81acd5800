import { describe, expect, it } from "vitest";
import { sendLines } from "../testkit/raw-client.ts";
import { startHttpService } from "../testkit/http-service.ts";
import { BOSS, CLERK, REST_KEYS, startRestGateway } from "../testkit/rest-gateway.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const ROUTE = { public: true, methods: ["GET", "POST"] as const, paths: { "/api/things/:id": "/things/:id" } };
const GET = "GET /api/things/1 HTTP/1.1";

describe("a service is told", () => {
  it("who asks by the gateway alone, however a client spells it", async () => {
    const { url, service } = await startRestGateway([ROUTE]);
    const forged = [
      "X-User-Id: admin",
      "x-user-id: admin",
      "X_User_Id: admin",
      "X-User_Id: admin",
      "X.User.Id: admin",
      "X-User-Role: ADMIN",
      "X_USER_ROLE: ADMIN",
      "X-User-Email: a@b.example",
      "X-Request-Deadline-Ms: 999999",
      "Connection: keep-alive, x-user-id",
    ];
    expect(await sendLines(url, [GET, "Host: x", ...forged])).toMatch(/^HTTP\/1.1 200/);
    expect(JSON.stringify(service.requests[0]?.headers)).not.toMatch(/admin|a@b|999999/i);
    expect(await sendLines(url, [GET, "Host: x", ...forged, `X-API-Key: ${CLERK["x-api-key"]}`])).toMatch(
      /^HTTP\/1.1 200/,
    );
    const { headers = [] } = service.requests[1] ?? {};
    expect(headers.filter(([name]) => /user/.test(name))).toEqual([
      ["x-user-id", "clerk"],
      ["x-user-role", "CLERK"],
    ]);
    expect(Number(service.header("x-request-deadline-ms"))).toBeLessThanOrEqual(3_000);
  });

  it("no credential, no cookie, and nothing that would change the request's meaning", async () => {
    const { url, service } = await startRestGateway([ROUTE]);
    const dropped = [
      `X-API-Key: ${BOSS["x-api-key"]}`,
      "Cookie: session=1",
      "Proxy-Authorization: Basic eA==",
      "X-Original-URL: /graphql",
      "X-Rewrite-Url: /graphql",
      "X-HTTP-Method-Override: DELETE",
      "X-Original-Host: evil",
      "Content_Length: 5",
      "CONTENT_TYPE: text/html",
      "Tracestate: a=b",
      "traceparent: junk",
    ];
    await sendLines(url, [
      GET,
      "Host: evil.example",
      "Accept: text/*",
      'If-None-Match: "a"',
      "X-Own: kept",
      ...dropped,
    ]);
    const names = service.requests[0]?.headers.map(([name]) => name);
    expect(names?.toSorted()).toEqual([
      "accept",
      "connection",
      "host",
      "if-none-match",
      "via",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-proto",
      "x-own",
      "x-request-deadline-ms",
      "x-request-id",
      "x-user-id",
      "x-user-role",
    ]);
    expect(service.header("host")).toBe(service.url.slice("http://".length));
    expect(JSON.stringify(service.requests)).not.toContain("boss's");
  });

  it("the client's own token only where the service is to have it, and never an API key", async () => {
    const issuer = await startHttpService((_request, response) => {
      const exp = Math.floor(Date.now() / 1_000) + 300;
      response.setHeader("content-type", "application/json").end(JSON.stringify({ active: true, sub: "ann", exp }));
    });
    const service = await startHttpService();
    for (const passToken of [false, true]) {
      const { url } = await startTestGateway(
        { shop: { sdl: "type Query { hello: String }", url: `${service.url}/graphql`, passToken } },
        {
          authentication: {
            introspection: { url: issuer.url, clientId: "gateway", clientSecret: "secret" },
            apiKeys: REST_KEYS,
          },
          routes: [{ kind: "service", service: "shop", ...ROUTE }],
        },
      );
      expect(await sendLines(url, [GET, "Host: x", "Authorization: bearer abc"])).toMatch(/^HTTP\/1.1 200/);
      expect(service.header("x-user-id")).toBe("ann");
      expect(service.header("authorization")).toBe(passToken ? "Bearer abc" : undefined);
      await fetch(`${url}/api/things/1`, { headers: CLERK });
      expect(JSON.stringify(service.requests.at(-1))).not.toContain("the-clerk's");
    }
  });

  it("nothing that is of the client's connection alone, or named by it", async () => {
    const { url, service } = await startRestGateway([ROUTE]);
    await sendLines(url, [
      GET,
      "Host: x",
      "Connection: X-Secret , te",
      "Connection: x-other",
      "X-Secret: 1",
      "X-Other: 1",
      "X-Kept: 1",
      "TE: trailers",
      "Keep-Alive: timeout=9",
      "Proxy-Connection: keep-alive",
    ]);
    const names = service.requests[0]?.headers.map(([name]) => name) ?? [];
    expect(names).toContain("x-kept");
    for (const name of ["x-secret", "x-other", "te", "keep-alive", "proxy-connection"])
      expect(names).not.toContain(name);
    expect(service.header("connection")).toBe("keep-alive");
  });

  it("from where a request came, by whoever may be believed", async () => {
    const lines = ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example"];
    const { url, service } = await startRestGateway([ROUTE]);
    const told = (name: string) => service.header(`x-forwarded-${name}`);
    await sendLines(url, [
      GET,
      "Host: gateway.example",
      ...lines,
      "Forwarded: for=1.2.3.4",
      "X-Real-IP: 1.2.3.4",
      "Via: 1.0 front",
    ]);
    expect([told("for"), told("proto"), told("host")]).toEqual(["127.0.0.1", "http", "gateway.example"]);
    expect(JSON.stringify(service.requests)).not.toContain("1.2.3.4");
    expect(service.header("via")).toBe("1.0 front, 1.1 selvage");
    await sendLines(url, [GET, "Host: a/../b"]);
    expect(told("host")).toBeUndefined();

    const trusting = await startRestGateway([ROUTE], undefined, { server: { trustedProxies: ["127.0.0.0/8"] } });
    await sendLines(trusting.url, [
      GET,
      "Host: gateway.example",
      ...lines.with(0, "X-Forwarded-For: 9.9.9.9, 203.0.113.7"),
    ]);
    expect(trusting.service.header("x-forwarded-for")).toBe("203.0.113.7, 127.0.0.1");
    expect(trusting.service.header("x-forwarded-proto")).toBe("https");
    expect(trusting.service.header("x-forwarded-host")).toBe("shop.example");
  });

  it("the request's id, which the client is told, too", async () => {
    const { url, service } = await startRestGateway([ROUTE]);
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const answer = await fetch(`${url}/api/things/1`, { headers: { "x-request-id": "my-request", traceparent } });
    expect(answer.headers.get("x-request-id")).toBe("my-request");
    expect([service.header("x-request-id"), service.header("traceparent")]).toEqual(["my-request", traceparent]);
  });

  it("nothing where the request cannot be told from another: two hosts, an upgrade, a body behind GET", async () => {
    const { url, service } = await startRestGateway([ROUTE]);
    const wrong = [
      [GET, "Host: a", "Host: b"],
      [GET],
      [
        GET,
        "Host: x",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: eA==",
        "Sec-WebSocket-Version: 13",
      ],
      [GET, "Host: x", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"],
      [GET, "Host: x", "Content-Length: 1"],
      ["POST /api/things/1 HTTP/1.1", "Host: x", "Content-Length: 1", "Transfer-Encoding: chunked"],
      ["POST /api/things/1 HTTP/1.1", "Host: x", "Content-Length: 1", "Content-Length: 2"],
      ["POST /api/things/1 HTTP/1.1", "Host: x", "Transfer-Encoding: chunked, identity"],
      ["POST /api/things/1 HTTP/1.1", "Host: x", "Content-Type: text/plain", "Content-Type: application/json"],
      [GET, "Host: x", "X-Bad : 1"],
      [GET, "Host: x", "X-Bad: a\u0000b"],
    ];
    for (const lines of wrong)
      expect(
        await sendLines(url, lines, /content-length|transfer-encoding/i.test(lines.join()) ? "x" : ""),
        lines.join(" | "),
      ).toMatch(/^HTTP\/1.1 400/);
    expect(service.requests).toEqual([]);
  });
});

describe("a client is told", () => {
  it("what the service said, but nothing of its connection and nothing that only the gateway says", async () => {
    const { url } = await startRestGateway([ROUTE], (_request, response) => {
      response.writeHead(200, {
        etag: '"1"',
        vary: "accept",
        "x-own": "kept",
        connection: "X-Hop",
        "x-hop": "1",
        server: "inside/1",
        "x-powered-by": "inside",
        "x-user-id": "u",
        "x-request-id": "theirs",
        ratelimit: "theirs",
        "x-partial": "x",
        "access-control-allow-origin": "*",
        "set-cookie": ["a=1", "b=2"],
        "content-security-policy": "none",
        "alt-svc": "h3=evil",
        "keep-alive": "timeout=99",
        upgrade: "h2c",
        "content-language": "en",
      });
      response.end("body");
    });
    const answer = await fetch(`${url}/api/things/1`, { headers: { origin: "https://evil.example" } });
    expect(await answer.text()).toBe("body");
    const names = [...answer.headers.keys()].toSorted();
    expect(names).toEqual([
      "connection",
      "content-language",
      "content-security-policy",
      "date",
      "etag",
      "keep-alive",
      "referrer-policy",
      "transfer-encoding",
      "vary",
      "x-content-type-options",
      "x-frame-options",
      "x-own",
      "x-request-id",
    ]);
    expect(answer.headers.get("vary")).toBe("accept, authorization, x-api-key");
    expect(answer.headers.get("x-request-id")).not.toBe("theirs");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("where a thing is by the route's own path, never by the service's address", async () => {
    let location = "";
    const { url, service } = await startRestGateway(
      [{ ...ROUTE, paths: { ...ROUTE.paths, "/api/parts/:thing": "/things/:thing/parts" } }],
      (_request, response) => void response.writeHead(201, { location }).end(),
    );
    const cases = [
      ["/things/7?x=1#y", "/api/things/7?x=1#y"],
      [`${service.url}/things/a%20b`, "/api/things/a%20b"],
      ["../things/7/parts", "/api/parts/7"],
      [`${service.url}/inside/7`, null],
      ["/graphql", null],
      ["/things/%zz/parts/x", null],
      ["http://orders.internal:8080/things/7", null],
      ["https://pay.example/checkout", "https://pay.example/checkout"],
      ["//[broken", null],
    ] as const;
    for (const [said, told] of cases) {
      location = said;
      const answer = await fetch(`${url}/api/things/1`, { method: "POST", redirect: "manual" });
      expect(answer.headers.get("location"), said).toBe(told);
    }
  });

  it("how long it may be kept, and by whom: what is somebody's is never for caches that all share", async () => {
    let said: Record<string, string> = {};
    const { url } = await startRestGateway(
      [ROUTE, { paths: { "/api/own/:id": "/own/:id" } }],
      (_request, response) => void response.writeHead(200, said).end(),
    );
    const told = async (path: string, headers = {}) =>
      (await fetch(url + path, { headers })).headers.get("cache-control");
    said = { "cache-control": "public, max-age=60" };
    expect(await told("/api/things/1")).toBe("public, max-age=60");
    expect(await told("/api/things/1", CLERK)).toBe("private, max-age=60");
    expect(await told("/api/own/1", CLERK)).toBe("private, max-age=60");
    said = { "cache-control": "s-maxage=9, no-cache" };
    expect(await told("/api/own/1", CLERK)).toBe("private, no-cache");
    said = { expires: "Thu, 01 Jan 2099 00:00:00 GMT" };
    const own = await fetch(`${url}/api/own/1`, { headers: CLERK });
    expect([own.headers.get("cache-control"), own.headers.get("expires")]).toEqual(["private, no-store", null]);
    expect(await told("/api/things/1")).toBeNull();
    expect(await told("/api/own/1")).toBe("no-store");
  });
});
