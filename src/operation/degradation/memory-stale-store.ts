import { BoundedMap } from "../../util/bounded-map.ts";
import type { StaleEntry, StaleStore } from "./stale-store.ts";

/** What an entry takes beside its text, in bytes: its key, and the map's own. */
const ENTRY_BYTES = 200;

interface Kept {
  readonly text: string;
  readonly keptAt: number;
}

/** Values of this process, within bounds: those that were used longest ago leave first. */
export class MemoryStaleStore implements StaleStore {
  readonly #values: BoundedMap<string, Kept>;
  readonly #now: () => number;

  constructor(entries: number, bytes: number, now: () => number = () => performance.now()) {
    this.#values = new BoundedMap({
      entries,
      weight: bytes,
      // A text may take two bytes a character.
      weigh: ({ text }) => text.length * 2 + ENTRY_BYTES,
    });
    this.#now = now;
  }

  keep(entries: readonly StaleEntry[]): void {
    for (const { key, text } of entries) this.#values.set(key, { text, keptAt: this.#now() });
  }

  async take(keys: readonly string[]) {
    return keys.map((key) => {
      const kept = this.#values.get(key);
      return kept && { text: kept.text, ageMs: this.#now() - kept.keptAt };
    });
  }
}
