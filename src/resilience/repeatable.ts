import type { UpstreamRequest } from "../transports/transport.ts";

/** Whether the call is a query: it changes nothing, and its answer may be shared. */
export function isQuery({ operationType }: UpstreamRequest): boolean {
  return operationType === "query";
}

/** Whether a call may be made more than once: a query, or a mutation whose contract says so. */
export function isRepeatable(request: UpstreamRequest): boolean {
  return isQuery(request) || request.idempotencyKey !== undefined;
}
