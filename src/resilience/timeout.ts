import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { Executor } from "../transports/transport.ts";

/**
 * Gives up a call after `timeoutMs`, counted from the moment of the call to the last byte of the answer, however the
 * service is slow. The call is aborted and its result is a `SERVICE_TIMEOUT`. The request's own signal ends it sooner.
 */
export function withTimeout(next: Executor, service: string, timeoutMs: number): Executor {
  return function executeWithTimeout(request) {
    const controller = new AbortController();
    const outer = request.signal;
    const abort = () => controller.abort(outer?.reason);
    if (outer?.aborted === true) abort();
    else outer?.addEventListener("abort", abort, { once: true });

    const timedOut = Promise.withResolvers<ExecutionResult>();
    const timer = setTimeout(() => {
      timedOut.resolve({
        errors: [new ServiceError("SERVICE_TIMEOUT", service, { cause: `No answer within ${timeoutMs} ms.` })],
      });
      controller.abort();
    }, timeoutMs);
    // The race is what holds: a transport that does not heed its signal must not hold up the client.
    return Promise.race([next({ ...request, signal: controller.signal }), timedOut.promise]).finally(() => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    });
  };
}
