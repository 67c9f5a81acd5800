import { GatewayError } from "../errors.ts";
import type { Principal } from "./principal.ts";
import { unauthenticated } from "./read-credential.ts";

/** What somebody must be to get something; without roles and scopes, anybody who is somebody. */
export interface Requirement {
  /** One of these is enough. @default none is demanded */
  readonly roles?: readonly string[];
  /** Alternatives, of each of which all are needed: `[["a", "b"], ["c"]]` is (a and b) or c. @default none is demanded */
  readonly scopes?: readonly (readonly string[])[];
}

/** What is said beside 403 to whoever is known, and may not (RFC 6750, section 3.1). */
export const INSUFFICIENT_SCOPE = 'Bearer error="insufficient_scope"';

/** Why a principal does not meet a requirement, UNAUTHENTICATED or FORBIDDEN; undefined where it does. */
export function judge(principal: Principal, { roles, scopes }: Requirement): GatewayError | undefined {
  if (principal.kind === "anonymous") return unauthenticated(undefined, "No token provided");
  const hasRole = roles === undefined || roles.some((role) => principal.roles.includes(role));
  const hasScopes =
    scopes === undefined || scopes.some((all) => all.every((scope) => principal.scopes.includes(scope)));
  return hasRole && hasScopes
    ? undefined
    : new GatewayError("FORBIDDEN", { httpHeaders: { "www-authenticate": INSUFFICIENT_SCOPE } });
}
