import { expect } from "vitest";
import type { ErrorCode } from "../../../src/errors.ts";
import { partialOf } from "../../testkit/partial-schema.ts";
import type { GraphqlAnswer } from "../../testkit/test-gateway.ts";

type Path = readonly (string | number)[];

const STATES: Partial<Record<ErrorCode, string>> = {
  SERVICE_UNAVAILABLE: "unavailable",
  SERVICE_TIMEOUT: "timeout",
  DEADLINE_EXCEEDED: "timeout",
  SERVICE_CIRCUIT_OPEN: "circuit-open",
  SERVICE_BAD_RESPONSE: "bad-response",
  SERVICE_ERROR: "error",
};

/** How one service failed. */
export interface Loss {
  readonly service: string;
  readonly code: ErrorCode;
  readonly retryAfterMs?: number | undefined;
}

/** Holds `extensions.partial` to what an answer lacks, member by member. */
export function expectPartial(
  answer: object | undefined,
  { service, code, retryAfterMs }: Loss,
  missing: readonly Path[],
) {
  expect(partialOf(answer)).toEqual({
    complete: false,
    services: [
      { name: service, state: STATES[code], reason: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    ],
    missing: missing.slice(0, 20),
    missingCount: missing.length,
    stale: [],
    staleCount: 0,
  });
}

/** The places where something is not there any more, in the order of the answer: a value that is null, a list that is shorter. */
export function missingPlaces(whole: unknown, rest: unknown, path: Path = []): Path[] {
  if (typeof whole !== "object" || whole === null) return whole === rest ? [] : [path];
  if (typeof rest !== "object" || rest === null) return [path];
  if (Array.isArray(whole) && Array.isArray(rest) && whole.length !== rest.length) return [path];
  return Object.entries(whole).flatMap(([key, value]) =>
    missingPlaces(value, (rest as Record<string, unknown>)[key], [...path, Array.isArray(whole) ? Number(key) : key]),
  );
}

/** Nothing of what is inside may be told. */
export function expectNoLeak(answer: GraphqlAnswer | undefined): void {
  expect(JSON.stringify(answer)).not.toMatch(/secret|127\.0\.0\.1|localhost|node_modules/i);
}
