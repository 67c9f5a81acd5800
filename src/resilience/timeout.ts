import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import { Cancellation, type CancelSignal } from "../util/cancellation.ts";
import { deliver, type Call } from "./call.ts";
import { failWith } from "./call-failure.ts";

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
    if (remainingMs <= 0) return answer(deadlineExceeded(service, "Nothing was left: the call was not made."));

    const cancellation = new Cancellation();
    const limitMs = Math.min(timeoutMs, remainingMs);
    let isSettled = false;
    const settle = (result: ExecutionResult) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      outer?.removeEventListener("abort", leave);
      deliver(request, answer, result);
    };
    const leave = () => {
      settle(left(service, outer));
      cancellation.abort(outer?.reason);
    };
    const timer = setTimeout(() => {
      settle(
        limitMs < timeoutMs
          ? deadlineExceeded(service, `No answer within the ${Math.round(limitMs)} ms that were left.`)
          : failWith(new ServiceError("SERVICE_TIMEOUT", service, { cause: `No answer within ${timeoutMs} ms.` })),
      );
      cancellation.abort();
    }, limitMs);
    outer?.addEventListener("abort", leave);
    // Settled here, whatever comes first: a transport that does not heed its signal must not hold up the client.
    next({ ...request, deadline: now + limitMs, signal: cancellation }, settle);
  };
}

function left(service: string, signal: CancelSignal | undefined): ExecutionResult {
  return failWith(new ServiceError("SERVICE_UNAVAILABLE", service, { cause: signal?.reason }));
}

function deadlineExceeded(service: string, cause: string): ExecutionResult {
  return failWith(new ServiceError("DEADLINE_EXCEEDED", service, { cause }));
}
