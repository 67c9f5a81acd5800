import type { RequestContext } from "../context.ts";
import type { ServiceError } from "../errors.ts";

const byContext = new WeakMap<RequestContext, Map<object, ServiceError>>();

/**
 * Notes a failure of an upstream call, so that an engine can tell whether each of them reached the answer. Gives
 * whether the failure was new.
 */
export function noteFailure(context: RequestContext, error: ServiceError): boolean {
  const failures = byContext.get(context) ?? new Map<object, ServiceError>();
  byContext.set(context, failures);
  if (failures.has(error.failure)) return false;
  failures.set(error.failure, error);
  return true;
}

/** What failed upstream for this request, by the identity of the failure, oldest first. */
export function readFailures(context: RequestContext): ReadonlyMap<object, ServiceError> {
  return byContext.get(context) ?? new Map();
}
