import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ERRORS, GatewayError, type ErrorCode } from "../errors.ts";
import type { Logger } from "../observability/logger.ts";
import { GRAPHQL_PATH } from "./graphql-route.ts";

/** Answers what no route could answer: a clear message for the client's mistakes, a masked one for ours. */
export function createErrorHandler(log: Logger) {
  return function handleError(
    error: FastifyError | GatewayError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    const { code, status, message } = explain(error);
    if (code === "INTERNAL_SERVER_ERROR") log.error({ requestId: request.id, err: error }, "a request failed");
    return sendError(request, reply, status, code, message);
  };
}

/** Answers a path that is none of ours. */
export function handleNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendError(
    request,
    reply,
    404,
    "BAD_USER_INPUT",
    `There is nothing at ${request.method} ${new URL(request.url, "http://gateway").pathname}.`,
  );
}

function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: ErrorCode,
  message: string,
): FastifyReply {
  const isGraphql = request.url.split("?", 1)[0] === GRAPHQL_PATH;
  const body = isGraphql ? { errors: [{ message, extensions: { code } }] } : { error: { code, message } };
  return reply.status(status).type("application/json; charset=utf-8").send(JSON.stringify(body));
}

function explain(error: FastifyError | GatewayError): { code: ErrorCode; status: number; message: string } {
  if (error instanceof GatewayError)
    return { code: error.code, status: ERRORS[error.code].httpStatus, message: error.message };
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return { code: "REQUEST_TOO_LARGE", status: 413, message: ERRORS.REQUEST_TOO_LARGE.message };
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return { code: "BAD_USER_INPUT", status: 415, message: "The request's content-type must be application/json." };
    default: {
      const status = error.statusCode ?? 500;
      if (status >= 400 && status < 500)
        return { code: "BAD_USER_INPUT", status, message: ERRORS.BAD_USER_INPUT.message };
      return { code: "INTERNAL_SERVER_ERROR", status: 500, message: ERRORS.INTERNAL_SERVER_ERROR.message };
    }
  }
}
