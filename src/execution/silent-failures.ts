import { GraphQLError } from "graphql";
import type { Path } from "../aggregates/answer-notes.ts";
import type { RequestContext } from "../context.ts";
import { rootCauses, ServiceError } from "../errors.ts";
import { readFailures } from "../registry/failures.ts";

/**
 * The upstream failures that no error of the answer tells of, because another failure's null took theirs along: each as
 * an error, at the place that it was noted for. None is silent.
 */
export function tellSilentFailures(
  data: unknown,
  errors: readonly GraphQLError[],
  context: RequestContext,
): GraphQLError[] {
  return untoldFailures(data, errors.flatMap(rootCauses), context).map(
    ({ cause, place }) => new GraphQLError(cause.message, { path: place, originalError: cause }),
  );
}

/** The same, of an answer's causes. */
export function untoldFailures(
  data: unknown,
  causes: readonly unknown[],
  context: RequestContext,
): { readonly cause: ServiceError; readonly place: Path }[] {
  const failures = readFailures(context);
  if (failures.size === 0) return [];
  const told = new Set<object>();
  for (const cause of causes) if (cause instanceof ServiceError) told.add(cause.failure);
  return [...failures]
    .filter(([failure]) => !told.has(failure))
    .map(([, { error, place }]) => ({ cause: error, place: upToNull(data, place) }));
}

/** The place itself, or what is null, or as far as the answer goes, above it. */
export function upToNull(data: unknown, place: Path): Path {
  let value = data;
  for (let depth = 0; depth < place.length; depth++) {
    const key = place[depth];
    if (value === null || typeof value !== "object" || key === undefined) return place.slice(0, depth);
    value = (value as Record<string | number, unknown>)[key];
    if (value === undefined) return place.slice(0, depth);
  }
  return place;
}
