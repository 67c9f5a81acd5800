import type { Principal } from "./principal.ts";

/** What somebody must be to get something; without roles and scopes, anybody who is somebody. */
export interface Requirement {
  /** One of these is enough. @default none is demanded */
  readonly roles?: readonly string[];
  /** Alternatives, of each of which all are needed: `[["a", "b"], ["c"]]` is (a and b) or c. @default none is demanded */
  readonly scopes?: readonly (readonly string[])[];
}

/** Why a principal does not meet a requirement, as the error code; undefined where it does. */
export function judge(
  principal: Principal,
  { roles, scopes }: Requirement,
): "UNAUTHENTICATED" | "FORBIDDEN" | undefined {
  if (principal.kind === "anonymous") return "UNAUTHENTICATED";
  const hasRole = roles === undefined || roles.some((role) => principal.roles.includes(role));
  const hasScopes =
    scopes === undefined || scopes.some((all) => all.every((scope) => principal.scopes.includes(scope)));
  return hasRole && hasScopes ? undefined : "FORBIDDEN";
}
