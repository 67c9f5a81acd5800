import type { GraphQLError } from "graphql";
import { failureOf } from "../../execution/fold-errors.ts";

/** What failed at a place of the answer, or below it. */
export interface FailedPlace {
  /** What failed at the place itself. */
  readonly error: GraphQLError | undefined;
  readonly below: ReadonlyMap<string | number, FailedPlace>;
}

interface GrowingPlace {
  error: GraphQLError | undefined;
  readonly below: Map<string | number, GrowingPlace>;
}

/** Every place that an answer's errors name, as a tree from the answer's root; undefined where there are none. */
export function readFailedPlaces(errors: readonly GraphQLError[]): FailedPlace | undefined {
  if (errors.length === 0) return undefined;
  const root: GrowingPlace = { error: undefined, below: new Map() };
  for (const error of errors) {
    for (const place of failureOf(error)?.places ?? [error.path ?? []]) {
      let at = root;
      for (const key of place) {
        const next = at.below.get(key) ?? { error: undefined, below: new Map() };
        at.below.set(key, next);
        at = next;
      }
      at.error ??= error;
    }
  }
  return root;
}

/** The first that failed there. */
export function firstError({ error, below }: FailedPlace): GraphQLError | undefined {
  if (error !== undefined) return error;
  for (const inner of below.values()) {
    const found = firstError(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
