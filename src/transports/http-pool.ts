import { Pool } from "undici";

const MAX_CONNECTIONS = 64;

/** Kept connections to one HTTP endpoint. Redirects are not followed. */
export function openHttpPool(url: URL): Pool {
  // The time limit of a call is the caller's, by its signal: undici's own timers are coarse and never cut a dripping body.
  return new Pool(url.origin, { connections: MAX_CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
}
