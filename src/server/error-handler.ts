import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ERRORS, GatewayError, ServiceError } from "../errors.ts";
import { describeCause } from "../observability/describe-cause.ts";
import type { Logger } from "../observability/logger.ts";
import { GRAPHQL_PATH } from "./graphql-route.ts";

/** Answers what no route could answer: a clear message for the client's mistakes, a masked one for ours. */
export function createErrorHandler(log: Logger) {
  return function handleError(
    error: FastifyError | GatewayError | ServiceError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    if (error instanceof ServiceError) {
      const { service, code, cause } = error;
      if (!reply.raw.destroyed)
        log.warn({ requestId: request.id, service, code, cause: describeCause(cause) }, "upstream call failed");
      return sendError(request, reply, toldOf(error));
    }
    const told = error instanceof GatewayError ? error : explain(error);
    // What is refused under load is counted: a line for each would be more load.
    if (told.http.status >= 500 && told.code !== "OVERLOADED")
      log.error({ requestId: request.id, err: error }, "a request failed");
    return sendError(request, reply, told);
  };
}

/** Answers a path that is none of ours. */
export function handleNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendError(request, reply, notFound(request));
}

export function notFound({ method, url }: FastifyRequest): GatewayError {
  const [path = ""] = url.split("?", 1);
  return new GatewayError("BAD_USER_INPUT", { message: `There is nothing at ${method} ${path}.`, httpStatus: 404 });
}

/** What a client is told of an error, and how. */
export type ToldError = Pick<GatewayError, "code" | "message" | "http"> & Partial<Pick<GatewayError, "extensions">>;

/** What a client is told where one service alone was to answer, and did not. */
function toldOf({ code, message, retryAfterMs }: ServiceError): ToldError {
  const status = ERRORS[code].httpStatus;
  if (retryAfterMs === undefined) return { code, message, http: { status } };
  return { code, message, http: { status, headers: { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) } } };
}

export function sendError(request: FastifyRequest, reply: FastifyReply, error: ToldError): FastifyReply {
  const { code, message, http } = error;
  const isGraphql = request.url.split("?", 1)[0] === GRAPHQL_PATH;
  const type =
    isGraphql && request.headers.accept?.includes("application/graphql-response+json") === true
      ? "application/graphql-response+json"
      : "application/json";
  const body = isGraphql
    ? { errors: [{ message, extensions: { ...error.extensions, code, http: undefined } }] }
    : { error: { code, message } };
  return reply
    .status(http.status)
    .headers({ "cache-control": "no-store", ...http.headers })
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify(body));
}

function explain(error: FastifyError): GatewayError {
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") return new GatewayError("REQUEST_TOO_LARGE");
  if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    const message = "The request's content-type must be application/json.";
    return new GatewayError("BAD_USER_INPUT", { message, httpStatus: 415 });
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) return new GatewayError("BAD_USER_INPUT", { httpStatus: statusCode });
  return new GatewayError("INTERNAL_SERVER_ERROR", { cause: error });
}
