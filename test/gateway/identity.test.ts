import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT, type CryptoKey } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { openApiKeyFile } from "../../src/auth/api-key-file.ts";
import { parseApiKeys } from "../../src/config/parse-config.ts";
import { ConfigurationError } from "../../src/index.ts";
import { sendLines } from "../testkit/raw-client.ts";
import { makeFolder } from "../testkit/test-gateway.ts";
import { startSmallGateway } from "../testkit/small-gateway.ts";

const ISSUER = "https://issuer.example";
const AUDIENCE = "store";

interface Issuer {
  readonly jwksUrl: string;
  readonly privateKey: CryptoKey;
}

/** A real issuer: its key set is served over HTTP. */
async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "1", use: "sig" }] });
  const server = createServer(
    (_request, response) => void response.setHeader("content-type", "application/json").end(jwks),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`, privateKey };
}

interface Claims {
  alg?: string;
  iss?: string;
  aud?: string;
  sub?: string;
  exp?: number | string | Date;
  [claim: string]: unknown;
}

async function sign(
  key: CryptoKey | Uint8Array,
  { alg = "RS256", iss = ISSUER, aud = AUDIENCE, exp = "5m", ...claims }: Claims,
): Promise<string> {
  const token = new SignJWT(claims).setProtectedHeader({ alg, kid: "1" }).setIssuer(iss).setAudience(aud).setIssuedAt();
  if (exp !== "") token.setExpirationTime(exp);
  return token.sign(key);
}

async function startGuarded() {
  const issuer = await startIssuer();
  const gateway = await startSmallGateway({
    authentication: { jwksUrl: issuer.jwksUrl, issuer: ISSUER, audience: AUDIENCE },
  });
  const ask = async (authorization: string | undefined, extra: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(authorization === undefined ? {} : { authorization }),
        ...extra,
      },
      body: JSON.stringify({ query: "{ hello }" }),
    });
    return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
  };
  return { ...issuer, ...gateway, ask };
}

describe("who asks", () => {
  it("is told to the services by the token's claims, with the request's id and the time that is left", async () => {
    const { ask, service, privateKey } = await startGuarded();
    const token = await sign(privateKey, { sub: "user-7", roles: ["CUSTOMER", "SUPPORT"] });
    const { status, headers } = await ask(`bearer ${token}`, {
      "x-request-id": "my-request",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    });
    expect(status).toBe(200);
    expect(headers.get("x-request-id")).toBe("my-request");
    expect(service.calls[0]?.headers).toMatchObject({
      "x-user-id": "user-7",
      "x-user-role": "CUSTOMER,SUPPORT",
      "x-request-id": "my-request",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    });
    expect(Number(service.calls[0]?.headers["x-request-deadline-ms"])).toBeLessThanOrEqual(3_000);
    expect(service.calls[0]?.headers).not.toHaveProperty("authorization");
  });

  it("is nobody without a token, whatever the client's own headers say", async () => {
    const { ask, service } = await startGuarded();
    const { status } = await ask(undefined, {
      "x-user-id": "admin",
      "x-user-role": "ADMIN",
      "x-request-deadline-ms": "99999999",
      traceparent: "junk",
    });
    expect(status).toBe(200);
    expect(service.calls[0]?.headers).not.toHaveProperty("x-user-id");
    expect(service.calls[0]?.headers).not.toHaveProperty("x-user-role");
    expect(service.calls[0]?.headers).not.toHaveProperty("traceparent");
    expect(Number(service.calls[0]?.headers["x-request-deadline-ms"])).toBeLessThanOrEqual(3_000);
  });

  it("gets a request id of the gateway's own where the client's is not fit for a log", async () => {
    const { ask, service } = await startGuarded();
    const { headers } = await ask(undefined, { "x-request-id": "a b\tc" });
    expect(headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect(service.calls[0]?.headers["x-request-id"]).toBe(headers.get("x-request-id"));
  });
});

describe("a token that does not hold is refused with 401, and no service is called", () => {
  const other = generateKeyPair("RS256");
  const cases: readonly [string, (key: CryptoKey) => string | Promise<string>][] = [
    ["of another key", async () => sign((await other).privateKey, { sub: "u" })],
    ["of another issuer", (key) => sign(key, { sub: "u", iss: "https://evil.example" })],
    ["for another audience", (key) => sign(key, { sub: "u", aud: "other" })],
    ["that has expired", (key) => sign(key, { sub: "u", exp: Math.floor(Date.now() / 1000) - 60 })],
    ["that never expires", (key) => sign(key, { sub: "u", exp: "" })],
    ["without a subject", (key) => sign(key, {})],
    ["whose subject would end a header", (key) => sign(key, { sub: "u\r\nx-user-role: ADMIN" })],
    [
      "without a signature",
      () => new UnsecuredJWT({ sub: "u" }).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime("5m").encode(),
    ],
    [
      "signed by an algorithm that is not accepted",
      async (key) => sign((await importJWK(await exportJWK(key), "RS512")) as CryptoKey, { alg: "RS512", sub: "u" }),
    ],
    ["signed with a shared secret", () => sign(new TextEncoder().encode("x".repeat(64)), { alg: "HS256", sub: "u" })],
    ["that is none", () => "not-a-token"],
  ];
  for (const [name, make] of cases) {
    it(name, async () => {
      const { ask, service, privateKey } = await startGuarded();
      const { status, body, headers } = await ask(`Bearer ${await make(privateKey)}`);
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
      expect(body).toEqual({ errors: [{ message: "Invalid token", extensions: { code: "UNAUTHENTICATED" } }] });
      expect(service.calls).toHaveLength(0);
    });
  }

  it("of another scheme, or where nobody may vouch", async () => {
    const { ask } = await startGuarded();
    expect((await ask("Basic dTpw")).status).toBe(401);
    const { url } = await startSmallGateway();
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer x.y.z" },
      body: '{"query":"{ hello }"}',
    });
    expect(response.status).toBe(401);
  });
});

describe("a credential", () => {
  /** Asks for `hello`, with these lines as they are. */
  function sendRaw(url: string, lines: readonly string[]): Promise<string> {
    const body = '{"query":"{ hello }"}';
    const own = [
      "POST /graphql HTTP/1.1",
      "Host: x",
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
    ];
    return sendLines(url, [...own, ...lines], body);
  }

  const KEY = "a-long-random-key";
  const apiKey = { id: "billing", sha256: createHash("sha256").update(KEY).digest("hex"), roles: ["REPORT"] };

  it("may be an API key, whose id and roles the services are told, and never the key", async () => {
    const { url, service } = await startSmallGateway({ authentication: { apiKeys: [apiKey] } });
    expect(await sendRaw(url, [`X-API-Key: ${KEY}`])).toMatch(/^HTTP\/1.1 200/);
    expect(service.calls[0]?.headers).toMatchObject({ "x-user-id": "billing", "x-user-role": "REPORT" });
    expect(JSON.stringify(service.calls[0]?.headers)).not.toContain(KEY);
    expect(await sendRaw(url, ["X-API-Key: another"])).toMatch(
      /^HTTP\/1.1 401[^]*www-authenticate[^]*Invalid API key/i,
    );
  });

  it("comes alone: two of them, or two lines of one, are refused", async () => {
    const { url, service, privateKey } = await startGuarded();
    const good = `Authorization: Bearer ${await sign(privateKey, { sub: "u" })}`;
    expect(await sendRaw(url, [good])).toMatch(/^HTTP\/1.1 200/);
    expect(await sendRaw(url, [good, good])).toMatch(/^HTTP\/1.1 401[^]*More than one credential/);
    expect(await sendRaw(url, [good, "authorization: Bearer x"])).toMatch(/^HTTP\/1.1 401/);
    expect(await sendRaw(url, [good, `X-API-Key: ${KEY}`])).toMatch(/^HTTP\/1.1 401/);
    expect(await sendRaw(url, ["Authorization:"])).toMatch(/^HTTP\/1.1 401/);
    expect(service.calls).toHaveLength(1);
  });

  it("may be demanded of everybody: everything but health answers 401", async () => {
    const { url, service } = await startSmallGateway({ authentication: { mode: "required", apiKeys: [apiKey] } });
    expect(await sendRaw(url, [])).toMatch(/^HTTP\/1.1 401[^]*www-authenticate: Bearer\r\n[^]*No token provided/i);
    expect((await fetch(`${url}/graphql`, { headers: { accept: "text/html" } })).status).toBe(401);
    expect((await fetch(`${url}/graphql`, { method: "PUT" })).status).toBe(401);
    expect((await fetch(`${url}/nowhere`)).status).toBe(401);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(service.calls).toHaveLength(0);
    expect(await sendRaw(url, [`X-API-Key: ${KEY}`])).toMatch(/^HTTP\/1.1 200/);
  });

  it("may be of one of several issuers, each with its own keys, audience and claims", async () => {
    const [first, second] = [await startIssuer(), await startIssuer()];
    const other = { issuer: "https://other.example", jwksUrl: second.jwksUrl, rolesClaim: "realm.roles" };
    const { url, service } = await startSmallGateway({
      authentication: { issuers: [{ issuer: ISSUER, jwksUrl: first.jwksUrl, audience: AUDIENCE }, other] },
    });
    const bearer = async (key: CryptoKey, claims: Claims) => [
      `Authorization: Bearer ${await sign(key, { sub: "u", ...claims })}`,
    ];
    expect(await sendRaw(url, await bearer(first.privateKey, {}))).toMatch(/^HTTP\/1.1 200/);
    expect(
      await sendRaw(url, await bearer(second.privateKey, { iss: other.issuer, realm: { roles: ["A", "B"] } })),
    ).toMatch(/^HTTP\/1.1 200/);
    expect(service.calls[1]?.headers["x-user-role"]).toBe("A,B");
    expect(await sendRaw(url, await bearer(first.privateKey, { iss: other.issuer }))).toMatch(/^HTTP\/1.1 401/);
    expect(await sendRaw(url, await bearer(first.privateKey, { aud: "else" }))).toMatch(/^HTTP\/1.1 401/);
    expect(await sendRaw(url, await bearer(first.privateKey, { iss: "https://third.example" }))).toMatch(
      /^HTTP\/1.1 401/,
    );
  });
});

describe("a file of API keys", () => {
  it("is read again when it changes, and a broken one takes no key away", async () => {
    const file = join(makeFolder(), "keys.json");
    const hash = (key: string) => createHash("sha256").update(key).digest("hex");
    const write = (text: string) => writeFileSync(file, text);
    write(JSON.stringify([{ id: "one", sha256: hash("first") }]));
    const problems: unknown[] = [];
    const keys = openApiKeyFile(file, {
      parse: parseApiKeys,
      onProblem: (error) => problems.push(error),
      intervalMs: 30,
    });
    onTestFinished(() => keys.dispose());
    expect(keys.find("first")?.id).toBe("one");
    expect(keys.find("second")).toBeUndefined();
    write(JSON.stringify([{ id: "two", sha256: hash("second") }]));
    await expect.poll(() => keys.find("second")?.id, { timeout: 10_000 }).toBe("two");
    expect(keys.find("first")).toBeUndefined();
    write('[{"id":"three","sha256":"short"}]');
    await expect.poll(() => problems.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(keys.find("second")?.id).toBe("two");
    const before = problems.length;
    rmSync(file);
    await expect.poll(() => problems.length, { timeout: 10_000 }).toBeGreaterThan(before);
    expect(keys.find("second")?.id).toBe("two");
    // Told once, not each time that it is looked at.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(problems.length).toBeLessThan(before + 3);
    write(JSON.stringify([{ id: "four", sha256: hash("fourth") }]));
    await expect.poll(() => keys.find("fourth")?.id, { timeout: 10_000 }).toBe("four");
  });

  it.each([
    ["that is not there", undefined, "there is no such file"],
    ["that is no JSON", `[{ "id": "secret" }\n, secret]`, "is no valid JSON"],
    ["with a mistake", '[{ "id": "a", "sha256": "ab" }]', "apiKeys[0].sha256: must be the SHA-256 of the key"],
  ])("%s is told before anything starts, as every problem of the configuration is", async (_what, text, problem) => {
    const file = join(makeFolder(), "keys.json");
    if (text !== undefined) writeFileSync(file, text);
    const authentication = { apiKeyFile: file, issuer: "https://login.example", audience: "store" };
    const refused = await startSmallGateway({ authentication }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigurationError);
    expect((refused as ConfigurationError).problems).toEqual([
      expect.stringMatching(
        /^authentication\.issuer \(JWT_ISSUER\): .* authentication\.jwksUrl \(JWT_JWKS_URL\), too$/,
      ),
      expect.stringMatching(/^authentication\.audience \(JWT_AUDIENCE\): /),
      expect.stringContaining(`authentication.apiKeyFile (${file}): ${problem}`),
    ]);
    expect(String(refused)).not.toContain("secret");
  });
});
