import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { Call } from "./call.ts";

/**
 * Holds a call with a time limit of its own to it, however often it is repeated: what is not there by then is a
 * `SERVICE_TIMEOUT`. To all that the call goes through, the limit is its deadline: it counts against no circuit, since the
 * service may be as quick as others need it to be.
 */
export function withTimeLimit(next: Call, service: string): Call {
  return function executeInTime(request, answer) {
    const { timeLimitMs, deadline = Infinity } = request;
    if (timeLimitMs === undefined) return next(request, answer);
    const limit = performance.now() + timeLimitMs;
    if (deadline <= limit) return next(request, answer);
    next({ ...request, deadline: limit }, (result) =>
      answer(result.errors === undefined ? result : { ...result, errors: result.errors.map(tellLimit) }),
    );
  };

  function tellLimit(error: ResultError): ResultError {
    if (!(error instanceof ServiceError) || error.code !== "DEADLINE_EXCEEDED") return error;
    const { failure, path, nullKey, tail, cause } = error;
    return new ServiceError("SERVICE_TIMEOUT", service, {
      failure,
      cause: `The field's own time was over. ${String(cause)}`,
      tail,
      ...(path === undefined ? {} : { path }),
      ...(nullKey === undefined ? {} : { nullKey }),
    });
  }
}

type ResultError = NonNullable<ExecutionResult["errors"]>[number];
