import { GatewayError } from "../errors.ts";
import type { FindApiKey } from "./api-keys.ts";
import { IssuerUnavailable } from "./issuer-unavailable.ts";
import { ANONYMOUS, type Identity } from "./principal.ts";
import { readConnectionCredential, readCredential, unauthenticated, type Credential } from "./read-credential.ts";
import type { VerifyToken } from "./verify-token.ts";

export interface Authenticators {
  /** Checks bearer tokens; without it, none is accepted. */
  readonly verifyToken: VerifyToken | undefined;
  /** Knows API keys; without it, none is accepted. */
  readonly findApiKey: FindApiKey | undefined;
  /** Whether nobody may ask anything: then a request without a credential is refused. */
  readonly mode: "optional" | "required";
  /** Told why a token does not hold, which clients are not. */
  readonly onRefused?: (error: unknown) => void;
}

/** Gives who asks, by a request's raw header lines. An answer that lasts is to end when the identity expires. */
export type Authenticate = (rawHeaders: readonly string[]) => Promise<Identity>;

/**
 * Gives who asks over a WebSocket, by the payload of its `connection_init` (`authorization`, `x-api-key`, in any case) or
 * the raw header lines of the request that opened it. The socket is to be closed when the identity expires.
 */
export type AuthenticateConnection = (payload: unknown, rawHeaders: readonly string[]) => Promise<Identity>;

/**
 * Decides who asks: anonymous without a credential, otherwise whoever the one credential speaks for. Both throw a
 * `GatewayError` UNAUTHENTICATED where it does not hold, and OVERLOADED (503) where that cannot be told now.
 */
export interface Authenticator {
  readonly authenticate: Authenticate;
  readonly authenticateConnection: AuthenticateConnection;
}

const NOBODY: Identity = { principal: ANONYMOUS, expiresAtMs: undefined };

export function createAuthenticator({ verifyToken, findApiKey, mode, onRefused }: Authenticators): Authenticator {
  function identify(credential: Credential): Identity | Promise<Identity> {
    if (credential.kind === "none") {
      if (mode === "required") throw unauthenticated(undefined, "No token provided");
      return NOBODY;
    }
    if (credential.kind === "api-key") {
      const principal = findApiKey?.(credential.key);
      if (principal === undefined) throw unauthenticated("invalid_token", "Invalid API key");
      return { principal, expiresAtMs: undefined };
    }
    if (verifyToken === undefined) throw unauthenticated("invalid_token", "Invalid token");
    const identity = verifyToken(credential.token);
    return identity instanceof Promise ? identity.catch(refuse) : identity;
  }

  function refuse(error: unknown): never {
    if (!(error instanceof IssuerUnavailable)) {
      onRefused?.(error);
      throw unauthenticated("invalid_token", "Invalid token", error);
    }
    throw new GatewayError("OVERLOADED", {
      message: "Tokens cannot be checked now.",
      cause: error,
      httpHeaders: { "retry-after": "5" },
    });
  }

  return {
    authenticate: async (rawHeaders) => identify(readCredential(rawHeaders)),
    authenticateConnection: async (payload, rawHeaders) => identify(readConnectionCredential(payload, rawHeaders)),
  };
}
