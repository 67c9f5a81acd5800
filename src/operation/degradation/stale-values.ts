import { createHash } from "node:crypto";
import type { Principal } from "../../auth/principal.ts";
import { BoundedMap } from "../../util/bounded-map.ts";

export interface DegradationOptions {
  /** How many last good values are kept, of all fields with `onFailure: STALE`. @default 10_000 */
  maxStaleValues?: number;
  /** How many bytes they may take together, about; those that were used longest ago leave first. @default 50_000_000 */
  maxStaleBytes?: number;
}

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
  readonly #now: () => number;

  constructor(options: DegradationOptions = {}, now: () => number = () => performance.now()) {
    const { maxStaleValues, maxStaleBytes } = { ...DEGRADATION_DEFAULTS, ...options };
    this.#values = new BoundedMap({
      entries: maxStaleValues,
      weight: maxStaleBytes,
      // A text may take two bytes a character.
      weigh: ({ text }) => text.length * 2 + ENTRY_BYTES,
    });
    this.#now = now;
  }

  keep(place: string, principal: Principal, value: unknown): void {
    const text = JSON.stringify(value ?? null);
    this.#values.set(keyOf(place, principal), { text, answeredAt: this.#now() });
  }

  /** The value that was kept last of a place, for the same principal; undefined where there is none, or none young enough. */
  take(place: string, principal: Principal, maxAgeMs: number): { value: unknown; ageMs: number } | undefined {
    const kept = this.#values.get(keyOf(place, principal));
    if (kept === undefined) return undefined;
    const ageMs = Math.round(this.#now() - kept.answeredAt);
    return ageMs > maxAgeMs ? undefined : { value: JSON.parse(kept.text), ageMs };
  }
}

/** What a principal may see may change with their roles, not only with who they are. */
function keyOf(place: string, { kind, id, roles, scopes }: Principal): string {
  return createHash("sha256")
    .update(JSON.stringify([kind, id, roles, scopes, place]))
    .digest("base64");
}
