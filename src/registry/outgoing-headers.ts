import type { Principal } from "../auth/principal.ts";
import type { RequestContext } from "../context.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import { Attachments } from "../util/attachments.ts";

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
  const headers: Record<string, string> = { "x-request-id": context.requestId };
  if (leftMs !== Infinity) headers["x-request-deadline-ms"] = String(Math.max(1, Math.floor(leftMs)));
  if (principal.id !== null) {
    headers["x-user-id"] = principal.id;
    headers["x-user-role"] = spellingOf(principal).roles;
  }
  if (context.traceparent !== undefined) headers["traceparent"] = context.traceparent;
  if (request.idempotencyKey !== undefined) headers["idempotency-key"] = request.idempotencyKey;
  return headers;
}

/** The same with the token itself, as the client showed it. */
export function outgoingHeadersWithToken(request: Parameters<typeof outgoingHeaders>[0]): Record<string, string> {
  const { token } = request.context as RequestContext;
  const headers = outgoingHeaders(request);
  if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
  return headers;
}

/** What of these headers an answer may depend on: requests of one identity may be given one answer. */
export function identityOf({ principal }: RequestContext): string {
  return principal.id === null ? "" : spellingOf(principal).identity;
}

interface Spelling {
  readonly roles: string;
  readonly identity: string;
}

/** A principal is told to several services by each of its requests, and remembered for many. */
const spellings = new Attachments<Principal, Spelling>();

function spellingOf(principal: Principal): Spelling {
  const known = spellings.get(principal);
  if (known !== undefined) return known;
  const roles = principal.roles.join(",");
  const spelling = { roles, identity: `${principal.id}\n${roles}` };
  spellings.set(principal, spelling);
  return spelling;
}
