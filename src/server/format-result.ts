import type { ExecutionResult, GraphQLFormattedError } from "graphql";
import { GatewayError } from "../errors.ts";
import type { Logger } from "../observability/logger.ts";

type FormattedResult = Omit<ExecutionResult, "errors"> & { readonly errors?: readonly GraphQLFormattedError[] };

/** A result as it is sent where there is no HTTP status: without what its errors say of one. */
export function formatResult({ errors, ...rest }: ExecutionResult): FormattedResult {
  return errors === undefined || errors.length === 0 ? rest : { errors: errors.map(formatError), ...rest };
}

function formatError(error: NonNullable<ExecutionResult["errors"]>[number]): GraphQLFormattedError {
  const { extensions, ...formatted } = error.toJSON();
  const { http: _http, ...told } = extensions ?? {};
  return { ...formatted, extensions: told };
}

/** What a client is told of something that was thrown: our own refusals as they are, everything else masked, and logged. */
export function resultOf(error: unknown, requestId: string, log: Logger): ExecutionResult {
  if (error instanceof GatewayError) return { errors: [error] };
  log.error({ requestId, err: error }, "a request failed");
  return { errors: [new GatewayError("INTERNAL_SERVER_ERROR", { cause: error })] };
}
