import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";

/** How long a key set may take to answer. */
const FETCH_TIMEOUT_MS = 2_000;

/** The keys of an issuer, fetched when first needed, remembered, and fetched again when a token names an unknown one. */
export function createRemoteKeys(jwksUrl: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: FETCH_TIMEOUT_MS });
}
