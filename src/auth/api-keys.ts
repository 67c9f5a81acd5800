import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiKeyPrincipal } from "./principal.ts";

/** A program's key, as the configuration knows it. */
export interface ApiKeyOptions {
  /** Whose it is: sent to services as `X-User-Id`, and in the log in place of the key. */
  id: string;
  /** The SHA-256 of the key, in hexadecimal digits. A key is long and random, so that a plain hash is enough. */
  sha256: string;
  /** @default none */
  roles?: readonly string[];
  /** @default none */
  scopes?: readonly string[];
  /** How many requests it may send within a minute; 0: any number. @default as everybody */
  requestsPerMinute?: number;
}

/** Gives whose a key is, if anybody's. */
export type FindApiKey = (key: string) => ApiKeyPrincipal | undefined;

/** Knows keys by their hashes. Every key is compared in constant time with every hash: the time tells nothing of either. */
export function createApiKeys(keys: readonly ApiKeyOptions[]): FindApiKey {
  const known = keys.map(({ id, sha256, roles = [], scopes = [], ...quota }) => ({
    digest: Buffer.from(sha256, "hex"),
    principal: { kind: "api-key", id, roles, scopes, ...quota } as const,
  }));
  return function findApiKey(key) {
    const digest = createHash("sha256").update(key).digest();
    let found: ApiKeyPrincipal | undefined;
    for (const candidate of known) {
      if (timingSafeEqual(candidate.digest, digest)) found = candidate.principal;
    }
    return found;
  };
}
