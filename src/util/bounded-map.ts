export interface Bounds<Value> {
  /** How many entries there may be. */
  readonly entries: number;
  /** What all entries together may weigh. @default no bound */
  readonly weight?: number;
  /** What one weighs. */
  readonly weigh?: (value: Value) => number;
}

interface Entry<Value> {
  readonly value: Value;
  /** How many entries had been put at the newest end when this one was put there. */
  readonly place: number;
}

/**
 * A map within bounds: entries leave that were not used of late, the oldest first. An entry heavier than all may be is not
 * kept.
 */
export class BoundedMap<Key, Value> {
  /** The oldest first, but for the newer half, in which the order does not tell. */
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #bounds: Required<Bounds<Value>>;
  #weight = 0;
  #placed = 0;

  constructor({ entries, weight = Infinity, weigh = () => 0 }: Bounds<Value>) {
    this.#bounds = { entries, weight, weigh };
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // What is used all the time stays where it is: a map from which is deleted is copied by and by.
    if (this.#placed - entry.place >= this.#entries.size / 2) {
      this.#entries.delete(key);
      this.#place(key, entry.value);
    }
    return entry.value;
  }

  /** Those that are there now, in no order. */
  keys(): readonly Key[] {
    return [...this.#entries.keys()];
  }

  set(key: Key, value: Value): void {
    this.#remove(key);
    this.#place(key, value);
    this.#weight += this.#bounds.weigh(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#bounds.entries && this.#weight <= this.#bounds.weight) return;
      this.#remove(oldest);
    }
  }

  #place(key: Key, value: Value): void {
    this.#placed += 1;
    this.#entries.set(key, { value, place: this.#placed });
  }

  #remove(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#bounds.weigh(entry.value);
  }
}
