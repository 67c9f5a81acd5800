/** Where last good values are kept, by keys that tell nothing of what they are or whose. */
export interface StaleStore {
  /** Keeps values in the place of older ones. Nobody waits for it, and it never throws: a value may be lost. */
  keep(entries: readonly StaleEntry[]): void;
  /** What is kept by these keys, in their order; undefined where there is nothing. Never rejected. */
  take(keys: readonly string[]): Promise<readonly (KeptValue | undefined)[]>;
}

export interface StaleEntry {
  readonly key: string;
  /** The value as JSON. */
  readonly text: string;
  /** How long it may be served, in milliseconds. */
  readonly maxAgeMs: number;
}

export interface KeptValue {
  readonly text: string;
  /** How long ago it was kept, in milliseconds. */
  readonly ageMs: number;
}
