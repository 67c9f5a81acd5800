/** Who asks. */
export type Principal = UserPrincipal | AnonymousPrincipal;

export interface UserPrincipal {
  readonly kind: "user";
  /** The token's `sub`. */
  readonly id: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

export interface AnonymousPrincipal {
  readonly kind: "anonymous";
  readonly id: null;
  readonly roles: readonly [];
  readonly scopes: readonly [];
}

export const ANONYMOUS: AnonymousPrincipal = { kind: "anonymous", id: null, roles: [], scopes: [] };
