import { setTimeout as wait } from "node:timers/promises";
import { ServiceError } from "../../errors.ts";
import { mayPassMessages, type TransportOptions, type UpstreamRequest } from "../transport.ts";
import { errorCodeOf, grpcStatusName, isRefusal, type GrpcFailure } from "./grpc-status.ts";
import { readStatusDetails } from "./status-details.ts";
import { ValueProblem } from "./write-value.ts";
import { toAbortSignal } from "../../util/cancellation.ts";

/** A service ends a call by its deadline a little before or after we do, as its clock goes. */
const DEADLINE_TOLERANCE_MS = 50;
const LONGEST_WAIT_MS = 1_000;

export function isGrpcFailure(error: unknown): error is Error & GrpcFailure {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "details" in error;
}

/** grpc-js ends a call without any status where a message is compressed otherwise than its headers say, or unknown. */
function isUnread(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === undefined && "details" in error;
}

/** How what goes wrong over gRPC is told. */
export async function tellGrpcFailure(
  error: unknown,
  request: UpstreamRequest,
  { service, errors }: Pick<TransportOptions, "service" | "errors">,
  isConnected: boolean,
): Promise<ServiceError> {
  if (error instanceof ServiceError) return error;
  if (error instanceof ValueProblem) return new ServiceError("SERVICE_ERROR", service, { cause: error.message });
  if (isUnread(error))
    return new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: "It is compressed, nobody knows how." });
  if (!isGrpcFailure(error)) return new ServiceError("SERVICE_UNAVAILABLE", service, { cause: error });
  const { code: status, details } = error;
  const { reason, retryAfterMs } = readStatusDetails(error.metadata?.get("grpc-status-details-bin")[0]);
  const code = errorCodeOf(error);
  // Whoever set the deadline tells what it means that it has passed: the service's own word comes no sooner.
  if (code === "SERVICE_TIMEOUT") await untilOver(request);
  const refuses = code === "SERVICE_ERROR" && isRefusal(status);
  // Who fails does not speak to the client: what it says may be anything, for example an exception's words.
  const mayPass = refuses && details !== "" && mayPassMessages(errors, request.operationType);
  return new ServiceError(code, service, {
    cause: refuses ? `gRPC status ${grpcStatusName(status)}: ${details}` : error,
    neverSent: code === "SERVICE_UNAVAILABLE" && !isConnected && details.startsWith("No connection"),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(mayPass ? { message: details, extensions: { serviceCode: reason ?? grpcStatusName(status) } } : {}),
  });
}

/** Waits for the signal of a request whose deadline is all but here. */
async function untilOver({ deadline = Infinity, signal }: UpstreamRequest): Promise<void> {
  if (signal === undefined || signal.aborted || deadline - performance.now() > DEADLINE_TOLERANCE_MS) return;
  await wait(LONGEST_WAIT_MS, undefined, { signal: toAbortSignal(signal), ref: false }).catch(() => undefined);
}
