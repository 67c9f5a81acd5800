import { GatewayError } from "../errors.ts";
import type { FindApiKey } from "./api-keys.ts";
import { KeySetUnavailable } from "./key-set.ts";
import { ANONYMOUS, type Principal } from "./principal.ts";
import { readCredential, unauthenticated } from "./read-credential.ts";
import type { VerifyToken } from "./verify-token.ts";

export interface Authenticators {
  /** Checks bearer tokens; without it, none is accepted. */
  readonly verifyToken: VerifyToken | undefined;
  /** Knows API keys; without it, none is accepted. */
  readonly findApiKey: FindApiKey | undefined;
  /** Whether nobody may ask anything: then a request without a credential is refused. */
  readonly mode: "optional" | "required";
}

/** Gives who asks, by a request's raw header lines. */
export type Authenticate = (rawHeaders: readonly string[]) => Promise<Principal>;

/**
 * Decides who asks: anonymous without a credential, otherwise whoever the one credential speaks for. Throws a
 * `GatewayError` UNAUTHENTICATED where it does not hold, and OVERLOADED (503) where that cannot be told now.
 */
export function createAuthenticator({ verifyToken, findApiKey, mode }: Authenticators): Authenticate {
  return async function authenticate(rawHeaders) {
    const credential = readCredential(rawHeaders);
    if (credential.kind === "none") {
      if (mode === "required") throw unauthenticated(undefined, "No token provided");
      return ANONYMOUS;
    }
    if (credential.kind === "api-key") {
      const principal = findApiKey?.(credential.key);
      if (principal === undefined) throw unauthenticated("invalid_token", "Invalid API key");
      return principal;
    }
    if (verifyToken === undefined) throw unauthenticated("invalid_token", "Invalid token");
    try {
      return await verifyToken(credential.token);
    } catch (error) {
      if (!(error instanceof KeySetUnavailable)) throw unauthenticated("invalid_token", "Invalid token", error);
      throw new GatewayError("OVERLOADED", {
        message: "Tokens cannot be checked now.",
        cause: error,
        httpHeaders: { "retry-after": "5" },
      });
    }
  };
}
