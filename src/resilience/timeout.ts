import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { Executor } from "../transports/transport.ts";
import { failWith } from "./call-failure.ts";

/**
 * Gives up an attempt after `timeoutMs`, or at the request's deadline where that is sooner, counted from the moment of the
 * call to the last byte of the answer, however the service is slow. The attempt is aborted, and its result is a
 * `SERVICE_TIMEOUT` or a `DEADLINE_EXCEEDED`. The request's own signal ends it sooner. An attempt for which nothing is
 * left is not started.
 */
export function withTimeout(next: Executor, service: string, timeoutMs: number): Executor {
  return function executeWithTimeout(request) {
    const outer = request.signal;
    if (outer?.aborted === true) return Promise.resolve(left(service, outer));
    const now = performance.now();
    const remainingMs = (request.deadline ?? Infinity) - now;
    if (remainingMs <= 0) return Promise.resolve(deadlineExceeded(service, "Nothing was left: the call was not made."));

    const { promise, resolve, reject } = Promise.withResolvers<ExecutionResult>();
    const controller = new AbortController();
    const limitMs = Math.min(timeoutMs, remainingMs);
    const leave = () => {
      settle(left(service, outer));
      controller.abort(outer?.reason);
    };
    const timer = setTimeout(() => {
      settle(
        limitMs < timeoutMs
          ? deadlineExceeded(service, `No answer within the ${Math.round(limitMs)} ms that were left.`)
          : failWith(new ServiceError("SERVICE_TIMEOUT", service, { cause: `No answer within ${timeoutMs} ms.` })),
      );
      controller.abort();
    }, limitMs);
    const settle = (result: ExecutionResult) => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", leave);
      resolve(result);
    };
    outer?.addEventListener("abort", leave);
    // Settled here, whatever comes first: a transport that does not heed its signal must not hold up the client.
    next({ ...request, deadline: now + limitMs, signal: controller.signal }).then(settle, reject);
    return promise;
  };
}

function left(service: string, signal: AbortSignal | undefined): ExecutionResult {
  return failWith(new ServiceError("SERVICE_UNAVAILABLE", service, { cause: signal?.reason }));
}

function deadlineExceeded(service: string, cause: string): ExecutionResult {
  return failWith(new ServiceError("DEADLINE_EXCEEDED", service, { cause }));
}
