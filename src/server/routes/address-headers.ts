import type { FastifyRequest } from "fastify";
import { valuesOf } from "../../transports/forwarded-headers.ts";

/** A host with or without a port, as it may stand in a header; an IPv6 address in brackets. */
const HOST = /^(?:[a-z\d.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Where a request came from and was sent to, for the service: `X-Forwarded-For`, `-Proto` and `-Host`, with what proxies
 * said that are trusted (`server.trustedProxies`), and `Via` (RFC 9110, section 7.6.3).
 */
export function addressHeaders(request: FastifyRequest): Record<string, string> {
  const via = valuesOf(request.raw.rawHeaders, "via");
  return {
    "x-forwarded-for": (request.ips ?? [request.ip]).toReversed().join(", "),
    "x-forwarded-proto": request.protocol === "https" ? "https" : "http",
    ...(HOST.test(request.host) ? { "x-forwarded-host": request.host } : {}),
    via: [...via, `${request.raw.httpVersion} selvage`].join(", "),
  };
}
