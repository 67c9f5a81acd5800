import type { AddressInfo } from "node:net";
import { fastify, type FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import { createYoga } from "graphql-yoga";
import { countRequest, countRootFields, countSubscriptions, createCounters, type Counters } from "./counters.ts";
import { addRestErrors } from "./rest-errors.ts";
import { serveSubscriptions } from "./serve-subscriptions.ts";
import type { StoreService } from "./store-service.ts";
import { readViewer, type ServiceContext } from "./viewer.ts";

/** A service that can be reached. */
export interface RunningService {
  /** For example `http://127.0.0.1:4101`. */
  readonly url: string;
  /** Answers what is under way, then ends. */
  close(): Promise<void>;
}

/** Serves one service on the loopback interface; port 0 takes a free one. */
export async function serve(service: StoreService, port: number): Promise<RunningService> {
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
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, close };
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
