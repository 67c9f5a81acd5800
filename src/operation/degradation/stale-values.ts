import { createHash } from "node:crypto";
import type { RequestContext } from "../../context.ts";
import { BoundedMap } from "../../util/bounded-map.ts";

export interface DegradationOptions {
  /** How many last good values are kept, of all fields with `onFailure: STALE`. @default 10_000 */
  maxStaleValues?: number;
  /** How many bytes they may take together, about; those that were used longest ago leave first. @default 50_000_000 */
  maxStaleBytes?: number;
}

/** How stale values are kept. */
export interface StaleValuesSettings extends DegradationOptions {
  /** Whether services are handed their askers' tokens, and may answer each token otherwise. @default false */
  readonly passesTokens?: boolean;
}

/** Whom a value is for. */
export type Asker = Pick<RequestContext, "principal" | "token" | "groups">;

export const DEGRADATION_DEFAULTS = {
  maxStaleValues: 10_000,
  maxStaleBytes: 50_000_000,
} as const satisfies Required<DegradationOptions>;

interface KeptValue {
  /** As JSON: whoever takes it has a copy. */
  readonly text: string;
  readonly answeredAt: number;
}

/** What an entry takes beside its text: its key, and the map's own. */
const ENTRY_BYTES = 200;

/** The last good values of fields, each for whom it was answered: services are told who asks, and may answer each otherwise. */
export class StaleValues {
  readonly #values: BoundedMap<string, KeptValue>;
  readonly #passesTokens: boolean;
  readonly #now: () => number;

  constructor(options: StaleValuesSettings = {}, now: () => number = () => performance.now()) {
    const { maxStaleValues, maxStaleBytes } = { ...DEGRADATION_DEFAULTS, ...options };
    this.#values = new BoundedMap({
      entries: maxStaleValues,
      weight: maxStaleBytes,
      // A text may take two bytes a character.
      weigh: ({ text }) => text.length * 2 + ENTRY_BYTES,
    });
    this.#passesTokens = options.passesTokens ?? false;
    this.#now = now;
  }

  keep(place: string, asker: Asker, value: unknown): void {
    const text = JSON.stringify(value ?? null);
    this.#values.set(this.#keyOf(place, asker), { text, answeredAt: this.#now() });
  }

  /** The value that was kept last of a place, for the same asker; undefined where there is none, or none young enough. */
  take(place: string, asker: Asker, maxAgeMs: number): { value: unknown; ageMs: number } | undefined {
    const kept = this.#values.get(this.#keyOf(place, asker));
    if (kept === undefined) return undefined;
    const ageMs = Math.round(this.#now() - kept.answeredAt);
    return ageMs > maxAgeMs ? undefined : { value: JSON.parse(kept.text), ageMs };
  }

  /**
   * What a principal may see may change with their roles, not only with who they are; what a group of endpoints answered
   * is for nobody who did not choose it.
   */
  #keyOf(place: string, { principal: { kind, id, roles, scopes }, token, groups }: Asker): string {
    const parts = [kind, id, roles, scopes, this.#passesTokens ? token : undefined, groups && [...groups], place];
    return createHash("sha256").update(JSON.stringify(parts)).digest("base64");
  }
}
