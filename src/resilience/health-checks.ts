import type { Endpoint } from "./endpoint.ts";
import type { Outliers } from "./outliers.ts";

export interface HealthOptions {
  /**
   * Which endpoints are probed: `"failed"`, those of several alone whose last call failed, or that were left out, until they
   * are well again; or `"all"`, always.
   * @default "failed"
   */
  endpoints?: "failed" | "all";
  /** How long between two probes of an endpoint, in milliseconds. @default 2_000 */
  intervalMs?: number;
  /** A probe that takes longer has failed, in milliseconds. @default 1_000 */
  timeoutMs?: number;
  /** What an HTTP endpoint is asked by GET; any status below 400 is well. @default the cheapest request of its transport, `{ __typename }` for GraphQL */
  path?: string;
}

export const HEALTH_DEFAULTS = {
  endpoints: "failed",
  intervalMs: 2_000,
  timeoutMs: 1_000,
} as const satisfies Required<Omit<HealthOptions, "path">>;

/** Probes a service's endpoints from time to time. While there is none to be probed, no timer runs. */
export class HealthChecks {
  readonly #endpoints: readonly Endpoint[];
  readonly #outliers: Outliers;
  readonly #options: Required<Omit<HealthOptions, "path">>;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Endpoint>();
  #timer: NodeJS.Timeout | undefined;

  constructor(endpoints: readonly Endpoint[], outliers: Outliers, options: HealthOptions = {}) {
    this.#endpoints = endpoints.filter(({ probe }) => probe !== undefined);
    this.#outliers = outliers;
    this.#options = { ...HEALTH_DEFAULTS, ...options };
    if (this.#options.endpoints === "all") this.watch();
  }

  /** Begins to probe, where that was not begun: an endpoint is suspected. */
  watch(): void {
    if (this.#timer !== undefined || this.#stopped.signal.aborted || this.#endpoints.length === 0) return;
    this.#timer = setInterval(() => this.#check(), this.#options.intervalMs);
    this.#timer.unref();
  }

  dispose(): void {
    this.#stopped.abort();
    clearInterval(this.#timer);
  }

  #check(): void {
    const wanted =
      this.#options.endpoints === "all"
        ? this.#endpoints
        : this.#endpoints.filter(({ isEjected, isSuspect }) => isEjected || isSuspect);
    for (const endpoint of wanted) void this.#probe(endpoint);
    if (wanted.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #probe(endpoint: Endpoint): Promise<void> {
    if (endpoint.probe === undefined || this.#running.has(endpoint)) return;
    this.#running.add(endpoint);
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(this.#options.timeoutMs)]);
    const isWell = await endpoint.probe(signal).catch(() => false);
    this.#running.delete(endpoint);
    if (this.#stopped.signal.aborted) return;
    const wasWell = isWell && !signal.aborted;
    if (wasWell && this.#options.endpoints === "failed" && !endpoint.isEjected) return endpoint.clear();
    endpoint.notice(wasWell);
    this.#outliers.judge(endpoint);
  }
}
