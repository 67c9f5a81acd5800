/** Which header lines a proxy hands on (RFC 9110, section 7.6): a message's own, and none that is a connection's or ours. */

/** Header lines as they go over the wire: names and values in turn. */
export type HeaderLines = readonly string[];

/** Of one connection alone (RFC 9110, section 7.6.1, and what older peers send). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

const NEVER_TO_SERVICES = new Set([
  ...HOP_BY_HOP,
  // Answered by this server itself, or written anew.
  "host",
  "expect",
  "via",
  "http2-settings",
  // What only the gateway may say: who asks, for which request, and from where.
  "x-request-id",
  "x-request-deadline-ms",
  "x-request-timeout",
  // A wish to the gateway.
  "x-fault",
  "traceparent",
  "tracestate",
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
  // Credentials are for the gateway. A cookie would be one that a browser sends without being asked to.
  "authorization",
  "x-api-key",
  "cookie",
  // A service may take these for the path or the method: then the policy was another route's.
  "x-original-url",
  "x-original-uri",
  "x-original-host",
  "x-rewrite-url",
  "x-host",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
]);

const NEVER_TO_CLIENTS = new Set([
  ...HOP_BY_HOP,
  // The gateway says these itself.
  "x-request-id",
  "x-request-deadline-ms",
  "x-partial",
  "ratelimit",
  "ratelimit-policy",
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "content-security-policy",
  // What is inside, or would bind browsers to the gateway's host for a service's sake.
  "server",
  "x-powered-by",
  "x-aspnet-version",
  "via",
  "server-timing",
  "alt-svc",
  "strict-transport-security",
  "set-cookie",
  "clear-site-data",
]);

/** Names that begin so are the gateway's, too. */
const OUR_PREFIXES = ["x-user-", "x-forwarded-"];

/**
 * The lines of a client's request that a service may read. Credentials, names that only the gateway may use (however
 * they are spelt: servers take `X_User_Id` for `X-User-Id`) and what belongs to the connection are dropped.
 */
export function forwardRequestHeaders(lines: HeaderLines): string[] {
  const named = namesInConnection(valuesOf(lines, "connection"));
  const kept: string[] = [];
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const name = (lines[index] ?? "").toLowerCase();
    const spelling = name.replaceAll(/[^a-z\d]/g, "-");
    if (NEVER_TO_SERVICES.has(spelling) || isOurs(spelling) || named.has(name)) continue;
    // Of another length or type than the one that was heeded here.
    if (spelling.startsWith("content-") && spelling !== name) continue;
    kept.push(name, lines[index + 1] ?? "");
  }
  return kept;
}

/** A service's response headers that the client may read, by lower-case name. */
export function forwardResponseHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | string[]> {
  const named = namesInConnection([headers["connection"] ?? []].flat());
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NEVER_TO_CLIENTS.has(name) || isOurs(name) || named.has(name)) continue;
    // Who may read an answer in a browser is the gateway's to say.
    if (name.startsWith("access-control-")) continue;
    kept[name] = value;
  }
  return kept;
}

function isOurs(name: string): boolean {
  return OUR_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** All values of a header whose lines may be several. */
export function valuesOf(lines: HeaderLines, name: string): string[] {
  return lines.filter((_value, index) => index % 2 === 1 && lines[index - 1]?.toLowerCase() === name);
}

function namesInConnection(values: readonly string[]): ReadonlySet<string> {
  return new Set(
    values
      .join(",")
      .split(",")
      .map((name) => name.trim().toLowerCase()),
  );
}
