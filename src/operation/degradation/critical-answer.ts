import { GraphQLError, type ExecutionResult } from "graphql";
import type { Path } from "../../aggregates/answer-notes.ts";
import { ERRORS, GatewayError, ServiceError } from "../../errors.ts";
import type { EngineAnswer } from "../../execution/engine.ts";
import { failureOf, tellOf } from "../../execution/fold-errors.ts";

/** The answer of an operation that fails with a critical field: the field's error alone, at its place, with its HTTP status. */
export function criticalAnswer(error: GraphQLError | undefined, path: Path): ExecutionResult {
  const cause = (error && failureOf(error)?.cause) ?? new GatewayError("INTERNAL_SERVER_ERROR");
  const { paths: _paths, pathCount: _count, ...extensions } = error?.extensions ?? { code: cause.code };
  const headers =
    cause instanceof ServiceError && cause.retryAfterMs !== undefined
      ? { headers: { "retry-after": String(Math.ceil(cause.retryAfterMs / 1000)) } }
      : {};
  const critical = new GraphQLError(error?.message ?? cause.message, {
    path,
    extensions: { ...extensions, http: { status: ERRORS[cause.code].httpStatus, ...headers } },
  });
  return { errors: [tellOf(critical, { cause, places: [path] })], data: null };
}

/** The same of an engine's answer that stopped there. */
export function stoppedAnswer({ errors: [error] = [] }: EngineAnswer): ExecutionResult {
  return criticalAnswer(error, error?.path ?? []);
}
