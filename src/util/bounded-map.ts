export interface Bounds<Value> {
  /** How many entries there may be. */
  readonly entries: number;
  /** What all entries together may weigh. @default no bound */
  readonly weight?: number;
  /** What one weighs. */
  readonly weigh?: (value: Value) => number;
}

/** A map within bounds: the entries that were used longest ago leave first. An entry heavier than all may be is not kept. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #bounds: Required<Bounds<Value>>;
  #weight = 0;

  constructor({ entries, weight = Infinity, weigh = () => 0 }: Bounds<Value>) {
    this.#bounds = { entries, weight, weigh };
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#remove(key);
    this.#entries.set(key, value);
    this.#weight += this.#bounds.weigh(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#bounds.entries && this.#weight <= this.#bounds.weight) return;
      this.#remove(oldest);
    }
  }

  #remove(key: Key): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#bounds.weigh(value);
  }
}
