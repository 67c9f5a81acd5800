import { isTypeDefinitionNode, isTypeExtensionNode, type ConstDirectiveNode, type DocumentNode } from "graphql";
import { argumentsOf } from "./policies.ts";
import { readRootTypes } from "./root-types.ts";

/** What stands in a failed field's place, and what else it fails. */
export interface Degradation {
  readonly coordinate: string;
  readonly onFailure: OnFailure;
  /** With STALE, how old a value may be. */
  readonly maxStaleMs: number;
  /** With DEFAULT, what clients get. */
  readonly defaultValue: unknown;
  /** How long the call for the field may take. @default as long as its service's calls may */
  readonly timeoutMs: number | undefined;
  /** Whether the operation fails where nothing stands in the field's place. */
  readonly isCritical: boolean;
}

export const ON_FAILURE = ["NULL", "EMPTY", "STALE", "DEFAULT"] as const;
export type OnFailure = (typeof ON_FAILURE)[number];

/** By coordinate. */
export type Degradations = ReadonlyMap<string, Degradation>;

const DEFAULT_MAX_STALE = "5m";

/**
 * Reads `@degrade` from contracts. Where several speak of one coordinate, the last one counts: the gateway's own comes
 * last. Expects directives that passed the checks.
 */
export function readDegradations(documents: readonly DocumentNode[]): Degradations {
  const degradations = new Map<string, Degradation>();
  for (const document of documents) {
    const roots = readRootTypes(document);
    for (const definition of document.definitions) {
      if (!isTypeDefinitionNode(definition) && !isTypeExtensionNode(definition)) continue;
      if (!("fields" in definition)) continue;
      const type = roots.get(definition.name.value) ?? definition.name.value;
      for (const { name, directives = [] } of definition.fields ?? []) {
        const coordinate = `${type}.${name.value}`;
        for (const directive of directives) {
          if (directive.name.value === "degrade") degradations.set(coordinate, readDegradation(coordinate, directive));
        }
      }
    }
  }
  return degradations;
}

function readDegradation(coordinate: string, directive: ConstDirectiveNode): Degradation {
  const given = argumentsOf(directive);
  return {
    coordinate,
    onFailure: (given["onFailure"] ?? "NULL") as OnFailure,
    maxStaleMs: parseDuration(given["maxStale"] ?? DEFAULT_MAX_STALE) ?? 0,
    defaultValue: given["default"],
    timeoutMs: given["timeoutMs"] as number | undefined,
    isCritical: given["critical"] === true,
  };
}

/** How long the calls for fields may take that have a time limit of their own, in milliseconds by coordinate. */
export type FieldTimeouts = ReadonlyMap<string, number>;

export function readFieldTimeouts(degradations: Degradations): FieldTimeouts {
  return new Map(
    [...degradations.values()].flatMap(({ coordinate, timeoutMs }) =>
      timeoutMs === undefined ? [] : [[coordinate, timeoutMs] as const],
    ),
  );
}

/** The fields, as clients see them, that may be null for their degradation alone. */
export function nullableByDegradation(degradations: Degradations): ReadonlySet<string> {
  return new Set([...degradations.values()].filter(leavesNull).map(({ coordinate }) => coordinate));
}

/** Whether a client may find null where the field failed, and the operation did not. */
export function leavesNull({ onFailure, isCritical }: Pick<Degradation, "onFailure" | "isCritical">): boolean {
  return !isCritical && (onFailure === "NULL" || onFailure === "STALE");
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a text such as `250ms`, `30s`, `5m` or `1h`; undefined of any other, and of no time at all. */
export function parseDuration(text: unknown): number | undefined {
  const [, count, unit = ""] = typeof text === "string" ? (/^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? []) : [];
  return Number(count) > 0 ? Number(count) * (UNITS[unit] ?? 0) : undefined;
}
