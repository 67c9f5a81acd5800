import { ServiceError } from "../errors.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import { deliver, type Answer, type Call } from "./call.ts";
import { failWith } from "./call-failure.ts";

export interface BulkheadOptions {
  /** How many calls a service is asked at the same time. @default 256 */
  maxConcurrent?: number;
  /** How many further ones may wait for a place; more are refused with `SERVICE_CIRCUIT_OPEN`. @default 1_024 */
  maxQueued?: number;
}

export const BULKHEAD_DEFAULTS = { maxConcurrent: 256, maxQueued: 1_024 } as const satisfies Required<BulkheadOptions>;

/** What is full now is likely not to be in a second. */
const RETRY_AFTER_MS = 1_000;

interface Waiting {
  start(): void;
}

/**
 * Keeps one slow service from taking all of the gateway: so many calls at a time, so many that wait, first come, first
 * served. Whoever waits until its deadline, or whose client leaves, gives its place in the queue up.
 */
export function withBulkhead(
  next: Call,
  service: string,
  options: BulkheadOptions = {},
  onRefusal: () => void = () => {},
): Call {
  const { maxConcurrent, maxQueued } = { ...BULKHEAD_DEFAULTS, ...options };
  const queue = new Set<Waiting>();
  let running = 0;

  function run(request: UpstreamRequest, answer: Answer): void {
    running += 1;
    next(request, (result) => {
      running -= 1;
      if (queue.size > 0) {
        const [first] = queue;
        first?.start();
      }
      answer(result);
    });
  }

  function wait(request: UpstreamRequest, answer: Answer): void {
    const { signal, deadline = Infinity } = request;
    const leave = () => {
      queue.delete(waiting);
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    };
    const giveUp = () => {
      leave();
      const code = signal?.aborted === true ? "SERVICE_UNAVAILABLE" : "DEADLINE_EXCEEDED";
      const error = new ServiceError(code, service, { cause: "It waited for its turn to the end." });
      deliver(request, answer, failWith(error));
    };
    const waiting: Waiting = {
      start() {
        leave();
        run(request, answer);
      },
    };
    const timer = deadline === Infinity ? undefined : setTimeout(giveUp, Math.max(0, deadline - performance.now()));
    signal?.addEventListener("abort", giveUp);
    queue.add(waiting);
  }

  return function executeInBulkhead(request, answer) {
    if (running < maxConcurrent) return run(request, answer);
    if (queue.size < maxQueued) return wait(request, answer);
    onRefusal();
    const cause = `${maxConcurrent} calls are being made, ${maxQueued} wait.`;
    answer(failWith(new ServiceError("SERVICE_CIRCUIT_OPEN", service, { cause, retryAfterMs: RETRY_AFTER_MS })));
  };
}
