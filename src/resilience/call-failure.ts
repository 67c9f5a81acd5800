import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";

/** The result of a call that failed as a whole. */
export function failWith(error: ServiceError): ExecutionResult {
  return { errors: [error] };
}

/** Why a call failed as a whole; none where it has data. An answer costs no more than a look at its fields. */
export function callFailure({ data, errors }: ExecutionResult): ServiceError | undefined {
  if (errors === undefined || (data !== null && data !== undefined)) return undefined;
  const [error] = errors;
  return error instanceof ServiceError ? error : undefined;
}

/** Whether a failure is the way's to the service or the service's as a whole, not the operation's. */
export function isTransportFailure({ code, isOverdue }: ServiceError): boolean {
  return code === "SERVICE_UNAVAILABLE" || code === "SERVICE_TIMEOUT" || isOverdue;
}
