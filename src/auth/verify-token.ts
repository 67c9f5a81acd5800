import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { UserPrincipal } from "./principal.ts";

export interface TokenOptions {
  /** Demanded as `iss`. @default any */
  issuer?: string;
  /** Demanded as `aud`. @default any */
  audience?: string;
  /** Signature algorithms that are accepted. @default RS256, ES256, PS256, EdDSA */
  algorithms?: readonly string[];
}

export const DEFAULT_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"] as const;

/** A token's clock may be off by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;

export type VerifyToken = (token: string) => Promise<UserPrincipal>;

/**
 * Checks a JWT's signature and claims (RFC 7519, RFC 8725) and reads its principal: `sub`, `roles` (an array) and
 * `scope` (words). The promise is rejected with jose's error where the token does not hold; `exp` and `sub` are demanded.
 */
export function createTokenVerifier(keys: JWTVerifyGetKey, options: TokenOptions): VerifyToken {
  const algorithms = [...(options.algorithms ?? DEFAULT_ALGORITHMS)];
  return async function verifyToken(token) {
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["exp", "sub"],
      ...(options.issuer === undefined ? {} : { issuer: options.issuer }),
      ...(options.audience === undefined ? {} : { audience: options.audience }),
    });
    return readPrincipal(payload);
  };
}

function readPrincipal(payload: JWTPayload): UserPrincipal {
  const roles = Array.isArray(payload["roles"]) ? payload["roles"].filter(isHeaderWord) : [];
  const scope = typeof payload["scope"] === "string" ? payload["scope"].split(" ").filter((word) => word !== "") : [];
  const id = payload.sub;
  if (id === undefined || !isHeaderText(id)) throw new Error("The claim sub is not usable.");
  return { kind: "user", id, roles, scopes: scope };
}

/** What goes into a header must not be able to end it. */
function isHeaderText(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/.test(value);
}

/** Roles are sent as one list, with commas between them. */
function isHeaderWord(value: unknown): value is string {
  return isHeaderText(value) && !value.includes(",");
}
