import { createHmac, createSign, createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createApiKeys } from "../../src/auth/api-keys.ts";
import { createAuthenticator } from "../../src/auth/authenticate.ts";
import { createKeySet } from "../../src/auth/key-set.ts";
import { createTokenVerifier, MAX_TOKEN_LENGTH } from "../../src/auth/verify-token.ts";
import { GatewayError } from "../../src/errors.ts";

const ISSUER = "https://issuer.example";
const AUDIENCE = "store";
const NOW = Math.floor(Date.now() / 1000);
const TOLERANCE = 5;

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const edwards = generateKeyPairSync("ed25519");
const evil = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicJwk = (key: KeyObject, more: Record<string, unknown>) => ({ ...key.export({ format: "jwk" }), ...more });

const KEY_SET = {
  keys: [
    publicJwk(rsa.publicKey, { kid: "rsa", use: "sig" }),
    publicJwk(elliptic.publicKey, { kid: "elliptic" }),
    publicJwk(edwards.publicKey, { kid: "edwards", key_ops: ["verify"] }),
    publicJwk(weak.publicKey, { kid: "weak" }),
    publicJwk(rsa.publicKey, { kid: "encryption", use: "enc" }),
    publicJwk(rsa.publicKey, { kid: "wrapping", key_ops: ["wrapKey"] }),
    publicJwk(rsa.publicKey, { kid: "other-algorithm", alg: "PS256" }),
    { kty: "oct", kid: "shared", k: Buffer.from("shared secret of thirty-two bytes").toString("base64url") },
  ],
};

type Json = Record<string, unknown>;
const CLAIMS = { iss: ISSUER, aud: AUDIENCE, sub: "user-1", exp: NOW + 300 };
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Signs as a program would that keeps to no rules. */
function sign(algorithm: string, input: string, key: KeyObject | string): string {
  if (typeof key === "string") return createHmac("sha256", key).update(input).digest("base64url");
  if (algorithm === "ES256") {
    return createSign("sha256").update(input).sign({ key, dsaEncoding: "ieee-p1363" }, "base64url");
  }
  return createSign(algorithm.endsWith("512") ? "sha512" : "sha256")
    .update(input)
    .sign(key, "base64url");
}

function make(header: Json, claims: Json = {}, key: KeyObject | string = rsa.privateKey): string {
  const input = `${encode({ alg: "RS256", kid: "rsa", ...header })}.${encode({ ...CLAIMS, ...claims })}`;
  return `${input}.${sign(typeof header["alg"] === "string" ? header["alg"] : "RS256", input, key)}`;
}

const fetched: string[] = [];
const told: unknown[] = [];
function start() {
  const keys = createKeySet(`${ISSUER}/keys`, async (url) => {
    fetched.push(url);
    return JSON.stringify(KEY_SET);
  });
  const { authenticate } = createAuthenticator({
    verifyToken: createTokenVerifier([{ keys, issuer: ISSUER, audience: AUDIENCE, clockToleranceSeconds: TOLERANCE }]),
    findApiKey: createApiKeys([
      { id: "robot", sha256: hash("right"), roles: ["REPORT"] },
      { id: "twin", sha256: hash("left").toUpperCase() },
    ]),
    mode: "optional",
    onRefused: (error) => told.push(error),
  });
  return async (...lines: string[]) => {
    try {
      const { principal } = await authenticate(lines);
      return principal.id ?? "nobody";
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== "UNAUTHENTICATED") throw error;
      return error.http.headers?.["www-authenticate"];
    }
  };
}

const hash = (key: string) => createHash("sha256").update(key).digest("hex");
const INVALID = 'Bearer error="invalid_token"';
const UNREADABLE = 'Bearer error="invalid_request"';

describe("a token is good", () => {
  const table: readonly [what: string, token: () => string][] = [
    ["by RS256", () => make({})],
    ["by ES256", () => make({ alg: "ES256", kid: "elliptic" }, {}, elliptic.privateKey)],
    ["for several audiences", () => make({}, { aud: ["other", AUDIENCE] })],
    ["while its end is no longer past than clocks differ", () => make({}, { exp: NOW - 1 })],
    ["while its begin is no longer off than clocks differ", () => make({}, { nbf: NOW + TOLERANCE - 2 })],
    ["with headers that mean nothing to us", () => make({ typ: "at+jwt", cty: "x", unknown: 1 })],
    ["with a key of its own that nobody looks at", () => make({ jwk: publicJwk(evil.publicKey, {}) })],
  ];
  for (const [what, token] of table) {
    it(what, async () => {
      expect(await start()("Authorization", `Bearer ${token()}`)).toBe("user-1");
    });
  }
});

