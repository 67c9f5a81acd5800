import type { Endpoint } from "./endpoint.ts";

export interface OutlierOptions {
  /** After how many failures on the way, in a row, an endpoint gets no more calls for a while. @default 3 */
  failuresInARow?: number;
  /** How long it is left out at least, in milliseconds; where it can be probed, until a probe succeeds. @default 5_000 */
  ejectionMs?: number;
  /** No more than this share of the endpoints is left out, between 0 and 1: rather a bad one than none. @default 0.5 */
  maxEjectedShare?: number;
}

export const OUTLIER_DEFAULTS = {
  failuresInARow: 3,
  ejectionMs: 5_000,
  maxEjectedShare: 0.5,
} as const satisfies Required<OutlierOptions>;

/** Takes endpoints out of the choice whose calls fail on their way while others' do not, and lets them in again. */
export class Outliers {
  readonly #endpoints: readonly Endpoint[];
  readonly #options: Required<OutlierOptions>;
  readonly #onEjection: (endpoint: Endpoint) => void;
  readonly #onSuspicion: () => void;
  readonly #most: number;

  constructor(
    endpoints: readonly Endpoint[],
    options: OutlierOptions = {},
    onEjection: (endpoint: Endpoint) => void = () => {},
    onSuspicion: () => void = () => {},
  ) {
    this.#endpoints = endpoints;
    this.#options = { ...OUTLIER_DEFAULTS, ...options };
    this.#onEjection = onEjection;
    this.#onSuspicion = onSuspicion;
    this.#most = Math.floor(endpoints.length * this.#options.maxEjectedShare);
  }

  /** Looks at an endpoint after a call or a probe. */
  judge(endpoint: Endpoint): void {
    if (endpoint.failuresInARow === 0 || endpoint.isEjected || this.#most === 0) return;
    // One that hangs gets few calls, maybe too few to be found out by them: it is to be probed.
    if (endpoint.isSuspect) this.#onSuspicion();
    if (endpoint.failuresInARow < this.#options.failuresInARow) return;
    if (this.#endpoints.filter(({ isEjected }) => isEjected).length >= this.#most) return;
    endpoint.eject(this.#options.ejectionMs);
    this.#onEjection(endpoint);
  }
}
