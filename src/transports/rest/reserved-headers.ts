/** Headers that the connection or the gateway makes: a contract has no say in them. */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "keep-alive",
  "content-length",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "expect",
  "accept-encoding",
  "x-user-id",
  "x-user-role",
  "x-request-id",
  "x-request-deadline-ms",
  "traceparent",
  "idempotency-key",
]);
