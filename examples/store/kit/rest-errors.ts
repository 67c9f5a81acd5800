import type { FastifyError, FastifyInstance } from "fastify";
import { GraphQLError } from "graphql";
import { createRefusal, refusalStatus } from "./refusal.ts";

/** Has the REST paths answer errors as `{"error":{"code":"…","message":"…"}}`. */
export function addRestErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request) => {
    throw createRefusal("NOT_FOUND", `There is nothing at ${request.method} ${request.url}.`);
  });
  app.setErrorHandler((error: FastifyError | GraphQLError, _request, reply) => {
    if (error instanceof GraphQLError) {
      const code = error.extensions["code"] as keyof typeof refusalStatus;
      return reply.code(refusalStatus[code]).send({ error: { code, message: error.message } });
    }
    const status = error.statusCode ?? 500;
    return status < 500
      ? reply.code(status).send({ error: { code: "BAD_USER_INPUT", message: error.message } })
      : reply.code(status).send({ error: { code: "INTERNAL_SERVER_ERROR", message: "Something went wrong." } });
  });
}
