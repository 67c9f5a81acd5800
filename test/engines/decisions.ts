/** Takes decisions one by one from a list of numbers: so that a failing list can be shrunk, towards what is simplest. */
export class Decisions {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 up to, and without, `limit`; 0 when there are no more decisions. */
  upTo(limit: number): number {
    const value = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return value % limit;
  }

  oneIn(chance: number): boolean {
    return this.upTo(chance) === 1;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.upTo(items.length)] as T;
  }

  /** Some of the items, in their order. */
  some<T>(items: readonly T[], oneIn: number): T[] {
    return items.filter(() => this.oneIn(oneIn));
  }
}
