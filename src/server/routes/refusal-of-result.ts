import type { ExecutionResult, GraphQLError } from "graphql";
import { INSUFFICIENT_SCOPE } from "../../auth/requirement.ts";
import { ERRORS, type ErrorCode } from "../../errors.ts";
import type { PartialAnswer } from "../../operation/tell-partial.ts";
import type { ToldError } from "../error-handler.ts";

/**
 * Why nothing of an operation could be answered: its first error, under the status of that error's code. Undefined where
 * something is there, and where it is known that there is nothing.
 */
export function refusalOfResult(result: ExecutionResult): ToldError | undefined {
  const { data, errors: [error] = [] } = result;
  return error === undefined || !isEmpty(data) ? undefined : toldOf(error, patienceOf(error, result));
}

/** Whether every root field is null. */
export function isEmpty(data: ExecutionResult["data"]): boolean {
  return Object.values(data ?? {}).every((value) => value === null);
}

/** When it makes sense to ask again, in seconds: by the field's limit, or by what is known of its service. */
function patienceOf({ extensions }: GraphQLError, { extensions: told }: ExecutionResult): number | undefined {
  if (typeof extensions["retryAfter"] === "number") return extensions["retryAfter"];
  const partial = told?.["partial"] as PartialAnswer | undefined;
  const service = partial?.services.find(({ name }) => name === extensions["service"]);
  return service?.retryAfterMs === undefined ? undefined : Math.ceil(service.retryAfterMs / 1_000);
}

function toldOf({ message, extensions }: GraphQLError, retryAfter: number | undefined): ToldError {
  const code = isErrorCode(extensions["code"]) ? extensions["code"] : "INTERNAL_SERVER_ERROR";
  const { status = ERRORS[code].httpStatus, headers = {} } = (extensions["http"] ?? {}) as Partial<ToldError["http"]>;
  return {
    code,
    message,
    http: {
      status,
      headers: {
        // A field's own error says nothing of HTTP: these belong to their statuses.
        ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
        ...(code === "UNAUTHENTICATED" ? { "www-authenticate": "Bearer" } : {}),
        ...(code === "FORBIDDEN" ? { "www-authenticate": INSUFFICIENT_SCOPE } : {}),
        ...headers,
      },
    },
  };
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERRORS, code);
}
