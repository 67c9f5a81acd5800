import type { FastifyReply, FastifyRequest } from "fastify";
import { GatewayError } from "../../errors.ts";
import type { Logger } from "../../observability/logger.ts";
import { outgoingHeaders, outgoingHeadersWithToken } from "../../registry/outgoing-headers.ts";
import { strike } from "../../resilience/inject-fault.ts";
import type { Fault } from "../../transports/fault.ts";
import { failedStatus } from "../../transports/http-failure.ts";
import { forwardRequestHeaders, forwardResponseHeaders } from "../../transports/forwarded-headers.ts";
import type { Forward, ProxiedAnswer, ProxyTarget } from "../../transports/proxy.ts";
import type { Door } from "../admission.ts";
import { readDeadline } from "../read-deadline.ts";
import { createRequestContext, departureSignal } from "../request-context.ts";
import { addressHeaders } from "./address-headers.ts";
import { limitCaching, varyByAsker } from "./cache-headers.ts";
import type { PathPair } from "./choose-route.ts";
import { rewriteLocation } from "./rewrite-location.ts";
import { toAbortSignal } from "../../util/cancellation.ts";

/** Sends a request on to a path (with query) of a service, and its answer back. Rejected as `Forward` is. */
export type Forwarding = (request: FastifyRequest, reply: FastifyReply, path: string) => Promise<FastifyReply>;

export interface ForwardingOptions {
  readonly public?: boolean;
  readonly errors?: "mask" | "pass";
  /** Whether the service is handed the client's own token. */
  readonly passToken: boolean;
  /** What goes wrong with all calls of the service. */
  readonly fault: Fault | undefined;
}

export interface ForwardingParts {
  readonly door: Door;
  /** Every path of the service's that a route leads to. */
  readonly pairs: readonly PathPair[];
  readonly log: Logger;
  /** The headers that decide which endpoints answer. */
  readonly decidingHeaders: readonly string[];
}

/** What a route does with each request that it lets through. */
export function createForwarding(
  forwardTo: (group: string | undefined) => Forward,
  { service, timeoutMs }: ProxyTarget,
  options: ForwardingOptions,
  { door, pairs, log, decidingHeaders }: ForwardingParts,
): Forwarding {
  async function ask(request: FastifyRequest, reply: FastifyReply, path: string): Promise<ProxiedAnswer> {
    const deadline = readDeadline(request.headers["x-request-timeout"], Infinity);
    const signal = departureSignal(reply);
    const context = createRequestContext(request, door.admissionOf(request), { deadline, signal, log });
    const tell = options.passToken ? outgoingHeadersWithToken : outgoingHeaders;
    const identity = tell({ context, deadline: Math.min(deadline, performance.now() + timeoutMs) });
    const fault = context.faults?.get(service) ?? options.fault;
    if (fault !== undefined) {
      const leftMs = Math.max(0, Math.min(timeoutMs, Math.round(deadline - performance.now())));
      const failure = await strike(
        fault,
        service,
        AbortSignal.any([toAbortSignal(signal), AbortSignal.timeout(leftMs)]),
      );
      // What a service itself says with 4xx goes through a route, with its status.
      if (failure !== undefined && fault.kind === "status" && fault.status < 500)
        throw new GatewayError(failure.code, { message: failure.message, httpStatus: fault.status });
      if (failure !== undefined) throw failure;
    }
    return forwardTo(context.groups?.get(service))({
      method: request.method,
      path,
      headers: [
        ...forwardRequestHeaders(request.raw.rawHeaders),
        ...Object.entries({ ...identity, ...addressHeaders(request) }).flat(),
      ],
      body: hasBody(request) ? request.raw : undefined,
      deadline,
      signal,
    });
  }

  function refuseFailure({ status, headers, body }: ProxiedAnswer): void {
    if (status < 500 || options.errors === "pass") return;
    body.destroy();
    throw failedStatus(service, { statusCode: status, headers });
  }

  return async function forwardRequest(request, reply, path) {
    const answer = await ask(request, reply, path);
    refuseFailure(answer);
    const headers = forwardResponseHeaders(answer.headers);
    for (const name of ["location", "content-location"]) {
      const place = headers[name];
      if (place === undefined) continue;
      const told = rewriteLocation(String(place), path, answer.endpoint, pairs);
      if (told === undefined) delete headers[name];
      else headers[name] = told;
    }
    limitCaching(headers, options.public === true, door.admissionOf(request).principal);
    announceTrailers(request, reply, answer, headers);
    const { vary, ...others } = headers;
    varyByAsker(reply, decidingHeaders, String(vary ?? ""));
    return reply.status(answer.status).headers(others).send(answer.body);
  };
}

/** Whether a body comes with a request (RFC 9112, section 6.3). */
export function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/**
 * What may come behind a body: nothing that says how a message is to be read, sent or kept (RFC 9110, section 6.5.1), and
 * no name that Node would not send, which would end the process.
 */
const TRAILER =
  /^(?!(?:authorization|cache-control|content-.*|age|date|expect|expires|host|if-.*|location|max-forwards|pragma|range|retry-after|vary|warning|www-authenticate)$)[a-z\d-]+$/;

/** Hands on the trailers that a service announces, to clients that take them. */
function announceTrailers(
  { headers: { te = "" } }: FastifyRequest,
  reply: FastifyReply,
  answer: ProxiedAnswer,
  headers: Record<string, string | string[]>,
): void {
  const announced = String(answer.headers["trailer"] ?? "");
  if (announced === "" || !/(?:^|,)\s*trailers\s*(?:,|$)/i.test(String(te))) return;
  const names = announced.split(",").map((name) => name.trim().toLowerCase());
  for (const name of Object.keys(forwardResponseHeaders(Object.fromEntries(names.map((each) => [each, ""]))))) {
    if (!TRAILER.test(name)) continue;
    delete headers["content-length"];
    reply.trailer(name, async () => answer.trailers()[name] ?? "");
  }
}
