import { createHash } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createApiKeys } from "../../src/auth/api-keys.ts";
import { createAuthenticator, type Authenticators } from "../../src/auth/authenticate.ts";
import { connectionRefusal } from "../../src/auth/connection-refusal.ts";
import { createKeySet } from "../../src/auth/key-set.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { GatewayError } from "../../src/errors.ts";

const KEY = "a-long-random-key";
const NOW_SECONDS = Math.floor(Date.now() / 1000);

async function startConnections(parts: Partial<Authenticators> & { isKeySetDown?: boolean } = {}) {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const keySet = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "1" }] });
  const keys = createKeySet("https://issuer.example/keys", async () => {
    if (parts.isKeySetDown === true) throw new Error("down");
    return keySet;
  });
  const { authenticateConnection } = createAuthenticator({
    verifyToken: createTokenVerifier([{ keys, clockToleranceSeconds: 10 }]),
    findApiKey: createApiKeys([{ id: "robot", sha256: createHash("sha256").update(KEY).digest("hex") }]),
    mode: "optional",
    ...parts,
  });
  const sign = (exp: number) =>
    new SignJWT({ sub: "user-1", roles: ["CUSTOMER"], exp })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .sign(privateKey);
  const connect = (payload: unknown, rawHeaders: readonly string[] = []) =>
    authenticateConnection(payload, rawHeaders).catch((error: unknown) => connectionRefusal(error));
  return { sign, connect };
}

describe("whoever opens a WebSocket", () => {
  const user = { kind: "user", id: "user-1", roles: ["CUSTOMER"], scopes: [] };

  for (const name of ["authorization", "Authorization", "AUTHORIZATION"]) {
    it(`is known by ${name} of the first message, until the token expires`, async () => {
      const { connect, sign } = await startConnections();
      const exp = NOW_SECONDS + 300;
      const token = await sign(exp);
      const payload = { [name]: `bearer ${token}`, theme: "dark" };
      expect(await connect(payload)).toEqual({ principal: user, expiresAtMs: (exp + 10) * 1000, token });
      // By then it is remembered.
      expect(await connect(payload)).toEqual({ principal: user, expiresAtMs: (exp + 10) * 1000, token });
    });
  }

  it("is known by an API key, without an end", async () => {
    const { connect } = await startConnections();
    const robot = { principal: { kind: "api-key", id: "robot", roles: [], scopes: [] }, expiresAtMs: undefined };
    expect(await connect({ "X-API-Key": KEY })).toEqual(robot);
    expect(await connect({ "x-api-key": KEY })).toEqual(robot);
  });

  it("is known by the header lines of the request that opened it", async () => {
    const { connect } = await startConnections();
    expect(await connect(undefined, ["Host", "x", "X-API-Key", KEY])).toMatchObject({ principal: { id: "robot" } });
  });

  for (const payload of [undefined, null, {}, { token: "x" }, "authorization", [], 7]) {
    it(`is nobody with ${JSON.stringify(payload)}`, async () => {
      const { connect } = await startConnections();
      expect(await connect(payload)).toEqual({
        principal: { kind: "anonymous", id: null, roles: [], scopes: [] },
        expiresAtMs: undefined,
      });
    });
  }
});

describe("a WebSocket is closed", () => {
  const invalid = { code: 4403, reason: "Invalid token" };
  const unreadable = { code: 4401, reason: "Invalid token" };
  const several = { code: 4401, reason: "More than one credential" };

  it("with 4403 for a credential that does not hold", async () => {
    const { connect, sign } = await startConnections();
    expect(await connect({ authorization: `Bearer ${await sign(NOW_SECONDS - 60)}` })).toEqual(invalid);
    expect(await connect({ authorization: "Bearer junk" })).toEqual(invalid);
    expect(await connect({ "x-api-key": "another" })).toEqual({ code: 4403, reason: "Invalid API key" });
    const { connect: connectToNone } = await startConnections({ verifyToken: undefined, findApiKey: undefined });
    expect(await connectToNone({ authorization: `Bearer ${await sign(NOW_SECONDS + 60)}` })).toEqual(invalid);
    expect(await connectToNone({ "x-api-key": KEY })).toEqual({ code: 4403, reason: "Invalid API key" });
  });

  it("with 4401 for one that cannot be read", async () => {
    const { connect } = await startConnections();
    expect(await connect({ authorization: 7 })).toEqual(unreadable);
    expect(await connect({ authorization: null })).toEqual(unreadable);
    expect(await connect({ authorization: "Basic dTpw" })).toEqual(unreadable);
  });

  it("with 4401 for two of them", async () => {
    const { connect } = await startConnections();
    const key = { "x-api-key": KEY };
    expect(await connect({ ...key, "X-Api-Key": KEY })).toEqual(several);
    expect(await connect({ ...key, authorization: "Bearer x" })).toEqual(several);
    expect(await connect(key, ["Authorization", "Bearer x"])).toEqual(several);
  });

  it("with 4401 without one where one is demanded", async () => {
    const { connect } = await startConnections({ mode: "required" });
    expect(await connect({})).toEqual({ code: 4401, reason: "No token provided" });
    expect(await connect({ "x-api-key": KEY })).toMatchObject({ principal: { id: "robot" } });
  });

  it("with 1013 while nobody can tell", async () => {
    const { connect, sign } = await startConnections({ isKeySetDown: true });
    expect(await connect({ authorization: `Bearer ${await sign(NOW_SECONDS + 60)}` })).toEqual({
      code: 1013,
      reason: "Tokens cannot be checked now.",
    });
    expect(connectionRefusal(new GatewayError("RATE_LIMITED"))).toEqual({ code: 1013, reason: "Too many requests" });
  });

  it("with 4500 for what is no refusal, of which nothing is told", () => {
    expect(connectionRefusal(new Error("secret"))).toEqual({ code: 4500, reason: "Something went wrong" });
  });
});
