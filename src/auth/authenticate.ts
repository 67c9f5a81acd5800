import { errors as joseErrors } from "jose";
import { GatewayError } from "../errors.ts";
import { ANONYMOUS, type Principal } from "./principal.ts";
import type { VerifyToken } from "./verify-token.ts";

export type Authenticate = (authorization: string | null | undefined) => Promise<Principal>;

/**
 * Gives who asks, by the `Authorization` header (RFC 6750): anonymous when there is none, otherwise the token's
 * principal. Throws a `GatewayError` UNAUTHENTICATED where there is a credential but it does not hold.
 */
export function createAuthenticator(verifyToken: VerifyToken | undefined): Authenticate {
  return async function authenticate(authorization) {
    if (authorization === null || authorization === undefined) return ANONYMOUS;
    const token = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization.trim())?.[1];
    if (token === undefined || verifyToken === undefined) throw refused("invalid_request");
    try {
      return await verifyToken(token);
    } catch (error) {
      if (error instanceof joseErrors.JWKSTimeout)
        throw new GatewayError("OVERLOADED", { message: "Tokens cannot be checked now.", cause: error });
      throw refused("invalid_token", error);
    }
  };
}

function refused(reason: "invalid_request" | "invalid_token", cause?: unknown): GatewayError {
  return new GatewayError("UNAUTHENTICATED", {
    cause,
    httpHeaders: { "www-authenticate": `Bearer error="${reason}"` },
  });
}
