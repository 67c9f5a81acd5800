/**
 * The demo issuer: makes tokens for trying things out and for tests. Its key is a file beside the configuration, so
 * that a token made in one terminal is accepted by a gateway that runs in another. Never for production.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from "jose";

const ALGORITHM = "ES256";
export const DEMO_ISSUER = "urn:selvage:demo";

export interface DemoToken {
  sub: string;
  roles?: readonly string[];
  scope?: string;
  /** How long it holds, in seconds. @default 3600 */
  expiresInSeconds?: number;
}

export interface DemoIssuer {
  /** The public half of the key, to check tokens with. */
  readonly keys: JWTVerifyGetKey;
  /** The same as a key set (RFC 7517). */
  readonly keySet: JSONWebKeySet;
  /** Makes a signed token. */
  sign(token: DemoToken): Promise<string>;
}

/**
 * Opens the demo issuer whose private key is in `keyFile` (a JWK, mode 0600), making the file when there is none.
 * Throws when the file is there but holds no such key.
 */
export async function openDemoIssuer(keyFile: string): Promise<DemoIssuer> {
  const privateJwk = readKey(keyFile) ?? (await makeKey(keyFile));
  const { kty, crv, x, y, kid, use, alg } = privateJwk;
  // Named one by one: what else the file may hold is nobody's to read.
  const keySet = { keys: [{ kty, crv, x, y, kid, use, alg } as JWK] };
  const privateKey = await importJWK(privateJwk, ALGORITHM);
  return {
    keys: createLocalJWKSet(keySet),
    keySet,
    sign: ({ sub, roles = [], scope, expiresInSeconds = 3600 }) =>
      new SignJWT({ roles, ...(scope === undefined ? {} : { scope }) })
        .setProtectedHeader({ alg: ALGORITHM, kid: privateJwk.kid ?? "demo", typ: "JWT" })
        .setIssuer(DEMO_ISSUER)
        .setSubject(sub)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
        .sign(privateKey),
  };
}

function readKey(keyFile: string): JWK | undefined {
  let text: string;
  try {
    text = readFileSync(keyFile, "utf8");
  } catch (error) {
    if (isFileError(error, "ENOENT")) return undefined;
    throw error;
  }
  try {
    const key = JSON.parse(text) as JWK;
    if (key.kty === "EC" && typeof key.d === "string") return key;
  } catch {
    // Told below, with what to do.
  }
  throw new Error(`${keyFile} does not hold the demo issuer's key; delete the file and a new one is made.`);
}

async function makeKey(keyFile: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: `demo-${Date.now().toString(36)}`, use: "sig", alg: ALGORITHM };
  mkdirSync(dirname(keyFile), { recursive: true });
  try {
    // Two processes may start at once: the first one's key is everybody's.
    writeFileSync(keyFile, JSON.stringify(key), { mode: 0o600, flag: "wx" });
    return key;
  } catch (error) {
    const other = isFileError(error, "EEXIST") ? readKey(keyFile) : undefined;
    if (other !== undefined) return other;
    throw error;
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
