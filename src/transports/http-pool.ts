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
  #expiresAt: number;

  constructor(origin: string, maxAgeMs: number) {
    super();
    this.#origin = origin;
    this.#maxAgeMs = maxAgeMs;
    this.#pool = openPool(origin);
    this.#expiresAt = performance.now() + maxAgeMs;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (performance.now() >= this.#expiresAt) this.#replace();
    return this.#pool.dispatch(options, handler);
  }

  override async destroy(): Promise<void> {
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
    this.#expiresAt = performance.now() + this.#maxAgeMs;
  }
}

function openPool(origin: string): Pool {
  // The time limit of a call is the caller's, by its signal: undici's own timers are coarse and never cut a dripping body.
  return new Pool(origin, { connections: MAX_CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
}
