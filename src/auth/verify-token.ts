import { decodeJwt, decodeProtectedHeader, jwtVerify, type JWTVerifyGetKey } from "jose";
import { BoundedMap } from "../util/bounded-map.ts";
import type { Identity } from "./principal.ts";
import { readPrincipal, type ClaimOptions } from "./read-principal.ts";

export interface TokenOptions extends ClaimOptions {
  /** Demanded as `iss`. @default any */
  issuer?: string;
  /** Demanded as `aud`. @default any */
  audience?: string;
  /** Signature algorithms that are accepted. @default RS256, ES256, PS256, EdDSA */
  algorithms?: readonly string[];
  /** How far an issuer's clock may be off, in seconds. @default 5 */
  clockToleranceSeconds?: number;
}

export const DEFAULT_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"] as const;

/** One party that may vouch for principals. */
export interface TokenIssuer extends TokenOptions {
  readonly keys: JWTVerifyGetKey;
}

/** Gives whom a token speaks for, and until when, at once where that is known; rejected where the token does not hold. */
export type VerifyToken = (token: string) => Identity | Promise<Identity>;

/** A longer token is refused unread, in characters. */
export const MAX_TOKEN_LENGTH = 8_192;
/** How many good tokens are remembered, each until it expires. */
const MAX_REMEMBERED = 10_000;

/**
 * Checks JWTs (RFC 7519, RFC 8725): the signature by the issuer's own keys and never by one that the token brings along,
 * the algorithm by the list, `iss`, `aud`, `exp` (demanded), `nbf`, `crit`. Rejected with jose's error where a token does
 * not hold. What was found good is remembered until it expires.
 */
export function createTokenVerifier(issuers: readonly TokenIssuer[]): VerifyToken {
  const remembered = new BoundedMap<string, Identity & { readonly expiresAtMs: number }>({ entries: MAX_REMEMBERED });

  async function verify(token: string): Promise<Identity> {
    if (token.length > MAX_TOKEN_LENGTH) throw new Error("The token is too long.");
    // Whoever says so without `crit`, as RFC 7797 (section 6) demands, would be read in two ways.
    if (decodeProtectedHeader(token)["b64"] === false) throw new Error("The token's payload is not encoded.");
    const issuer = issuerOf(token, issuers);
    const { clockToleranceSeconds = 5 } = issuer;
    const { payload } = await jwtVerify(token, issuer.keys, {
      algorithms: [...(issuer.algorithms ?? DEFAULT_ALGORITHMS)],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ["exp", "sub"],
      ...(issuer.issuer === undefined ? {} : { issuer: issuer.issuer }),
      ...(issuer.audience === undefined ? {} : { audience: issuer.audience }),
    });
    const identity = {
      principal: readPrincipal(payload, issuer),
      expiresAtMs: ((payload.exp ?? 0) + clockToleranceSeconds) * 1000,
      token,
    };
    remembered.set(token, identity);
    return identity;
  }

  return function verifyToken(token) {
    const known = token.length > MAX_TOKEN_LENGTH ? undefined : remembered.get(token);
    return known !== undefined && known.expiresAtMs > Date.now() ? known : verify(token);
  };
}

/** Whether a token has the form of a JWT: three parts, the first of them a JSON object. */
export function isJwt(token: string): boolean {
  try {
    return token.split(".").length === 3 && typeof decodeProtectedHeader(token) === "object";
  } catch {
    return false;
  }
}

/** Which issuer's keys a token claims to be signed by; the claim is checked with them. */
function issuerOf(token: string, issuers: readonly TokenIssuer[]): TokenIssuer {
  const { iss } = decodeJwt(token);
  const issuer =
    issuers.find((candidate) => candidate.issuer === iss) ??
    issuers.find((candidate) => candidate.issuer === undefined);
  if (issuer === undefined) throw new Error(`The token's issuer is not known: ${JSON.stringify(iss)}.`);
  return issuer;
}
