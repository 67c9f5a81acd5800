import type { AddressInfo } from "node:net";
import { fastify, type FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import { createYoga } from "graphql-yoga";
import { countRequest, countRootFields, countSubscriptions, createCounters, type Counters } from "./counters.ts";
import { serveGrpc } from "./serve-grpc.ts";
import { addRestErrors } from "./rest-errors.ts";
import { serveSubscriptions } from "./serve-subscriptions.ts";
import type { StoreService } from "./store-service.ts";
import { readViewer, type ServiceContext } from "./viewer.ts";

/** A service that can be reached. */
export interface RunningService {
  /** For example `http://127.0.0.1:4101`. */
  readonly url: string;
  /** Where it tells over HTTP what it was asked, at `/counters`: its own address, but for gRPC. */
  readonly countersUrl: string;
  /** Answers what is under way, then ends. */
  close(): Promise<void>;
}

/** Serves one service on the loopback interface; port 0 takes a free one. The second port is for the counters of a gRPC service. */
export async function serve(service: StoreService, port: number, countersPort?: number): Promise<RunningService> {
  if (service.grpc !== undefined) {
    return serveGrpc(service.grpc, port, countersPort, () => service.dispose());
  }
  const counters = createCounters();
  const app = fastify();
  let closing = false;
  app.addHook("onRequest", async (request) =>
    countRequest(counters, request, service.schema === undefined ? "REST" : "GraphQL"),
  );
  // A connection that stays open after its answer would hold up the end by a minute.
  app.addHook("onSend", async (_request, reply) => {
    if (closing) {
      reply.header("connection", "close");
    }
  });
  addRestErrors(app);
  if (service.schema !== undefined) addGraphql(app, service.schema, counters);
  app.get("/health", () => ({ status: "ok" }));
  app.get("/counters", () => counters);
  app.delete("/counters", (_request, reply) => {
    Object.assign(counters, createCounters());
    return reply.code(204).send();
  });
  service.addRestRoutes?.(app);

  async function close(): Promise<void> {
    closing = true;
    await app.close();
    service.dispose();
  }

  try {
    await app.listen({ host: "127.0.0.1", port });
  } catch (error) {
    await close();
    throw (error as NodeJS.ErrnoException).code === "EADDRINUSE" ? new Error(`Port ${port} is already in use.`) : error;
  }
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return { url, countersUrl: url, close };
}

function addGraphql(app: FastifyInstance, schema: GraphQLSchema, counters: Counters): void {
  countRootFields(counters, schema);
  const openSubscriptions = countSubscriptions(counters, schema);
  const yoga = createYoga<ServiceContext>({ schema, graphiql: false, landingPage: false, logging: false, cors: false });
  app.route({
    method: ["GET", "POST"],
    url: "/graphql",
    handler: (request, reply) =>
      yoga.handleNodeRequestAndResponse(request, reply, { viewer: readViewer(request.headers) }),
  });
  app.get("/subscriptions", () => ({ open: openSubscriptions() }));
  serveSubscriptions(app, schema);
}
