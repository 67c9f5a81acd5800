/** What the answers of the engines lack where services fail, and how it may differ. */
import type { ExecutionResult } from "graphql";
import { failureOf } from "../../src/execution/fold-errors.ts";
import { upToNull } from "../../src/execution/silent-failures.ts";

/** What an answer lacks, and why. */
export interface Loss {
  readonly data: unknown;
  readonly failures: readonly Failure[];
}

export interface Failure {
  /** Who failed, and how. */
  readonly what: string;
  /** Where it shows: for what is below a null, where that is. */
  readonly place: string;
  /** Whether there is a null at the place, and would not be if nothing failed. */
  readonly isLost: boolean;
  readonly isBelow: boolean;
  /** The response key of the field that failed. */
  readonly key: string;
}

/** @param whole the data where nothing fails */
export function readLoss({ data, errors = [] }: ExecutionResult, whole: unknown): Loss {
  const failures = errors.flatMap((error) => {
    const { cause, places = [] } = failureOf(error) ?? {};
    const { service, code } = cause?.extensions ?? {};
    return places.map((told): Failure => {
      const place = upToNull(data, told);
      const isLost = valueAt(data, place) === null && valueAt(whole, place) !== null;
      const isBelow = place.length < told.length;
      const key = told.findLast((step) => typeof step === "string") ?? "";
      return {
        what: `${String(service)} ${String(code)}`,
        place: place.join("."),
        isLost,
        isBelow,
        key,
      };
    });
  });
  return { data, failures };
}

function valueAt(data: unknown, place: readonly (string | number)[]): unknown {
  return place.reduce((value, key) => (value as Record<string, unknown> | null)?.[key] ?? null, data);
}

/**
 * Whether the planned engine alone tells it there: the stitched one asks later, and tells what a null took along once.
 *
 * @param sooner the services that the planned engine alone asked for something
 */
export function isToldOnce(failure: Failure, stitched: Loss, sooner: ReadonlySet<string>): boolean {
  const where = whereTold(failure, stitched);
  const isLostAnyway = stitched.failures.some(({ place }) => place === failure.place);
  const isTold = where === "elsewhere" && (failure.isBelow || !failure.isLost || isLostAnyway);
  return isTold || (where !== "there" && sooner.has(serviceOf(failure)));
}

/** Whether the stitched engine alone tells it there: nothing is lost, or the planned one asked for more with its call. */
export function isToldElsewhere(failure: Failure, planned: Loss, sooner: ReadonlySet<string>): boolean {
  return whereTold(failure, planned) === "elsewhere" && (!failure.isLost || sooner.has(serviceOf(failure)));
}

/** Where the other engine tells the same. */
function whereTold({ what, place }: Failure, { failures }: Loss): "there" | "elsewhere" | "nowhere" {
  const same = failures.filter((other) => other.what === what);
  if (same.some((other) => other.place === place)) return "there";
  return same.length > 0 ? "elsewhere" : "nowhere";
}

function serviceOf({ what }: Failure): string {
  return what.split(" ")[0] ?? "";
}

/** How many calls there were is left open. */
export function printFailures(failures: readonly Failure[]): readonly string[] {
  return [...new Set(failures.map(({ what, place }) => `${what} ${place}`))].toSorted();
}

/** Whether the same is lost, and told at more places: of what is null anyway, too. */
export function tellsMore({ data, failures }: Loss, other: Loss): boolean {
  const isToo = (each: Failure) => failures.some(({ what, place }) => what === each.what && place === each.place);
  return (
    JSON.stringify(data) === JSON.stringify(other.data) &&
    failures.length > other.failures.length &&
    other.failures.every(isToo)
  );
}

/** Whether data is what other data is, but for nulls. */
export function losesMore(data: unknown, other: unknown): boolean {
  if (data === null) return other !== null;
  if (typeof data !== "object" || typeof other !== "object" || other === null) return false;
  const isNoMore = ([key, value]: [string, unknown]) => {
    const inOther = (other as Record<string, unknown>)[key];
    return JSON.stringify(value) === JSON.stringify(inOther) || losesMore(value, inOther);
  };
  const entries = Object.entries(data);
  return (
    entries.length === Object.keys(other).length &&
    entries.every(isNoMore) &&
    JSON.stringify(data) !== JSON.stringify(other)
  );
}
