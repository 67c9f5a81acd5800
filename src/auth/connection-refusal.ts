import { GatewayError } from "../errors.ts";

/** How a WebSocket is closed (RFC 6455, section 7.4; the graphql-transport-ws protocol for codes from 4000). */
export interface ConnectionClose {
  readonly code: number;
  /** At most 123 bytes. */
  readonly reason: string;
}

/**
 * The identity has expired. Clients of the protocol take 4403 for something that may go well when they try once more, then
 * with a fresh token, and 4401 for the end.
 */
export const IDENTITY_EXPIRED: ConnectionClose = { code: 4403, reason: "The token has expired" };

/**
 * How to close a WebSocket whose `AuthenticateConnection` (or whose limit) threw: 4401 without a readable credential where one is
 * due, 4403 for one that does not hold, 1013 where trying later may help, 4500 for what is no refusal at all.
 */
export function connectionRefusal(error: unknown): ConnectionClose {
  if (!(error instanceof GatewayError)) return { code: 4500, reason: "Something went wrong" };
  if (error.code === "UNAUTHENTICATED") {
    const isTried = error.http.headers?.["www-authenticate"]?.includes("invalid_token") === true;
    return { code: isTried ? 4403 : 4401, reason: error.message };
  }
  if (error.code === "FORBIDDEN") return { code: 4403, reason: error.message };
  return { code: 1013, reason: error.message };
}
