import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAuthenticator } from "../../src/auth/authenticate.ts";
import { createKeySet, type KeySetOptions } from "../../src/auth/key-set.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { boundedFetch } from "../../src/transports/bounded-fetch.ts";

interface Key {
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

async function makeKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  return { jwk: { ...(await exportJWK(publicKey)), kid }, privateKey };
}

const token = (key: Key) =>
  new SignJWT({ sub: "u" })
    .setProtectedHeader({ alg: "ES256", kid: key.jwk.kid ?? "" })
    .setExpirationTime("5m")
    .sign(key.privateKey);

/** A key set server that answers as it is told, and counts. */
async function startKeySet(options: KeySetOptions = {}) {
  let answer: (response: ServerResponse) => void = (response) => void response.end('{"keys":[]}');
  const counter = { fetches: 0 };
  const server = createServer((_request, response) => {
    counter.fetches += 1;
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  const fetchText = async (address: string) => {
    const { status, text } = await boundedFetch(address, { timeoutMs: 200, maxBytes: 50_000 });
    if (status !== 200) throw new Error(`status ${status}`);
    return text;
  };
  const verifyToken = createTokenVerifier([
    { keys: createKeySet(url, fetchText, { cooldownMs: 0, retryAfterMs: 0, ...options }) },
  ]);
  const { authenticate } = createAuthenticator({ verifyToken, findApiKey: undefined, mode: "optional" });
  return {
    counter,
    behave: (next: typeof answer) => {
      answer = next;
    },
    serve: (...keys: Key[]) => {
      answer = (response) => void response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
    },
    /** Who asks, or the code of the refusal. */
    ask: (text: string) =>
      authenticate(["Authorization", `Bearer ${text}`]).then(
        ({ principal }) => principal.id,
        (error: { code?: string }) => error.code,
      ),
  };
}

describe("a key set", () => {
  it("is fetched once for many tokens that come at once", async () => {
    const { ask, serve, counter } = await startKeySet({ cooldownMs: 60_000 });
    const key = await makeKey("1");
    serve(key);
    const tokens = await Promise.all(Array.from({ length: 10 }, () => token(key)));
    expect(await Promise.all(tokens.map(ask))).toEqual(tokens.map(() => "u"));
    expect(counter.fetches).toBe(1);
  });

  it("has a rotated key accepted without a restart", async () => {
    const { ask, serve } = await startKeySet();
    const [first, second] = [await makeKey("1"), await makeKey("2")];
    serve(first);
    expect(await ask(await token(first))).toBe("u");
    serve(second);
    expect(await ask(await token(second))).toBe("u");
  });

  it("is not fetched for every unknown key: there is a cooldown", async () => {
    const { ask, serve, counter } = await startKeySet({ cooldownMs: 60_000 });
    const [known, unknown] = [await makeKey("1"), await makeKey("2")];
    serve(known);
    expect(await ask(await token(known))).toBe("u");
    for (let turn = 0; turn < 5; turn++) expect(await ask(await token(unknown))).toBe("UNAUTHENTICATED");
    expect(counter.fetches).toBe(1);
  });

  it("that could not be had is asked for again before the cooldown has passed, but not by each token", async () => {
    const key = await makeKey("1");
    const start = async (retryAfterMs: number) => {
      const set = await startKeySet({ cooldownMs: 60_000, retryAfterMs });
      set.behave((response) => void response.destroy());
      expect(await set.ask(await token(key))).toBe("OVERLOADED");
      set.serve(key);
      return set;
    };
    const patient = await start(60_000);
    expect(await patient.ask(await token(key))).toBe("OVERLOADED");
    expect(patient.counter.fetches).toBe(1);
    expect(await (await start(0)).ask(await token(key))).toBe("u");
  });

  const faults: readonly [string, (response: ServerResponse) => void][] = [
    ["down", (response) => void response.destroy()],
    ["an error", (response) => void response.writeHead(500).end("oops")],
    ["silent", () => undefined],
    ["huge", (response) => void response.end(`{"keys":[],"x":"${"x".repeat(100_000)}"}`)],
    ["junk", (response) => void response.end("<html>")],
    ["not a key set", (response) => void response.end('{"keys":"many"}')],
    ["a redirect", (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
    [
      "dripping",
      (response) => {
        response.write('{"keys":[');
        const timer = setInterval(() => response.write(" "), 20);
        response.once("close", () => clearInterval(timer));
      },
    ],
  ];
  for (const [name, behaviour] of faults) {
    it(`that is ${name} refuses unknown keys with 503, and known ones go on`, async () => {
      const failures: unknown[] = [];
      const { ask, serve, behave } = await startKeySet({ maxAgeMs: 0, onFailure: (error) => failures.push(error) });
      const [known, unknown] = [await makeKey("1"), await makeKey("2")];
      behave(behaviour);
      expect(await ask(await token(known))).toBe("OVERLOADED");
      expect(failures).toEqual([expect.any(Error)]);
      serve(known);
      expect(await ask(await token(known))).toBe("u");
      behave(behaviour);
      expect(await ask(await token(known))).toBe("u");
      expect(await ask(await token(unknown))).toBe("OVERLOADED");
      expect(await ask(await token(known))).toBe("u");
    });
  }
});

describe("a token", () => {
  it("that was found good is remembered, but not beyond its end", async () => {
    const { ask, serve, counter, behave } = await startKeySet({ maxAgeMs: 0 });
    const key = await makeKey("1");
    serve(key);
    const short = await new SignJWT({ sub: "u" })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .setExpirationTime(Math.floor(Date.now() / 1000) - 3)
      .sign(key.privateKey);
    const long = await token(key);
    expect(await ask(long)).toBe("u");
    const { fetches } = counter;
    behave((response) => void response.destroy());
    expect(await ask(long)).toBe("u");
    expect(counter.fetches).toBe(fetches);
    // Within the tolerance for clocks it is still good, but asked about anew each time.
    expect(await ask(short)).toBe("u");
    expect(await ask(short)).toBe("u");
  });

  it("that is longer than any sane one is refused unread", async () => {
    const { ask, counter } = await startKeySet();
    expect(await ask("x".repeat(9_000))).toBe("UNAUTHENTICATED");
    expect(counter.fetches).toBe(0);
  });
});
