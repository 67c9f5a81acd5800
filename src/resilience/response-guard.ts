import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { Executor } from "../transports/transport.ts";
import { deliver, type Call } from "./call.ts";
import { failWith } from "./call-failure.ts";

/**
 * Makes calls of a transport, and holds it to its word: what comes out is a result, with data, with errors, or with both,
 * whatever the transport does. (A fault of its own must cost one call, not the client's whole answer.)
 */
export function withResponseGuard(execute: Executor, service: string): Call {
  const check = (result: ExecutionResult): ExecutionResult => {
    const { data, errors } = result;
    if ((typeof data === "object" && data !== null && !Array.isArray(data)) || (errors?.length ?? 0) > 0) return result;
    return failWith(new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: "There is no data, and no error." }));
  };
  const fail = (cause: unknown) => failWith(new ServiceError("SERVICE_UNAVAILABLE", service, { cause }));

  return function executeGuarded(request, answer) {
    let result: Promise<ExecutionResult>;
    try {
      result = execute(request);
    } catch (error) {
      return answer(fail(error));
    }
    result.then(
      (given) => deliver(request, answer, check(given)),
      (error: unknown) => deliver(request, answer, fail(error)),
    );
  };
}
