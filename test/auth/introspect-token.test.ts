import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTokenIntrospector } from "../../src/auth/introspect-token.ts";
import { boundedFetch } from "../../src/transports/bounded-fetch.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const OPTIONS = { clientId: "gate way", clientSecret: "s3:cret", issuer: "https://issuer.example", audience: "store" };
const nowSeconds = () => Math.floor(Date.now() / 1000);
const active = (more: Record<string, unknown> = {}) => ({
  active: true,
  iss: OPTIONS.issuer,
  aud: ["other", "store"],
  sub: "user-1",
  roles: ["CUSTOMER"],
  scope: "read write",
  exp: nowSeconds() + 300,
  ...more,
});

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Never answers. */
  isSilent?: boolean;
}

/** A real issuer that is asked about tokens. */
async function startIssuer(answer: Answer) {
  const asked: { authorization: string | undefined; form: Record<string, string> }[] = [];
  const read = async (request: IncomingMessage) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    return Object.fromEntries(new URLSearchParams(text));
  };
  const tell = async (request: IncomingMessage, response: ServerResponse) => {
    asked.push({ authorization: request.headers.authorization, form: await read(request) });
    if (answer.isSilent === true) return;
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  };
  const server = createServer((request, response) => void tell(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/introspect` };
}

async function startIntrospector(answer: Answer, options: { cacheSeconds?: number } = {}) {
  const issuer = await startIssuer(answer);
  const failures: unknown[] = [];
  const introspect = createTokenIntrospector(
    { ...OPTIONS, ...options, url: issuer.url },
    (url, request) => boundedFetch(url, { ...request, timeoutMs: 500, maxBytes: 10_000 }),
    (error) => failures.push(error),
  );
  const tell = (token: string) =>
    introspect(token).then(
      ({ principal }) => principal.id,
      (error: unknown) => (error as Error).name,
    );
  return { ...issuer, introspect, tell, failures };
}

describe("an opaque token", () => {
  it("is asked about at its issuer, by whom the issuer knows", async () => {
    const { introspect, asked } = await startIntrospector({ body: active({ exp: 4_000_000_000 }) });
    expect(await introspect("abc")).toEqual({
      principal: { kind: "user", id: "user-1", roles: ["CUSTOMER"], scopes: ["read", "write"] },
      expiresAtMs: 4_000_000_000_000,
      token: "abc",
    });
    expect(asked).toEqual([
      {
        authorization: `Basic ${Buffer.from("gate%20way:s3%3Acret").toString("base64")}`,
        form: { token: "abc", token_type_hint: "access_token" },
      },
    ]);
  });

  const refused: readonly [what: string, body: unknown][] = [
    ["that is not active", { active: false }],
    ["of another issuer", active({ iss: "https://evil.example" })],
    ["for another audience", active({ aud: "other" })],
    ["for no audience", active({ aud: undefined })],
    ["that has expired", active({ exp: nowSeconds() - 1 })],
    ["whose end is no number", active({ exp: "never" })],
    ["that is not good yet", active({ nbf: nowSeconds() + 60 })],
    ["without a subject", active({ sub: undefined })],
    ["whose subject would end a header", active({ sub: "u\r\nx-user-role: ADMIN" })],
  ];
  for (const [what, body] of refused) {
    it(`${what} is refused, and that is remembered`, async () => {
      const { tell, asked } = await startIntrospector({ body });
      expect([await tell("abc"), await tell("abc")]).toEqual(["Error", "Error"]);
      expect(asked).toHaveLength(1);
    });
  }

  const unavailable: readonly [what: string, answer: Answer][] = [
    ["does not know us", { status: 401, body: { error: "invalid_client" } }],
    ["fails", { status: 500, body: "" }],
    ["redirects", { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" }],
    ["tells junk", { body: "<html>" }],
    ["tells no JSON object", { body: [true] }],
    ["does not say whether it is active", { body: { sub: "user-1" } }],
    ["says that it is active in a text", { body: active({ active: "true" }) }],
    ["is silent", { isSilent: true }],
    ["tells too much", { body: active({ filler: "x".repeat(20_000) }) }],
  ];
  for (const [what, answer] of unavailable) {
    it(`cannot be judged where the issuer ${what}, and is asked about again`, async () => {
      const { tell, asked, failures } = await startIntrospector(answer);
      expect([await tell("abc"), await tell("abc")]).toEqual(["IssuerUnavailable", "IssuerUnavailable"]);
      expect(asked).toHaveLength(2);
      expect(failures).toEqual([expect.any(Error), expect.any(Error)]);
    });
  }

  it("that is too long is refused unread", async () => {
    const { tell, asked } = await startIntrospector({ body: active() });
    expect(await tell("x".repeat(9_000))).toBe("Error");
    expect(asked).toHaveLength(0);
  });
});

describe("an issuer's answer", () => {
  const times = async (answer: Answer, options: { cacheSeconds?: number } = {}, waitMs = 0) => {
    const { tell, asked } = await startIntrospector(answer, options);
    expect(await tell("abc")).toBe("user-1");
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    await tell("abc");
    return asked.length;
  };

  it("is remembered", async () => {
    expect(await times({ body: active() })).toBe(1);
    expect(await times({ body: active({ exp: undefined }) })).toBe(1);
  });

  it("is remembered for no longer than it says, than the token holds, or than the configuration says", async () => {
    expect(await times({ body: active(), headers: { "cache-control": "no-store" } })).toBe(2);
    expect(await times({ body: active(), headers: { "cache-control": "private, max-age=1" } }, {}, 1_100)).toBe(2);
    expect(await times({ body: active({ exp: nowSeconds() + 2 }) }, {}, 2_100)).toBe(2);
    expect(await times({ body: active() }, { cacheSeconds: 0 })).toBe(2);
    expect(await times({ body: active(), headers: { "cache-control": "max-age=60" } }, { cacheSeconds: 0 })).toBe(1);
  });

  it("is asked for once by all who wait for it", async () => {
    const { tell, asked } = await startIntrospector({ body: active() });
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => tell("abc"))))).toEqual(new Set(["user-1"]));
    expect(asked).toHaveLength(1);
  });

  it("is not waited for by more than so many at a time", async () => {
    const { tell, asked } = await startIntrospector({ isSilent: true });
    const told = await Promise.all(Array.from({ length: 150 }, (_, index) => tell(`token-${index}`)));
    expect(new Set(told)).toEqual(new Set(["IssuerUnavailable"]));
    expect(asked.length).toBeLessThanOrEqual(100);
  });
});

describe("a gateway", () => {
  async function startGateway(answer: Answer, passToken = false) {
    const issuer = await startIssuer(answer);
    const service = await startFakeService("type Query { hello: String }", { Query: { hello: () => "hello" } });
    onTestFinished(() => service.close());
    const { url } = await startTestGateway(
      { a: { ...service, passToken } },
      { authentication: { introspection: { ...OPTIONS, url: issuer.url } } },
    );
    const send = (authorization?: string) =>
      fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
        body: '{"query":"{ hello }"}',
      });
    return { service, send };
  }

  it("accepts opaque tokens, and tells services whose they are", async () => {
    const { send, service } = await startGateway({ body: active() });
    expect((await send("Bearer abc")).status).toBe(200);
    expect(service.calls[0]?.headers).toMatchObject({ "x-user-id": "user-1", "x-user-role": "CUSTOMER" });
    expect(service.calls[0]?.headers).not.toHaveProperty("authorization");
  });

  it("tells 401 from 503, and neither where it asks", async () => {
    const refused = await (await startGateway({ body: { active: false } })).send("Bearer abc");
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    const unavailable = await (await startGateway({ status: 500, body: "" })).send("Bearer abc");
    expect(unavailable.status).toBe(503);
    expect(unavailable.headers.get("retry-after")).toBe("5");
    expect(await unavailable.text()).not.toMatch(/127\.0\.0\.1|introspect/);
  });

  it("hands the token on to the services that are to have it, and to no other", async () => {
    const { send, service } = await startGateway({ body: active() }, true);
    await send("bearer abc");
    await send();
    expect(service.calls.map(({ headers }) => headers.authorization)).toEqual(["Bearer abc", undefined]);
  });

  it("shares no call among two tokens of one user where the token is handed on", async () => {
    const { send, service } = await startGateway({ body: active() }, true);
    await Promise.all([send("Bearer abc"), send("Bearer def")]);
    expect(new Set(service.calls.map(({ headers }) => headers.authorization))).toEqual(
      new Set(["Bearer abc", "Bearer def"]),
    );
  });
});
