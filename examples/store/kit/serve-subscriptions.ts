import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { readViewer } from "./viewer.ts";

/**
 * Serves a schema's subscriptions over WebSockets at `/graphql`, beside the event streams that Yoga serves there. Who asks
 * is told with each operation in `extensions.headers`, since the gateway has one socket for everybody, or by the headers
 * of the request that opened the socket.
 */
export function serveSubscriptions(app: FastifyInstance, schema: GraphQLSchema): void {
  if (!schema.getSubscriptionType()) {
    return;
  }
  const sockets = new WebSocketServer({ noServer: true });
  app.server.on("upgrade", (request, socket, head) => {
    if (request.url === "/graphql") {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
    } else {
      socket.destroy();
    }
  });
  const served = useServer(
    {
      schema,
      context: ({ extra }, _id, { extensions }) => ({
        viewer: readViewer({
          ...extra.request.headers,
          ...(extensions?.["headers"] as IncomingHttpHeaders | undefined),
        }),
      }),
    },
    sockets,
  );

  const streams = new Set<ServerResponse>();
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers.accept?.includes("text/event-stream") === true) {
      streams.add(reply.raw);
      reply.raw.once("close", () => streams.delete(reply.raw));
    }
  });
  // What lasts would hold up the end.
  app.addHook("preClose", async () => {
    streams.forEach((stream) => stream.destroy());
    await served.dispose();
  });
}
