import { fastify } from "fastify";
import type { Authenticate } from "../auth/authenticate.ts";
import type { Logger } from "../observability/logger.ts";
import { createErrorHandler, handleNotFound } from "./error-handler.ts";
import { addGraphqlRoute } from "./graphql-route.ts";
import type { PipelineOptions } from "./plugins/use-pipeline.ts";
import { readRequestId } from "./request-id.ts";
import { addHealthRoutes } from "./routes/health.ts";
import { SERVER_DEFAULTS, type ServerOptions } from "./server-options.ts";

export interface Server {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no new requests, lets those in flight finish, and closes. */
  dispose(): Promise<void>;
}

export interface ServerParts extends PipelineOptions {
  readonly authenticate: Authenticate;
  readonly log: Logger;
  readonly defaultQuery: string;
}

/** Starts the HTTP server. Rejected with Node's error where the port cannot be had (`EADDRINUSE`, `EACCES`). */
export async function createServer(parts: ServerParts, options: ServerOptions = {}): Promise<Server> {
  const { port, host, maxBodyBytes, stopGraceMs, graphiql } = { ...SERVER_DEFAULTS, ...options };
  let isStopping = false;

  const handleError = createErrorHandler(parts.log);
  const app = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    genReqId: (request) => readRequestId(request.headers["x-request-id"]),
    // A path that cannot be decoded never gets to a route.
    frameworkErrors: (error, request, reply) => {
      handleError(error, request, reply.header("x-request-id", request.id));
    },
    forceCloseConnections: "idle",
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.removeAllContentTypeParsers();
  // Bytes are read and limited here, and parsed once, by Yoga. Other content types are refused: a browser sends them
  // across origins without asking.
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.addHook("onSend", async (_request, reply) => {
    if (isStopping) reply.header("connection", "close");
  });
  app.addHook("preClose", async () => {
    isStopping = true;
  });
  addHealthRoutes(app, () => isStopping);
  addGraphqlRoute(app, { ...parts, graphiql });

  const url = await app.listen({ port, host });
  return {
    url,
    async dispose() {
      const cutOff = setTimeout(() => app.server.closeAllConnections(), stopGraceMs);
      await app.close().finally(() => clearTimeout(cutOff));
    },
  };
}
