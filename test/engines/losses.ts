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
  /** Whether there is a null at the place. */
  readonly isLost: boolean;
  /** Whether that is an aggregate's: it may be one that is not there. */
  readonly isAggregate: boolean;
  readonly isBelow: boolean;
  /** The response key of the field that failed. */
  readonly key: string;
}

export function readLoss({ data, errors = [] }: ExecutionResult, query: string): Loss {
  const aggregates = new Set(Array.from(query.matchAll(/(?:(\w+): )?report\(/g), ([, alias]) => alias ?? "report"));
  const failures = errors.flatMap((error) => {
    const { cause, places = [] } = failureOf(error) ?? {};
    const { service, code } = cause?.extensions ?? {};
    return places.map((told): Failure => {
      const place = upToNull(data, told);
      const isLost = place.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], data) === null;
      const isBelow = place.length < told.length;
      const key = told.findLast((step) => typeof step === "string") ?? "";
      return {
        what: `${String(service)} ${String(code)}`,
        place: place.join("."),
        isLost,
        isAggregate: aggregates.has(place.join(".")),
        isBelow,
        key,
      };
    });
  });
  return { data, failures };
}

/**
 * Whether the planned engine alone tells it: the stitched one asks later, and tells what a null took along once.
 *
 * @param sooner the services that the planned engine alone asked for something
 */
export function isToldOnce(failure: Failure, { failures }: Loss, sooner: ReadonlySet<string>): boolean {
  const { what, place, isBelow } = failure;
  const same = failures.filter((other) => other.what === what);
  const isBehind = failures.some((other) => other.place === place && other.what !== what);
  const isSooner = sooner.has(serviceOf(failure));
  const isTold = isBelow || isBehind || isOfNothing(failure);
  return same.every((other) => other.place !== place) && (isSooner || (isTold && same.length > 0));
}

/** Whether the stitched engine alone tells it, at a place where nothing is lost, and tells the loss elsewhere. */
export function isToldElsewhere(failure: Failure, { failures }: Loss, planned: Loss): boolean {
  const { what, place, isLost } = failure;
  const same = planned.failures.filter((other) => other.what === what);
  const isBehind = same.some((one) => planned.failures.some((o) => o.place === one.place && isBehindOther(what, o)));
  const told = failures.filter((other) => other.what === what);
  // Of several places at which nothing is lost, each engine names one.
  const isOnce = same.length === 1 && told.length === 1 && same.every(isOfNothing);
  const isLostToo = told.some((other) => other.isLost && !isOfNothing(other));
  return (
    same.every((other) => other.place !== place) &&
    (isBehind || ((!isLost || isOfNothing(failure)) && (isOnce || isLostToo)))
  );
}

/** Whether nothing was lost by it, but is not there. */
function isOfNothing({ isLost, isAggregate }: Failure): boolean {
  return isLost && isAggregate;
}

function serviceOf({ what }: Failure): string {
  return what.split(" ")[0] ?? "";
}

/** Whether another failure of the same service hides one: the stitched engine tells that where the call was made for first. */
function isBehindOther(what: string, other: Failure): boolean {
  return other.what !== what && serviceOf(other) === what.split(" ")[0];
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
