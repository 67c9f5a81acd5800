import { createHash } from "node:crypto";
import type { RequestContext } from "../../context.ts";
import { MemoryStaleStore } from "./memory-stale-store.ts";
import type { KeptValue, StaleStore } from "./stale-store.ts";

export interface DegradationOptions {
  /** How many last good values are kept in memory, of all fields with `onFailure: STALE`. @default 10_000 */
  maxStaleValues?: number;
  /** How many bytes they may take together in memory, about; those that were used longest ago leave first. @default 50_000_000 */
  maxStaleBytes?: number;
  /** A value that takes more bytes than this as JSON is not kept. @default 1_000_000 */
  maxStaleValueBytes?: number;
  /** The Redis that last good values are kept in, for all processes: users' data, too. @default none: in memory, of each process */
  redisUrl?: string;
}

/** How stale values are kept. */
export interface StaleValuesSettings extends Omit<DegradationOptions, "redisUrl"> {
  /** Whether services are handed their askers' tokens, and may answer each token otherwise. @default false */
  readonly passesTokens?: boolean;
  /** Where they are kept. @default in memory, within the options' bounds */
  readonly store?: StaleStore | undefined;
  /** What values are of: those of another graph are not served. @default "" */
  readonly graph?: string;
}

/** Whom a value is for. */
export type Asker = Pick<RequestContext, "principal" | "token" | "groups">;

/** A value to keep. */
export interface GoodValue {
  /** What it is. */
  readonly place: string;
  readonly value: unknown;
  readonly maxAgeMs: number;
}

/** A value that is asked for. */
export type WantedValue = Pick<GoodValue, "place" | "maxAgeMs">;

export interface StaleValue {
  readonly value: unknown;
  readonly ageMs: number;
}

export const DEGRADATION_DEFAULTS = {
  maxStaleValues: 10_000,
  maxStaleBytes: 50_000_000,
  maxStaleValueBytes: 1_000_000,
} as const satisfies Required<Omit<DegradationOptions, "redisUrl">>;

/** The last good values of fields, each for whom it was answered: services are told who asks, and may answer each otherwise. */
export class StaleValues {
  readonly #store: StaleStore;
  readonly #passesTokens: boolean;
  readonly #graph: string;
  readonly #maxValueBytes: number;

  constructor(settings: StaleValuesSettings = {}) {
    const { maxStaleValues, maxStaleBytes, maxStaleValueBytes } = { ...DEGRADATION_DEFAULTS, ...settings };
    this.#store = settings.store ?? new MemoryStaleStore(maxStaleValues, maxStaleBytes);
    this.#passesTokens = settings.passesTokens ?? false;
    this.#graph = settings.graph ?? "";
    this.#maxValueBytes = maxStaleValueBytes;
  }

  keep(values: readonly GoodValue[], asker: Asker): void {
    const entries = values.map(({ place, value, maxAgeMs }) => ({
      key: this.#keyOf(place, asker),
      text: JSON.stringify(value ?? null),
      maxAgeMs,
    }));
    this.#store.keep(entries.filter(({ text }) => Buffer.byteLength(text) <= this.#maxValueBytes));
  }

  /** The values that were kept last, for the same asker; undefined where there is none, or none young enough. */
  async take(wanted: readonly WantedValue[], asker: Asker): Promise<readonly (StaleValue | undefined)[]> {
    const kept = await this.#store.take(wanted.map(({ place }) => this.#keyOf(place, asker)));
    return wanted.map(({ maxAgeMs }, index) => readValue(kept[index], maxAgeMs));
  }

  /**
   * What a principal may see may change with their roles, not only with who they are; what a group of endpoints answered is
   * for nobody who did not choose it.
   */
  #keyOf(place: string, { principal: { kind, id, roles, scopes }, token, groups }: Asker): string {
    const shown = this.#passesTokens ? token : undefined;
    const parts = [this.#graph, kind, id, roles, scopes, shown, groups && [...groups], place];
    return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
  }
}

function readValue(kept: KeptValue | undefined, maxAgeMs: number): StaleValue | undefined {
  const ageMs = Math.round(kept?.ageMs ?? Infinity);
  if (kept === undefined || ageMs > maxAgeMs) return undefined;
  try {
    return { value: JSON.parse(kept.text), ageMs };
  } catch {
    // A store that others can write into may hold anything.
    return undefined;
  }
}