describe("a token is refused", () => {
  const [header = "", payload = "", signature = ""] = make({}).split(".");
  const publicPem = rsa.publicKey.export({ type: "spki", format: "pem" });
  const table: readonly [what: string, token: string][] = [
    ...["none", "None", "NONE", ""].map((alg): [string, string] => [
      `by the algorithm "${alg}"`,
      `${encode({ alg })}.${payload}.`,
    ]),
    ["by no algorithm", `${encode({ kid: "rsa" })}.${payload}.${signature}`],
    ["without its signature", `${header}.${payload}.`],
    ["with a changed payload", `${header}.${encode({ ...CLAIMS, sub: "admin" })}.${signature}`],
    ["with a changed header", `${encode({ alg: "RS256", kid: "rsa", typ: "JWT" })}.${payload}.${signature}`],
    ["with half a signature", `${header}.${payload}.${signature.slice(0, 100)}`],
    ["with an empty signature of the right length", `${header}.${payload}.${"A".repeat(signature.length)}`],
    [
      "by ES256 with a signature of zeros",
      `${encode({ alg: "ES256", kid: "elliptic" })}.${payload}.${Buffer.alloc(64).toString("base64url")}`,
    ],
    ["by HS256 with the public key as its secret", make({ alg: "HS256" }, {}, publicPem)],
    ["by HS256 with the key set as its secret", make({ alg: "HS256" }, {}, JSON.stringify(KEY_SET))],
    [
      "by HS256 with a secret of the key set",
      make({ alg: "HS256", kid: "shared" }, {}, "shared secret of thirty-two bytes"),
    ],
    ["by an algorithm that is not on the list", make({ alg: "RS512" })],
    ["by another algorithm than it says", make({ alg: "PS256" })],
    ["by a key of another kind", make({ kid: "elliptic" })],
    ["by a key for another algorithm", make({ kid: "other-algorithm" })],
    ["by a key for encryption", make({ kid: "encryption" })],
    ["by a key for other operations", make({ kid: "wrapping" })],
    ["by an RSA key of 1024 bits", make({ kid: "weak" }, {}, weak.privateKey)],
    ["by a key that is not in the set", make({ kid: "another" })],
    ["by a key that cannot be told", make({ kid: undefined })],
    ["by a key whose id is a path", make({ kid: "../../../../dev/null" })],
    ["by a key that is another one's", make({}, {}, evil.privateKey)],
    [
      "by a key that it brings along (jwk)",
      make({ jwk: publicJwk(evil.publicKey, { kid: "rsa" }) }, {}, evil.privateKey),
    ],
    ["by a key that it points to (jku)", make({ jku: "https://evil.example/keys" }, {}, evil.privateKey)],
    ["by a certificate that it points to (x5u)", make({ x5u: "https://evil.example/cert" }, {}, evil.privateKey)],
    [
      "by a certificate that it brings along (x5c)",
      make({ x5c: [evil.publicKey.export({ type: "spki", format: "der" }).toString("base64")] }, {}, evil.privateKey),
    ],
    ["that demands what we do not understand (crit)", make({ crit: ["unknown"], unknown: 1 })],
    ["that demands nothing (crit)", make({ crit: [] })],
    ["that demands what it does not say (crit)", make({ crit: ["exp"] })],
    ["whose payload is not encoded (b64)", make({ crit: ["b64"], b64: false })],
    ["whose payload is not encoded, without saying that this is critical", make({ b64: false })],
    ["that never ends", make({}, { exp: undefined })],
    ["whose end is a text", make({}, { exp: String(NOW + 300) })],
    ["that has ended", make({}, { exp: NOW - TOLERANCE - 1 })],
    ["that has not begun", make({}, { nbf: NOW + 60 })],
    ["whose begin is a text", make({}, { nbf: "now" })],
    ["of another issuer", make({}, { iss: "https://evil.example" })],
    ["of an issuer with a slash more", make({}, { iss: `${ISSUER}/` })],
    ["of no issuer", make({}, { iss: undefined })],
    ["of several issuers", make({}, { iss: [ISSUER] })],
    ["for another audience", make({}, { aud: "other" })],
    ["for no audience", make({}, { aud: undefined })],
    ["without a subject", make({}, { sub: undefined })],
    ["whose subject is empty", make({}, { sub: "" })],
    ["whose subject is no text", make({}, { sub: { toString: "admin" } })],
    ["whose subject would end a header", make({}, { sub: "a\r\nX-User-Role: ADMIN" })],
    ["whose subject is too long", make({}, { sub: "a".repeat(257) })],
    ["that is too long", make({}, { filler: "x".repeat(MAX_TOKEN_LENGTH) })],
    ["that is encrypted", `${encode({ alg: "RSA-OAEP", enc: "A256GCM" })}.a.b.c.d`],
    ["of two parts", `${header}.${payload}`],
    ["of four parts", `${header}.${payload}.${signature}.x`],
    ["whose payload is a list", `${header}.${encode([])}.${signature}`],
    ["of no JSON", "a.b.c"],
    ["that is opaque", "2YotnFZFEjr1zCsicMWpAA"],
  ];
  for (const [what, token] of table) {
    it(what, async () => {
      fetched.length = 0;
      expect(await start()("Authorization", `Bearer ${token}`)).toBe(INVALID);
      expect(fetched.every((url) => url === `${ISSUER}/keys`)).toBe(true);
    });
  }

  it("for a reason that only the log is told", async () => {
    const token = make({}, { iss: `${ISSUER}/` });
    told.length = 0;
    expect(await start()("Authorization", `Bearer ${token}`)).toBe(INVALID);
    expect(told).toEqual([new Error(`The token's issuer is not known: "${ISSUER}/".`)]);
  });

  it("once it has ended, though it was remembered", async () => {
    const authenticate = start();
    const token = make({}, { exp: Math.floor(Date.now() / 1000) - TOLERANCE + 2 });
    expect(await authenticate("Authorization", `Bearer ${token}`)).toBe("user-1");
    expect(await authenticate("Authorization", `Bearer ${token}`)).toBe("user-1");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await authenticate("Authorization", `Bearer ${token}`)).toBe(INVALID);
  });
});

