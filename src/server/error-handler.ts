import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { GatewayError } from "../errors.ts";
import type { Logger } from "../observability/logger.ts";
import { GRAPHQL_PATH } from "./graphql-route.ts";

/** Answers what no route could answer: a clear message for the client's mistakes, a masked one for ours. */
export function createErrorHandler(log: Logger) {
  return function handleError(
    error: FastifyError | GatewayError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    const told = error instanceof GatewayError ? error : explain(error);
    if (told.http.status >= 500) log.error({ requestId: request.id, err: error }, "a request failed");
    return sendError(request, reply, told);
  };
}

/** Answers a path that is none of ours. */
export function handleNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path = ""] = request.url.split("?", 1);
  const message = `There is nothing at ${request.method} ${path}.`;
  return sendError(request, reply, new GatewayError("BAD_USER_INPUT", { message, httpStatus: 404 }));
}

function sendError(request: FastifyRequest, reply: FastifyReply, { code, message, http }: GatewayError): FastifyReply {
  const isGraphql = request.url.split("?", 1)[0] === GRAPHQL_PATH;
  const type =
    isGraphql && request.headers.accept?.includes("application/graphql-response+json") === true
      ? "application/graphql-response+json"
      : "application/json";
  const body = isGraphql ? { errors: [{ message, extensions: { code } }] } : { error: { code, message } };
  return reply
    .status(http.status)
    .headers(http.headers ?? {})
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
