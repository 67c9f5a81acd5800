import type { RequestContext } from "../context.ts";
import { rootCauses, ServiceError } from "../errors.ts";
import { Attachments } from "../util/attachments.ts";

/** A failure of an upstream call. */
export interface NotedFailure {
  readonly error: ServiceError;
  /** Where in the answer it may show: the field that the call was made for, or the first object that lacks a part for it. */
  readonly place: ReadonlyArray<string | number>;
  /** Whether the place is an object's. */
  readonly isExact: boolean;
}

const byContext = new Attachments<RequestContext, Map<object, NotedFailure>>();

/**
 * Notes a failure of an upstream call, so that an engine can tell whether each of them reached the answer. Gives
 * whether the failure was new.
 */
export function noteFailure(context: RequestContext, error: ServiceError, place: NotedFailure["place"]): boolean {
  const failures = byContext.get(context) ?? new Map<object, NotedFailure>();
  byContext.set(context, failures);
  if (failures.has(error.failure)) return false;
  failures.set(error.failure, { error, place, isExact: false });
  return true;
}

/**
 * Notes which object of the answer lacks parts for a failure, be it known before or not; of several the first counts. A part that failed may never
 * be looked at: where a sibling's failure takes the whole object away, or where graphql-js stops at the first.
 */
export function placeFailures(context: RequestContext, object: object, place: NotedFailure["place"]): void {
  const failures = byContext.get(context);
  if (failures === undefined) return;
  for (const part of Object.values(object)) {
    if (!(part instanceof Error)) continue;
    for (const cause of rootCauses(part)) {
      if (!(cause instanceof ServiceError)) continue;
      const noted = failures.get(cause.failure);
      if (noted?.isExact !== true) failures.set(cause.failure, { error: noted?.error ?? cause, place, isExact: true });
    }
  }
}

/** What failed upstream for this request, by the identity of the failure, oldest first. */
export function readFailures(context: RequestContext): ReadonlyMap<object, NotedFailure> {
  return byContext.get(context) ?? new Map();
}
