import type { ExecutionResult, GraphQLError } from "graphql";
import type { Path } from "../aggregates/answer-notes.ts";
import type { RequestContext } from "../context.ts";
import { ServiceError, type ErrorCode } from "../errors.ts";
import { inOrder } from "../execution/answer-order.ts";
import { failureOf } from "../execution/fold-errors.ts";
import { upToNull } from "../execution/silent-failures.ts";
import { readStale, type StalePlace } from "./degradation/stale-places.ts";

/** How many missing places are told, and how many stale ones; and how many errors. */
const MAX_PLACES = 20;
const MAX_ERRORS = 100;

export type ServiceState = "unavailable" | "timeout" | "circuit-open" | "bad-response" | "error";

/** A service that failed, by its first failure in the order of the answer. */
export interface FailedService {
  readonly name: string;
  readonly state: ServiceState;
  readonly reason: ErrorCode;
  /** When it makes sense to ask again, in milliseconds from now, where that is known. */
  readonly retryAfterMs?: number;
}

/** `extensions.partial`: what an answer lacks because services failed, see `schema/partial.schema.json`. */
export interface PartialAnswer {
  /** Whether nothing is missing: what could not be fetched anew is there as it was. */
  readonly complete: boolean;
  /** In the order of the answer. */
  readonly services: readonly FailedService[];
  /** The places that are null, empty or lack items, 20 at most; the empty path is the whole of the data. */
  readonly missing: readonly Path[];
  readonly missingCount: number;
  /** The places whose values are old, 20 at most. */
  readonly stale: readonly StalePlace[];
  readonly staleCount: number;
}

interface ServiceFailure {
  readonly cause: ServiceError;
  readonly places: readonly Path[];
}

const STATES: Partial<Record<ErrorCode, ServiceState>> = {
  SERVICE_UNAVAILABLE: "unavailable",
  SERVICE_TIMEOUT: "timeout",
  DEADLINE_EXCEEDED: "timeout",
  SERVICE_CIRCUIT_OPEN: "circuit-open",
  SERVICE_BAD_RESPONSE: "bad-response",
};

/** Adds `extensions.partial` to an engine's answer that lacks something because services failed, and caps its errors. */
export function tellPartial<Answer extends Pick<ExecutionResult, "data" | "errors" | "extensions">>(
  answer: Answer,
  context: RequestContext,
): Answer {
  const { data = null, errors = [], extensions } = answer;
  if (errors.length > MAX_ERRORS)
    context.log.warn(
      { requestId: context.requestId, errors: errors.length },
      "an answer has more errors than are told",
    );
  const failures = errors.flatMap(serviceFailure);
  if (failures.length === 0)
    return errors.length > MAX_ERRORS ? { ...answer, errors: errors.slice(0, MAX_ERRORS) } : answer;
  const partial = describe(data, failures, readStale(context));
  return { ...answer, errors: errors.slice(0, MAX_ERRORS), extensions: { ...extensions, partial } };
}

/** What an error tells of that the answer lacks something for. */
function serviceFailure(error: GraphQLError): ServiceFailure[] {
  const failure = failureOf(error);
  const { cause, places } = failure ?? {};
  return cause instanceof ServiceError && !cause.isHarmless && places !== undefined ? [{ cause, places }] : [];
}

function describe(data: unknown, failures: readonly ServiceFailure[], stale: readonly StalePlace[]): PartialAnswer {
  const isOld = withinAny(stale.map(({ path }) => path));
  const places = failures.flatMap((failure) => failure.places).filter((place) => !isOld(place));
  const missing = inOrder(
    data,
    places.map((place) => upToNull(data, place)),
  );
  return {
    complete: missing.length === 0,
    services: describeServices(failures.map(({ cause }) => cause)),
    missing: missing.slice(0, MAX_PLACES),
    missingCount: missing.length,
    stale: stale.slice(0, MAX_PLACES),
    staleCount: stale.length,
  };
}

function withinAny(paths: readonly Path[]): (place: Path) => boolean {
  if (paths.length === 0) return () => false;
  const known = new Set(paths.map((path) => JSON.stringify(path)));
  return (place) => place.some((_key, depth) => known.has(JSON.stringify(place.slice(0, depth + 1))));
}

function describeServices(causes: readonly ServiceError[]): FailedService[] {
  return [...Map.groupBy(causes, ({ service }) => service)].map(([name, [first, ...others]]) => {
    const { code } = first as ServiceError;
    const waits = [first, ...others].flatMap((cause) => cause?.retryAfterMs ?? []);
    return {
      name,
      state: STATES[code] ?? "error",
      reason: code,
      // Asked sooner, one of its parts would fail again.
      ...(waits.length === 0 ? {} : { retryAfterMs: Math.ceil(Math.max(...waits)) }),
    };
  });
}
