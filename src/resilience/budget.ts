/** How many extra calls may be made beside the asked ones: a share of them, so that extra calls never pile up. */
export interface BudgetOptions {
  /** How many extra calls each call makes room for, between 0 and 1; 0: none are ever made. @default retries 0.2, hedges 0.1 */
  budgetShare?: number;
  /** How many may be made at once at most, after a long time without any. @default retries 100, hedges 10 */
  budgetBurst?: number;
}

/** A bucket of extra calls, full to begin with. */
export class Budget {
  readonly #share: number;
  readonly #burst: number;
  #left: number;

  constructor(share: number, burst: number) {
    this.#share = share;
    this.#burst = share === 0 ? 0 : burst;
    this.#left = this.#burst;
  }

  /** A call was made: it makes room for a share of an extra one. */
  earn(): void {
    this.#left = Math.min(this.#burst, this.#left + this.#share);
  }

  /** Whether an extra call may be made, and still leave so many for others; it is taken from what is left. */
  spend(reserve = 0): boolean {
    if (this.#left < 1 + reserve) return false;
    this.#left -= 1;
    return true;
  }
}
