/** How many answers it takes to know. */
const SIZE = 128;
/** After how many more it is worked out anew. */
const STEP = 32;

/** How long a service's last answers took. */
export class LatencyWindow {
  readonly #times = new Float64Array(SIZE);
  #count = 0;
  #percentile95: number | undefined;

  add(ms: number): void {
    this.#times[this.#count % SIZE] = ms;
    this.#count += 1;
    if (this.#count >= SIZE && this.#count % STEP === 0) {
      this.#percentile95 = this.#times.toSorted()[Math.floor(SIZE * 0.95)];
    }
  }

  /** What 95 of 100 answers took at most, in milliseconds; `undefined` while too few are known. */
  get percentile95(): number | undefined {
    return this.#percentile95;
  }
}
