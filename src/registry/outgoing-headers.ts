import type { RequestContext } from "../context.ts";
import type { UpstreamRequest } from "../transports/transport.ts";

/**
 * The headers that tell a service who asks, for which request, and how many milliseconds are left, where that has an end.
 * They are made from the principal alone: what a client sends under these names never gets here.
 */
export function outgoingHeaders(
  request: Pick<UpstreamRequest, "context" | "deadline" | "idempotencyKey">,
): Record<string, string> {
  const context = request.context as RequestContext;
  const { principal } = context;
  const leftMs = (request.deadline ?? context.deadline) - performance.now();
  return {
    "x-request-id": context.requestId,
    ...(leftMs === Infinity ? {} : { "x-request-deadline-ms": String(Math.max(1, Math.floor(leftMs))) }),
    ...(principal.id === null ? {} : { "x-user-id": principal.id, "x-user-role": principal.roles.join(",") }),
    ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
    ...(request.idempotencyKey === undefined ? {} : { "idempotency-key": request.idempotencyKey }),
  };
}

/** The same with the token itself, as the client showed it. */
export function outgoingHeadersWithToken(request: Parameters<typeof outgoingHeaders>[0]): Record<string, string> {
  const { token } = request.context as RequestContext;
  return { ...outgoingHeaders(request), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
}

/** What of these headers an answer may depend on: requests of one identity may be given one answer. */
export function identityOf({ principal }: RequestContext): string {
  return principal.id === null ? "" : `${principal.id}\n${principal.roles.join(",")}`;
}
