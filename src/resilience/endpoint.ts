import type { ServiceError } from "../errors.ts";
import type { ServiceMetrics } from "../observability/service-metrics.ts";
import type { Transport, UpstreamRequest } from "../transports/transport.ts";
import type { Answer, Call } from "./call.ts";
import { callFailure, isTransportFailure } from "./call-failure.ts";
import type { Circuit } from "./circuit.ts";

/** After how long an old latency counts for a third of what it did, in milliseconds. */
const FORGETTING_MS = 10_000;
/** How much of the estimate each answer makes up. */
const LEARNING = 0.2;

/** An endpoint that falls silent counts as slow as that, but no more than so many times slower than it was. */
const MOST_SUSPECTED = 8;

/** One address of a service, with what is known of how it does. */
export class Endpoint {
  /** How it is called in metrics. */
  readonly name: string;
  /** Its share of the calls, in proportion to the others' where all are as quick; 1 is that of an endpoint on average. */
  readonly weight: number;
  readonly circuit: Circuit;
  readonly probe: Transport["probe"];
  readonly #execute: Call;
  readonly #metrics: ServiceMetrics;
  #calls = 0;
  #latencyMs = 0;
  #measuredAt = 0;
  /** Whether it answered no more than once: that took as long as its connection, and tells little. */
  #isNew = false;
  /** When the first of the calls came that are not answered yet, or one before it. */
  #busySince = 0;
  #failures = 0;
  #lastFailure: { readonly code: string; readonly at: number } | undefined;
  #isKnown = false;
  #isSuspect = false;
  #ejectedUntil = 0;

  constructor(
    name: string,
    execute: Call,
    circuit: Circuit,
    metrics: ServiceMetrics,
    weight = 1,
    probe?: Transport["probe"],
  ) {
    this.name = name;
    this.#execute = execute;
    this.#metrics = metrics;
    this.circuit = circuit;
    this.weight = weight;
    this.probe = probe;
  }

  /** How many calls it has not answered yet. */
  get inFlight(): number {
    return this.#calls;
  }

  /** How many calls failed on their way since the last that did not. */
  get failuresInARow(): number {
    return this.#failures;
  }

  /** The last call that failed as a whole, and when, as `Date.now()` tells time. */
  get lastFailure(): { readonly code: string; readonly at: number } | undefined {
    return this.#lastFailure;
  }

  /** Whether a call or a probe told anything of it yet. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** What calls took of late, as a moving average; `undefined` where none was answered. */
  get latencyMs(): number | undefined {
    return this.#measuredAt === 0 ? undefined : this.#latencyMs;
  }

  /** Whether its last call failed on its way, and no probe found it well since. */
  get isSuspect(): boolean {
    return this.#isSuspect;
  }

  /** Whether it is left out of the choice: for its time, and where it can be probed, until a probe succeeds. */
  get isEjected(): boolean {
    return this.#ejectedUntil > 0 && (this.probe !== undefined || performance.now() < this.#ejectedUntil);
  }

  /** Whether it is among those that are chosen from. */
  get isAvailable(): boolean {
    return !this.isEjected && this.circuit.isPassable;
  }

  eject(forMs: number): void {
    this.#ejectedUntil = performance.now() + forMs;
  }

  /** What a probe found out. Where it is well, and its time is over, it is back in the choice. */
  notice(isWell: boolean): void {
    this.#isKnown = true;
    this.#isSuspect = !isWell;
    if (!isWell) this.#failures += 1;
    else if (performance.now() >= this.#ejectedUntil) {
      // What it took when it failed says nothing of it now: without a call, it would not be forgiven soon.
      if (this.#ejectedUntil > 0) this.#latencyMs = this.#measuredAt = 0;
      this.#ejectedUntil = this.#failures = 0;
    }
  }

  /** A probe found it well that was only suspected: what failed of its calls still counts. */
  clear(): void {
    this.#isSuspect = false;
  }

  /**
   * How long a call is likely to take here, in comparison. An endpoint that was not asked for long is forgiven; one that
   * never answered yet gets one call to begin with, for it may hang. One that answers nothing while calls wait is suspected
   * of it, though not by much: it may have been asked for something big. `furtherCalls` are looked at as if it had them, too.
   */
  costAt(now: number, furtherCalls = 0): number {
    if (this.#measuredAt === 0 && this.#calls > 0) return Number.MAX_SAFE_INTEGER;
    const latencyMs = this.#isNew ? 0 : this.#rememberedMs(now);
    const silentMs = this.#calls === 0 ? 0 : now - Math.max(this.#busySince, this.#measuredAt);
    const likelyMs = Math.max(latencyMs, Math.min(silentMs, this.#latencyMs * MOST_SUSPECTED));
    return ((this.#calls + furtherCalls) / this.weight + 1) * (likelyMs + 1);
  }

  #rememberedMs(now: number): number {
    return this.#latencyMs * Math.exp((this.#measuredAt - now) / FORGETTING_MS);
  }

  execute(request: UpstreamRequest, answer: Answer): void {
    const startedAt = performance.now();
    if (this.#calls === 0) this.#busySince = startedAt;
    this.#calls += 1;
    this.#execute(request, (result) => {
      this.#calls -= 1;
      const failure = callFailure(result);
      const now = performance.now();
      const isAbandoned = request.signal?.aborted === true;
      this.#metrics.called(isAbandoned ? "abandoned" : (failure?.code ?? "ok"), now - startedAt);
      this.#learn(failure, now, now - startedAt, isAbandoned);
      answer(result);
    });
  }

  #learn(failure: ServiceError | undefined, now: number, tookMs: number, isAbandoned: boolean): void {
    const isFailed = failure !== undefined && isTransportFailure(failure);
    if (isFailed && !isAbandoned) {
      this.#failures += 1;
      this.#isSuspect = true;
    }
    if (!isAbandoned) this.#isKnown = true;
    if (failure === undefined) {
      this.#failures = 0;
      this.#isSuspect = false;
    } else if (!isAbandoned && failure.code !== "SERVICE_CIRCUIT_OPEN")
      this.#lastFailure = { code: failure.code, at: Date.now() };
    // Whoever fails or is given up soon is not quick for that.
    if (failure !== undefined && tookMs < this.#latencyMs) return;
    const isFirst = this.#measuredAt === 0;
    const knownMs = this.#rememberedMs(now);
    this.#latencyMs = isFirst || this.#isNew ? tookMs : knownMs + LEARNING * (tookMs - knownMs);
    this.#measuredAt = now;
    this.#isNew = isFirst && failure === undefined;
  }
}
