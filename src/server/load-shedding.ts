/** Load shedding: a gateway that is saturated says so at once, and so goes on answering those whom it lets in. */
import type { ServerResponse } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { GatewayError } from "../errors.ts";
import type { Logger } from "../observability/logger.ts";
import type { Counter } from "../observability/metrics.ts";
import { LoadThreshold } from "./load-threshold.ts";

export interface LoadSheddingOptions {
  /** How late the event loop may be on average, in milliseconds; 0: any time. @default 1_000 */
  maxEventLoopDelayMs?: number;
  /** How much of the heap that the process may have it may use, between 0 and 1; 0: all of it. @default 0.9 */
  maxHeapShare?: number;
  /** How much memory the process may have resident, in bytes; 0: any amount. @default 0 */
  maxResidentBytes?: number;
  /** How many requests may be in flight, without subscriptions; 0: any number. @default 5_000 */
  maxConcurrentRequests?: number;
  /** When a client that was refused is told to come again, in seconds. @default 1 */
  retryAfterSeconds?: number;
  /** How often delay and memory are looked at, in milliseconds. What is over its limit twice in a row is too much. @default 500 */
  sampleIntervalMs?: number;
}

export const LOAD_SHEDDING_DEFAULTS = {
  maxEventLoopDelayMs: 1_000,
  maxHeapShare: 0.9,
  maxResidentBytes: 0,
  maxConcurrentRequests: 5_000,
  retryAfterSeconds: 1,
  sampleIntervalMs: 500,
} as const satisfies Required<LoadSheddingOptions>;

/** What a gateway can have too much of. */
export type LoadReason = "event-loop-delay" | "heap" | "resident-memory" | "concurrency";

export interface LoadSheddingParts {
  readonly log: Logger;
  /** Counts what is refused. */
  readonly shed: Counter<"reason">;
}

/** How exactly the delay of the event loop is measured, in milliseconds. */
const RESOLUTION_MS = 20;

/**
 * Knows whether the gateway is saturated. A request costs two comparisons and a listener; everything else is measured from
 * time to time.
 */
export class LoadShedding {
  readonly #options: Required<LoadSheddingOptions>;
  readonly #parts: LoadSheddingParts;
  readonly #thresholds: Readonly<Record<LoadReason, LoadThreshold>>;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  readonly #most: number;
  readonly #refusal: GatewayError;
  #sampledAt = performance.now();
  #inFlight = 0;
  #saturatedBy: LoadReason | undefined;

  constructor(options: LoadSheddingOptions | false, parts: LoadSheddingParts) {
    this.#options = { ...LOAD_SHEDDING_DEFAULTS, ...(options === false ? NO_LIMITS : options) };
    this.#parts = parts;
    const { maxEventLoopDelayMs, maxHeapShare, maxResidentBytes, maxConcurrentRequests } = this.#options;
    this.#most = maxConcurrentRequests || Infinity;
    this.#thresholds = {
      "event-loop-delay": new LoadThreshold(maxEventLoopDelayMs, 2),
      heap: new LoadThreshold(maxHeapShare, 2),
      "resident-memory": new LoadThreshold(maxResidentBytes, 2),
      concurrency: new LoadThreshold(maxConcurrentRequests, 1),
    };
    // One for all: nobody waits for a stack to be written down where there is no time for it.
    this.#refusal = new GatewayError("OVERLOADED", {
      httpHeaders: { "retry-after": String(this.#options.retryAfterSeconds) },
    });
    if (maxEventLoopDelayMs > 0) this.#delay.enable();
    this.#timer = setInterval(() => this.#sample(), this.#options.sampleIntervalMs).unref();
  }

  /** Whether the gateway is to be sent no requests. Later than it refuses them it is ready again. */
  get isSaturated(): boolean {
    return this.#saturatedBy !== undefined;
  }

  /** When whoever was refused may come again, in seconds. */
  get retryAfterSeconds(): number {
    return this.#options.retryAfterSeconds;
  }

  /** Counts a request that is answered by this response as in flight until it is answered. */
  enter(response: ServerResponse): void {
    this.#inFlight += 1;
    response.once("close", this.#leave);
  }

  /** Takes a request that lasts out of the count. Gives what puts it in again, before it is at its end. */
  setAside(): () => void {
    this.#inFlight -= 1;
    return () => {
      this.#inFlight += 1;
    };
  }

  /** Whether a request may be let in now. */
  get hasRoom(): boolean {
    return this.#inFlight <= this.#most && (this.#saturatedBy === undefined || this.#saturatedBy === "concurrency");
  }

  /** Counts a request as refused; gives what to tell it, `OVERLOADED`. */
  refuse(): GatewayError {
    const isFull = this.#inFlight > this.#most;
    this.#parts.shed.inc({ reason: isFull ? "concurrency" : (this.#saturatedBy ?? "concurrency") });
    if (isFull) this.#look("concurrency", this.#inFlight);
    return this.#refusal;
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  readonly #leave = () => {
    this.#inFlight -= 1;
  };

  #sample(): void {
    const { mean } = this.#delay;
    this.#delay.reset();
    const now = performance.now();
    // Nothing was measured since the last time: what measures has waited for its turn as long. Timers that are always due
    // do this to it, for Node goes through its own before it lets the loop turn.
    const betweenTurnsMs = Number.isNaN(mean) ? now - this.#sampledAt : mean / 1e6;
    this.#sampledAt = now;
    this.#look("event-loop-delay", betweenTurnsMs - RESOLUTION_MS);
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    this.#look("heap", used / limit);
    if (this.#options.maxResidentBytes > 0) this.#look("resident-memory", process.memoryUsage.rss());
    this.#look("concurrency", this.#inFlight);
  }

  #look(reason: LoadReason, value: number): void {
    const threshold = this.#thresholds[reason];
    const { isOver } = threshold;
    threshold.take(value);
    if (threshold.isOver === isOver) return;
    const { log } = this.#parts;
    if (threshold.isOver) log.warn({ reason, value, limit: threshold.limit }, "the gateway is overloaded");
    else log.info({ reason, value, limit: threshold.limit }, "the gateway is no longer overloaded");
    // Being full comes last: it is over as soon as there is room, while for every other reason all are refused.
    this.#saturatedBy = REASONS.find((each) => this.#thresholds[each].isOver);
  }
}

const REASONS = ["event-loop-delay", "heap", "resident-memory", "concurrency"] as const satisfies LoadReason[];

const NO_LIMITS = {
  maxEventLoopDelayMs: 0,
  maxHeapShare: 0,
  maxResidentBytes: 0,
  maxConcurrentRequests: 0,
} as const satisfies LoadSheddingOptions;
