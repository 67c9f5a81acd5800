import type { ExecutionResult, GraphQLError } from "graphql";
import { ERRORS, type ErrorCode } from "../../errors.ts";
import type { ToldError } from "../error-handler.ts";

/**
 * Why nothing of an operation could be answered: its first error, under the status of that error's code. Undefined where
 * something is there, and where it is known that there is nothing.
 */
export function refusalOfResult({ data, errors: [error] = [] }: ExecutionResult): ToldError | undefined {
  return error === undefined || !isEmpty(data) ? undefined : toldOf(error);
}

/** Whether every root field is null. */
export function isEmpty(data: ExecutionResult["data"]): boolean {
  return Object.values(data ?? {}).every((value) => value === null);
}

function toldOf({ message, extensions }: GraphQLError): ToldError {
  const code = isErrorCode(extensions["code"]) ? extensions["code"] : "INTERNAL_SERVER_ERROR";
  const { status = ERRORS[code].httpStatus, headers = {} } = (extensions["http"] ?? {}) as Partial<ToldError["http"]>;
  const retryAfter = extensions["retryAfter"];
  return {
    code,
    message,
    http: {
      status,
      headers: {
        // A field's own error says nothing of HTTP: these two belong to their statuses.
        ...(typeof retryAfter === "number" ? { "retry-after": String(retryAfter) } : {}),
        ...(code === "UNAUTHENTICATED" ? { "www-authenticate": "Bearer" } : {}),
        ...headers,
      },
    },
  };
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERRORS, code);
}
