import type { FastifyReply, FastifyRequest } from "fastify";
import type { RequestContext } from "../context.ts";
import { Cancellation, type CancelSignal } from "../util/cancellation.ts";
import type { Admission } from "./admission.ts";
import { faultsOf } from "./request-faults.ts";
import { readTraceparent } from "./request-id.ts";

/** What an admitted request's upstream calls are told, and what ends them. */
export function createRequestContext(
  request: FastifyRequest,
  { principal, token, client, charge, groups }: Admission,
  given: Pick<RequestContext, "deadline" | "signal" | "log" | "takesText">,
): RequestContext {
  const traceparent = readTraceparent(request.headers.traceparent);
  const faults = faultsOf(request);
  return {
    requestId: request.id,
    principal,
    client,
    charge,
    ...given,
    ...(token === undefined ? {} : { token }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(faults === undefined ? {} : { faults }),
    ...(groups === undefined ? {} : { groups }),
  };
}

/** Aborted when the client has left before its answer was complete. */
export function departureSignal({ raw }: FastifyReply): CancelSignal {
  const departure = new Cancellation();
  raw.once("close", () => {
    if (!raw.writableFinished) departure.abort(new Error("The client has left."));
  });
  return departure;
}