describe("header lines", () => {
  const token = make({});
  const table: readonly [what: string, lines: string[], outcome: string][] = [
    ["none", [], "nobody"],
    ["others", ["Host", "x", "Cookie", `authorization=Bearer ${token}`], "nobody"],
    ["the scheme in small letters", ["authorization", `bearer ${token}`], "user-1"],
    ["the scheme in capital letters", ["AUTHORIZATION", `BEARER ${token}`], "user-1"],
    ["several spaces", ["Authorization", `Bearer   ${token} `], "user-1"],
    ["a tab", ["Authorization", `Bearer\t${token}`], UNREADABLE],
    ["no scheme", ["Authorization", token], UNREADABLE],
    ["another scheme", ["Authorization", "Basic dTpw"], UNREADABLE],
    ["a scheme of a similar name", ["Authorization", `Bearers ${token}`], UNREADABLE],
    ["nothing behind the scheme", ["Authorization", "Bearer "], UNREADABLE],
    ["nothing at all", ["Authorization", ""], UNREADABLE],
    ["two tokens in a line", ["Authorization", `Bearer ${token} ${token}`], UNREADABLE],
    ["two credentials in a line", ["Authorization", `Bearer ${token}, Bearer ${token}`], UNREADABLE],
    ["quotes", ["Authorization", `Bearer "${token}"`], UNREADABLE],
    ["two lines, both good", ["Authorization", `Bearer ${token}`, "Authorization", `Bearer ${token}`], UNREADABLE],
    ["two lines, the second empty", ["Authorization", `Bearer ${token}`, "authorization", ""], UNREADABLE],
    ["a token and a key", ["Authorization", `Bearer ${token}`, "X-API-Key", "right"], UNREADABLE],
    ["two keys", ["X-API-Key", "right", "x-api-key", "right"], UNREADABLE],
    ["a key", ["X-API-Key", "right"], "robot"],
    ["another key", ["x-api-key", "left"], "twin"],
    ["a wrong key", ["X-API-Key", "wrong"], INVALID],
    ["an empty key", ["X-API-Key", ""], INVALID],
    ["a key in capital letters", ["X-API-Key", "RIGHT"], INVALID],
    ["the beginning of a key", ["X-API-Key", "righ"], INVALID],
    ["a key's hash", ["X-API-Key", hash("right")], INVALID],
    ["a key's id", ["X-API-Key", "robot"], INVALID],
    ["a key as a token", ["Authorization", "Bearer right"], INVALID],
    ["a token as a key", ["X-API-Key", token], INVALID],
  ];
  for (const [what, lines, outcome] of table) {
    it(`with ${what}: ${outcome}`, async () => {
      expect(await start()(...lines)).toBe(outcome);
    });
  }
});
