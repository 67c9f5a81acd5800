/** How what goes wrong over HTTP is told, whatever is spoken over it. */
import { ServiceError, type ServiceErrorOptions } from "../errors.ts";
import { AnswerUnusable, type HttpAnswer } from "./http-exchange.ts";
import { readRetryAfter } from "./retry-after.ts";

const NO_CONNECTION: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** A call that brought no answer, or one that cannot be read. */
export function failedCall(service: string, error: unknown): ServiceError {
  const code = error instanceof AnswerUnusable ? "SERVICE_BAD_RESPONSE" : "SERVICE_UNAVAILABLE";
  return new ServiceError(code, service, { cause: error, neverSent: wasNeverSent(error) });
}

/** An answer whose status says that it is none: a refusal for 4xx, a failure for all others. */
export function failedStatus(
  service: string,
  { statusCode, headers }: Pick<HttpAnswer, "statusCode" | "headers">,
  options: Pick<ServiceErrorOptions, "message" | "extensions"> & { body?: unknown } = {},
): ServiceError {
  const { body, ...rest } = options;
  const retryAfterMs = readRetryAfter(headers["retry-after"]);
  return new ServiceError(statusCode >= 400 && statusCode < 500 ? "SERVICE_ERROR" : "SERVICE_UNAVAILABLE", service, {
    ...rest,
    cause: body === undefined ? `HTTP status ${statusCode}` : { status: statusCode, body },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Where no connection could be had, the service knows nothing of the call. */
function wasNeverSent(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && NO_CONNECTION.has(code);
}
