import { Dispatcher, Pool } from "undici";

const MAX_CONNECTIONS = 64;
const MAX_CONNECTION_AGE_MS = 60_000;

/**
 * Kept connections to one HTTP endpoint. Redirects are not followed. A connection that is older than `maxAgeMs` is not used
 * again: its successor looks the name up anew, so that an address that moved is followed.
 */
export function openHttpPool(url: URL, maxAgeMs = MAX_CONNECTION_AGE_MS): Dispatcher {
  return new AgeingPool(url.origin, maxAgeMs);
}

/** A pool that is replaced in time, with all its connections. (undici can look at the age of each, and does so twice for each call.) */
class AgeingPool extends Dispatcher {
  readonly #origin: string;
  readonly #maxAgeMs: number;
  readonly #old = new Set<Pool>();
  #pool: Pool;
  #isTooOld = false;
  #timer: NodeJS.Timeout;

  constructor(origin: string, maxAgeMs: number) {
    super();
    this.#origin = origin;
    this.#maxAgeMs = maxAgeMs;
    this.#pool = openPool(origin);
    this.#timer = this.#startTimer();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (this.#isTooOld) this.#replace();
    return this.#pool.dispatch(options, handler);
  }

  override async destroy(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([this.#pool, ...this.#old].map((pool) => pool.destroy()));
  }

  /** What is under way ends where it began. */
  #replace(): void {
    const old = this.#pool;
    this.#old.add(old);
    // Rejected where all is closed before that.
    old.close().then(
      () => this.#old.delete(old),
      () => {},
    );
    this.#pool = openPool(this.#origin);
    this.#isTooOld = false;
    this.#timer = this.#startTimer();
  }

  /** A timer, since a look at the clock with each call costs more. Nobody is kept waiting for it. */
  #startTimer(): NodeJS.Timeout {
    return setTimeout(() => (this.#isTooOld = true), this.#maxAgeMs).unref();
  }
}

function openPool(origin: string): Pool {
  // The time limit of a call is the caller's, by its signal: undici's own timers are coarse and never cut a dripping body.
  return new Pool(origin, { connections: MAX_CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
}
