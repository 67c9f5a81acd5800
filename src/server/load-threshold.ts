/** Below this share of its limit a value is well again: else the gateway would be ready and not ready in turn. */
const WELL_SHARE = 0.8;

/** Whether a measured value is too much: as soon as it was over its limit so many times in a row, until it is well below. */
export class LoadThreshold {
  /** 0: no value is too much. */
  readonly limit: number;
  readonly #times: number;
  #timesOver = 0;
  #isOver = false;

  constructor(limit: number, times: number) {
    this.limit = limit;
    this.#times = times;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  take(value: number): void {
    if (this.limit === 0) return;
    this.#timesOver = value > this.limit ? this.#timesOver + 1 : 0;
    if (this.#timesOver >= this.#times) this.#isOver = true;
    else if (value < this.limit * WELL_SHARE) this.#isOver = false;
  }
}
