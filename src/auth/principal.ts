/** Who asks. */
export type Principal = UserPrincipal | ApiKeyPrincipal | AnonymousPrincipal;

/** Who asks, and until when that holds. */
export interface Identity {
  readonly principal: Principal;
  /** From this moment on, as `Date.now()` tells time, the credential holds no longer; undefined where it tells of no end. */
  readonly expiresAtMs: number | undefined;
  /** The bearer token that it was told by, for the services that are handed it. */
  readonly token?: string;
}

/** Whoever a token speaks for. */
export interface UserPrincipal {
  readonly kind: "user";
  /** The token's subject. */
  readonly id: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

/** A program with a key of its own. */
export interface ApiKeyPrincipal {
  readonly kind: "api-key";
  /** The key's id; never the key. */
  readonly id: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** How many requests this key may send within a minute, in place of everybody's number; 0: any number. */
  readonly requestsPerMinute?: number;
}

export interface AnonymousPrincipal {
  readonly kind: "anonymous";
  readonly id: null;
  readonly roles: readonly [];
  readonly scopes: readonly [];
}

export const ANONYMOUS: AnonymousPrincipal = { kind: "anonymous", id: null, roles: [], scopes: [] };

/** What is sent to services as a header must not be able to end it. */
export function isHeaderText(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/.test(value);
}

/** Roles are sent as one list, with commas between them. */
export function isHeaderWord(value: unknown): value is string {
  return isHeaderText(value) && !value.includes(",");
}
