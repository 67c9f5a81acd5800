import { ServiceError } from "../errors.ts";
import type { Executor } from "../transports/transport.ts";
import { callFailure, failWith, isTransportFailure } from "./call-failure.ts";
import type { Circuit, Verdict } from "./circuit.ts";

/** Keeps calls from an endpoint whose transport fails: while its circuit is open, each is a `SERVICE_CIRCUIT_OPEN` at once. */
export function withCircuitBreaker(next: Executor, service: string, circuit: Circuit): Executor {
  return async function executeUnlessOpen(request) {
    const pass = circuit.enter();
    if (pass === undefined) return failWith(circuitOpen(service, circuit));
    let verdict: Verdict = "unknown";
    try {
      const result = await next(request);
      const failure = callFailure(result);
      if (failure === undefined) verdict = "success";
      else if (failure.code === "DEADLINE_EXCEEDED" || request.signal?.aborted === true) verdict = "unknown";
      else verdict = isTransportFailure(failure) ? "failure" : "success";
      return result;
    } finally {
      circuit.leave(pass, verdict);
    }
  };
}

export function circuitOpen(service: string, circuit: Circuit): ServiceError {
  return new ServiceError("SERVICE_CIRCUIT_OPEN", service, {
    cause: "The circuit is open: too many calls failed of late.",
    retryAfterMs: circuit.retryAfterMs,
    neverSent: true,
  });
}
