import { describe, expect, it } from "vitest";
import { sendLines } from "../testkit/raw-client.ts";
import { startSmallGateway } from "../testkit/small-gateway.ts";

const BODY = '{"query":"mutation { rename(id: \\"1\\", title: \\"x\\") { id } }"}';
const SHOP = "https://shop.example";

describe("what a page of another origin can send without asking first is refused, and no service is called", () => {
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain; application/json",
    "text/plain;charset=application/json",
    "application/jsonp",
    "application/graphql",
    "",
  ];
  for (const type of types) {
    it(`a POST of ${type || "no type"}`, async () => {
      const { url, service } = await startSmallGateway();
      const answer = await sendLines(
        url,
        [
          "POST /graphql HTTP/1.1",
          "Host: x",
          ...(type === "" ? [] : [`Content-Type: ${type}`]),
          `Content-Length: ${BODY.length}`,
        ],
        BODY,
      );
      expect(answer).toMatch(/^HTTP\/1.1 415 [^]*"code":"BAD_USER_INPUT"/);
      expect(service.calls).toHaveLength(0);
    });
  }

  for (const method of ["GET", "HEAD"]) {
    it(`a mutation by ${method}`, async () => {
      const { url, service } = await startSmallGateway();
      const query = encodeURIComponent('mutation { rename(id: "1", title: "x") { id } }');
      const line = `${method} /graphql?query=${query} HTTP/1.1`;
      expect(await sendLines(url, [line, "Host: x", "Accept: application/json"])).toMatch(/^HTTP\/1.1 405 /);
      expect(await sendLines(url, [line, "Host: x", "Accept: text/event-stream"])).not.toMatch(/"rename"/);
      expect(service.calls).toHaveLength(0);
    });
  }

  it("but JSON is answered, whatever its parameters", async () => {
    const { url } = await startSmallGateway();
    for (const type of ["application/json", "application/json; charset=utf-8", "Application/JSON"]) {
      const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": type }, body: BODY });
      expect(response.status).toBe(200);
    }
  });
});

describe("a page of another origin", () => {
  const ask = (url: string, origin: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", origin, ...headers },
      body: '{"query":"{ hello }"}',
    });
  const askFirst = (url: string, origin: string) =>
    fetch(`${url}/graphql`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,authorization",
      },
    });

  it("may read nothing by default", async () => {
    const { url } = await startSmallGateway();
    expect((await ask(url, SHOP)).headers.get("access-control-allow-origin")).toBeNull();
    const first = await askFirst(url, SHOP);
    expect(first.status).toBe(405);
    expect(first.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("may read answers, and the headers that clients need, when it is on the list", async () => {
    const { url } = await startSmallGateway({ server: { cors: { origins: [SHOP], maxAgeSeconds: 60 } } });
    const first = await askFirst(url, SHOP);
    expect(first.status).toBe(204);
    expect(first.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(first.headers.get("access-control-allow-headers")).toBe("content-type,authorization");
    expect(first.headers.get("access-control-max-age")).toBe("60");
    const answer = await ask(url, SHOP);
    expect(answer.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answer.headers.get("access-control-expose-headers")).toMatch(/ratelimit, .*retry-after/);
    expect(answer.headers.get("vary")).toMatch(/origin/i);
  });

  for (const origin of [
    "https://evil.example",
    `${SHOP}.evil.example`,
    "http://shop.example",
    "null",
    `${SHOP}:8443`,
  ]) {
    it(`${origin} may not when another one is on the list`, async () => {
      const { url } = await startSmallGateway({ server: { cors: { origins: [SHOP, "https://admin.example"] } } });
      expect((await askFirst(url, origin)).headers.get("access-control-allow-origin")).toBeNull();
      expect((await ask(url, origin)).headers.get("access-control-allow-origin")).toBeNull();
    });
  }

  it("learns of a refusal, too: it is no different for a page", async () => {
    const { url } = await startSmallGateway({
      server: { cors: { origins: [SHOP], credentials: true } },
      authentication: { mode: "required" },
    });
    const refused = await ask(url, SHOP);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(refused.headers.get("access-control-allow-credentials")).toBe("true");
  });
});

it("every answer says that it is no page to be framed, sniffed or run", async () => {
  const { url } = await startSmallGateway();
  for (const path of ["/graphql?query={hello}", "/graphql?query={", "/health/live", "/metrics", "/nothing", "/%zz"]) {
    const { headers } = await fetch(`${url}${path}`);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("content-security-policy"), path).toMatch(/default-src 'none'/);
    expect(headers.get("x-frame-options"), path).toBe("DENY");
    expect(headers.get("referrer-policy"), path).toBe("no-referrer");
  }
});
