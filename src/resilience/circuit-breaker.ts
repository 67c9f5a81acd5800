import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { Call } from "./call.ts";
import { callFailure, failWith, isTransportFailure } from "./call-failure.ts";
import type { Circuit, Verdict } from "./circuit.ts";

/** Keeps calls from an endpoint whose transport fails: while its circuit is open, each is a `SERVICE_CIRCUIT_OPEN` at once. */
export function withCircuitBreaker(next: Call, service: string, circuit: Circuit): Call {
  return function executeUnlessOpen(request, answer) {
    const pass = circuit.enter();
    if (pass === undefined) return answer(failWith(circuitOpen(service, circuit)));
    next(request, (result) => {
      circuit.leave(pass, judge(result, request.signal?.aborted === true));
      answer(result);
    });
  };
}

function judge(result: ExecutionResult, isAbandoned: boolean): Verdict {
  const failure = callFailure(result);
  if (failure === undefined) return "success";
  if (isAbandoned) return "unknown";
  if (isTransportFailure(failure)) return "failure";
  return failure.code === "DEADLINE_EXCEEDED" ? "unknown" : "success";
}

export function circuitOpen(service: string, circuit: Circuit): ServiceError {
  return new ServiceError("SERVICE_CIRCUIT_OPEN", service, {
    cause: "The circuit is open: too many calls failed of late.",
    retryAfterMs: circuit.retryAfterMs,
    neverSent: true,
  });
}
