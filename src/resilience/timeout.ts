import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import { Cancellation, type CancelSignal } from "../util/cancellation.ts";
import { deliver, type Answer, type Call } from "./call.ts";
import { failWith } from "./call-failure.ts";

/** A call that had this share of its service's time, and no answer, tells that the service hangs, whatever ended it. */
const OVERDUE_SHARE = 0.9;

/**
 * Gives up an attempt after `timeoutMs`, or at the request's deadline where that is sooner, counted from the moment of the
 * call to the last byte of the answer, however the service is slow. The attempt is aborted, and its result is a
 * `SERVICE_TIMEOUT` or a `DEADLINE_EXCEEDED`. The request's own signal ends it sooner. An attempt for which nothing is
 * left is not started.
 */
export function withTimeout(next: Call, service: string, timeoutMs: number): Call {
  return function executeWithTimeout(request, answer) {
    const outer = request.signal;
    if (outer?.aborted === true) return answer(left(service, outer));
    const now = performance.now();
    const remainingMs = (request.deadline ?? Infinity) - now;
    if (remainingMs <= 0) return answer(deadlineExceeded(service, "Nothing was left: the call was not made.", false));

    const limitMs = Math.min(timeoutMs, remainingMs);
    const attempt = new Attempt(request, answer, service, limitMs, timeoutMs);
    // Settled here, whatever comes first: a transport that does not heed its signal must not hold up the client.
    next({ ...request, deadline: now + limitMs, signal: attempt.cancellation }, attempt.settle);
  };
}

/** One object for all that an attempt waits for. */
class Attempt {
  readonly cancellation = new Cancellation();
  readonly #request: UpstreamRequest;
  readonly #answer: Answer;
  readonly #service: string;
  readonly #limitMs: number;
  readonly #timeoutMs: number;
  readonly #timer: NodeJS.Timeout;
  #isSettled = false;

  constructor(request: UpstreamRequest, answer: Answer, service: string, limitMs: number, timeoutMs: number) {
    this.#request = request;
    this.#answer = answer;
    this.#service = service;
    this.#limitMs = limitMs;
    this.#timeoutMs = timeoutMs;
    this.#timer = setTimeout(expire, limitMs, this);
    request.signal?.addEventListener("abort", this);
  }

  readonly settle = (result: ExecutionResult): void => {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this);
    deliver(this.#request, this.#answer, result);
  };

  /** The request's own signal ends it. */
  handleEvent(): void {
    const { signal } = this.#request;
    this.settle(left(this.#service, signal));
    this.cancellation.abort(signal?.reason);
  }

  expire(): void {
    this.settle(this.#failure());
    this.cancellation.abort();
  }

  #failure(): ExecutionResult {
    const limitMs = this.#limitMs;
    if (limitMs === this.#timeoutMs)
      return failWith(new ServiceError("SERVICE_TIMEOUT", this.#service, { cause: `No answer within ${limitMs} ms.` }));
    const cause = `No answer within the ${Math.round(limitMs)} ms that were left.`;
    const hadItsTime = limitMs >= this.#timeoutMs * OVERDUE_SHARE && this.#request.timeLimitMs === undefined;
    return deadlineExceeded(this.#service, cause, hadItsTime);
  }
}

function expire(attempt: Attempt): void {
  attempt.expire();
}

function left(service: string, signal: CancelSignal | undefined): ExecutionResult {
  return failWith(new ServiceError("SERVICE_UNAVAILABLE", service, { cause: signal?.reason }));
}

function deadlineExceeded(service: string, cause: string, isOverdue: boolean): ExecutionResult {
  return failWith(new ServiceError("DEADLINE_EXCEEDED", service, { cause, isOverdue }));
}
