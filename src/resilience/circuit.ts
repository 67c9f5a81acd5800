import { CircuitState, CountBreaker } from "cockatiel";

export interface CircuitOptions {
  /** It opens when more than this share of the calls looked at failed, between 0 and 1. @default 0.5 */
  failureShare?: number;
  /** How many of the last calls are looked at. @default 20 */
  window?: number;
  /** Fewer calls than this are no reason to open. @default 10 */
  minimumCalls?: number;
  /** How long it stays open before one call may try again, in milliseconds. @default 2_000 */
  openMs?: number;
}

export const CIRCUIT_DEFAULTS = {
  failureShare: 0.5,
  window: 20,
  minimumCalls: 10,
  openMs: 2_000,
} as const satisfies Required<CircuitOptions>;

export type CircuitStateName = "closed" | "open" | "half-open";

/** What a call that passed tells of whom it was made to; one that was given up by its client tells nothing. */
export type Verdict = "success" | "failure" | "unknown";

/**
 * A circuit breaker: when too many of the last calls failed, none passes for a while; then one at a time, until one
 * succeeds. Others are refused at once meanwhile, and never wait for it. The window is cockatiel's.
 */
export class Circuit {
  readonly #window: CountBreaker;
  readonly #openMs: number;
  readonly #onChange: (state: CircuitStateName) => void;
  #state: CircuitStateName = "closed";
  #reopensAt = 0;
  #isProbing = false;
  /** Counts the changes of state: what was called before the last one tells nothing of the time after. */
  #era = 0;

  constructor(options: CircuitOptions = {}, onChange: (state: CircuitStateName) => void = () => {}) {
    const { failureShare, window, minimumCalls, openMs } = { ...CIRCUIT_DEFAULTS, ...options };
    this.#window = new CountBreaker({
      threshold: failureShare,
      size: window,
      minimumNumberOfCalls: Math.min(minimumCalls, window),
    });
    this.#openMs = openMs;
    this.#onChange = onChange;
  }

  get state(): CircuitStateName {
    return this.#state;
  }

  /** Whether a call would pass now. */
  get isPassable(): boolean {
    return this.#state === "closed" || (!this.#isProbing && performance.now() >= this.#reopensAt);
  }

  /** How long no call will pass, in milliseconds. */
  get retryAfterMs(): number {
    return this.#state === "closed" ? 0 : Math.max(0, Math.ceil(this.#reopensAt - performance.now()));
  }

  /** Lets a call pass, or gives `undefined`. Each call that passed must `leave` with the pass that it got. */
  enter(): number | undefined {
    if (this.#state === "closed") return this.#era;
    if (!this.isPassable) return undefined;
    if (this.#state === "open") this.#change("half-open");
    this.#isProbing = true;
    return this.#era;
  }

  leave(pass: number, verdict: Verdict): void {
    if (pass !== this.#era) return;
    if (this.#state === "half-open") {
      this.#isProbing = false;
      if (verdict === "success") this.close();
      if (verdict === "failure") this.#open();
      return;
    }
    if (verdict === "success") this.#window.success(CircuitState.Closed);
    if (verdict === "failure" && this.#window.failure(CircuitState.Closed)) this.#open();
  }

  /** Lets calls pass again, whoever found out that they may. */
  close(): void {
    if (this.#state === "closed") return;
    this.#window.success(CircuitState.HalfOpen);
    this.#change("closed");
  }

  #open(): void {
    this.#reopensAt = performance.now() + this.#openMs;
    this.#change("open");
  }

  #change(state: CircuitStateName): void {
    this.#state = state;
    this.#era += 1;
    this.#isProbing = false;
    this.#onChange(state);
  }
}
