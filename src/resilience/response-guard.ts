import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { Executor } from "../transports/transport.ts";
import { failWith } from "./call-failure.ts";

/**
 * Holds a transport to its word: what comes out is a result, with data, with errors, or with both, and is never rejected. (A
 * fault of a transport's own must cost one call, not the client's whole answer.)
 */
export function withResponseGuard(next: Executor, service: string): Executor {
  return async function executeGuarded(request) {
    try {
      const result: ExecutionResult = await next(request);
      const { data, errors } = result;
      if ((typeof data === "object" && data !== null && !Array.isArray(data)) || (errors?.length ?? 0) > 0)
        return result;
      return failWith(new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: "There is no data, and no error." }));
    } catch (error) {
      return failWith(new ServiceError("SERVICE_UNAVAILABLE", service, { cause: error }));
    }
  };
}
