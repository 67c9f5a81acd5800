import { Pool } from "undici";

const MAX_CONNECTIONS = 64;
const MAX_CONNECTION_AGE_MS = 60_000;

/**
 * Kept connections to one HTTP endpoint. Redirects are not followed. A connection that is older than `maxAgeMs` is not used
 * again: its successor looks the name up anew, so that an address that moved is followed.
 */
export function openHttpPool(url: URL, maxAgeMs = MAX_CONNECTION_AGE_MS): Pool {
  // The time limit of a call is the caller's, by its signal: undici's own timers are coarse and never cut a dripping body.
  return new Pool(url.origin, {
    connections: MAX_CONNECTIONS,
    clientTtl: maxAgeMs,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}
