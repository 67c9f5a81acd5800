import type { RequestContext } from "../context.ts";

/**
 * The headers that tell a service who asks and for which request. They are made from the principal alone: what a
 * client sends under these names never gets here.
 */
export function outgoingHeaders(context: RequestContext, timeoutMs: number): Record<string, string> {
  const { principal } = context;
  return {
    "x-request-id": context.requestId,
    "x-request-deadline-ms": String(timeoutMs),
    ...(principal.id === null ? {} : { "x-user-id": principal.id, "x-user-role": principal.roles.join(",") }),
    ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
  };
}
