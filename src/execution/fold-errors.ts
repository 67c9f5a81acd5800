import { GraphQLError } from "graphql";
import type { Path } from "../aggregates/answer-notes.ts";
import type { RequestContext } from "../context.ts";
import { withoutShape } from "../composition/separate-shapes.ts";
import { EntityMissing, ERRORS, GatewayError, rootCauses, ServiceError } from "../errors.ts";
import { comparePlaces, inOrder } from "./answer-order.ts";

/** How many places of one failure are told. */
const MAX_PATHS = 20;

interface Failure {
  readonly cause: ServiceError | GatewayError;
  readonly places: Path[];
}

/** What went wrong, and where in the answer it shows. */
export interface LocatedCause {
  readonly cause: unknown;
  readonly place: Path;
}

/** What an error of an answer tells of, with every place that it shows at: the error itself names only some. */
export interface ToldFailure {
  readonly cause: ServiceError | GatewayError;
  /** In the order of the answer. */
  readonly places: readonly Path[];
}

const toldFailures = new WeakMap<GraphQLError, ToldFailure>();

/** What one of an answer's errors tells of; undefined of errors that no engine made. */
export function failureOf(error: GraphQLError): ToldFailure | undefined {
  return toldFailures.get(error);
}

/** Has an error tell of a failure, see `failureOf`. Gives the error. */
export function tellOf(error: GraphQLError, failure: ToldFailure): GraphQLError {
  toldFailures.set(error, failure);
  return error;
}

/** Folds the errors of graphql-js, which are located by the field whose value they took the place of. */
export function foldErrors(data: unknown, errors: readonly GraphQLError[], context: RequestContext): GraphQLError[] {
  const located = errors.flatMap((error) =>
    rootCauses(error).map((cause): LocatedCause => {
      const path = error.path ?? [];
      return { cause, place: cause instanceof ServiceError ? withTail(path, cause) : path };
    }),
  );
  return foldCauses(data, located, context);
}

/**
 * One error for each upstream failure, located at its first place in the answer; `extensions.paths` names the other
 * places. What is not a service's failure or the gateway's own refusal is logged, and masked.
 */
export function foldCauses(data: unknown, located: readonly LocatedCause[], context: RequestContext): GraphQLError[] {
  const failures = new Map<object, Failure>();
  for (const { cause, place } of located) {
    if (!(cause instanceof EntityMissing)) note(failures, tellable(cause, context), place);
  }
  // In the order of the answer, whichever failed first: so that every engine, and every run, tells the same.
  return [...failures.values()]
    .map(({ cause, places }) => ({ cause, places: inOrder(data, places) }))
    .toSorted((left, right) => comparePlaces(data, left.places[0] ?? [], right.places[0] ?? []))
    .map(({ cause, places }) => errorOf(cause, places));
}

function note(failures: Map<object, Failure>, cause: ServiceError | GatewayError, place: Path): void {
  const identity = cause instanceof ServiceError ? cause.failure : cause;
  const failure = failures.get(identity);
  if (failure === undefined) failures.set(identity, { cause, places: [place] });
  else failure.places.push(place);
}

function tellable(cause: unknown, context: RequestContext): ServiceError | GatewayError {
  if (cause instanceof ServiceError || cause instanceof GatewayError) return cause;
  // graphql-js refuses an argument while it executes only where a variable brought a null that its type did not show.
  if (cause instanceof GraphQLError && cause.message.startsWith("Argument ")) {
    return new GatewayError("BAD_USER_INPUT", { message: cause.message });
  }
  context.log.error({ requestId: context.requestId, err: cause }, "a field failed");
  return new GatewayError("INTERNAL_SERVER_ERROR", { cause });
}

/**
 * Goes on from the place in our answer down to what failed in the service's. Where the service's null is the field
 * itself, the tail begins below it; where it is the whole object that a lookup gave, the tail begins with the field.
 */
function withTail(path: Path, { nullKey, tail: told }: ServiceError): Path {
  const key = path.at(-1);
  const tail = told.map(withoutShape);
  const isSame = typeof key === "number" ? typeof nullKey === "number" : key === unprefixed(nullKey);
  // A root field may have another name there.
  if (isSame || (path.length === 1 && typeof nullKey !== "number")) return [...path, ...tail];
  return tail[0] === key ? [...path, ...tail.slice(1)] : path;
}

/** The stitching library prefixes root fields where it sends several operations as one. */
function unprefixed(key: string | number | undefined): string | number | undefined {
  return typeof key === "string" ? withoutShape(key.replace(/^_v\d+_/, "")) : key;
}

/** The error that tells of a failure: at its first place, naming the others. */
export function errorOf(cause: ServiceError | GatewayError, places: readonly Path[]): GraphQLError {
  const [first, ...others] = places;
  const { http: _http, ...extensions } = cause.extensions;
  const error = new GraphQLError(cause.message || ERRORS[cause.code].message, {
    // What fails before anything is executed, the opening of a subscription, has no place.
    path: first === undefined || first.length === 0 ? null : first,
    nodes: cause.nodes ?? null,
    extensions: {
      ...extensions,
      ...(others.length > 0 ? { paths: others.slice(0, MAX_PATHS) } : {}),
      ...(others.length > MAX_PATHS ? { pathCount: places.length } : {}),
    },
  });
  return tellOf(error, { cause, places });
}
