import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { fastify, type FastifyInstance } from "fastify";
import { createCounters, increase, type Counters } from "./counters.ts";
import { implementMethods, loadDefinition, type GrpcMethods } from "./grpc-service.ts";
import type { RunningService } from "./serve.ts";

const host = "127.0.0.1";
const healthProto = new URL("health.proto", import.meta.url);

/**
 * Serves a gRPC service on the loopback interface, its health, and over HTTP its counters: on the next port, or the one
 * that is said, or a free one where that is taken.
 */
export async function serveGrpc(
  methods: GrpcMethods,
  port: number,
  countersPort: number | undefined,
  dispose: () => void,
): Promise<RunningService> {
  const counters = createCounters();
  let openStreams = 0;
  const server = new Server();
  server.addService(
    loadDefinition(methods.proto, methods.name),
    implementMethods(methods, {
      onCall(method) {
        counters.requests += 1;
        increase((counters.rpc ??= {}), method);
      },
      onStreams: (change) => (openStreams += change),
    }),
  );
  addHealth(server);

  const bound = await bind(server, port).catch((error: unknown) => {
    dispose();
    throw error;
  });
  const about = await tellAbout(counters, () => openStreams, countersPort ?? bound + 1);
  return {
    url: `grpc://${host}:${bound}`,
    countersUrl: `http://${host}:${(about.server.address() as AddressInfo).port}`,
    async close() {
      const waiting = new AbortController();
      server.tryShutdown(() => waiting.abort());
      // What lasts would hold up the end.
      await wait(1_000, undefined, { signal: waiting.signal }).catch(() => undefined);
      server.forceShutdown();
      await about.close();
      dispose();
    },
  };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        resolve(bound);
      } else {
        reject(error.message.includes("EADDRINUSE") ? new Error(`Port ${port} is already in use.`) : error);
      }
    });
  });
}

/** The standard health protocol: whoever answers is well. */
function addHealth(server: Server): void {
  const well = { status: "SERVING" };
  server.addService(loadDefinition(healthProto, "grpc.health.v1.Health"), {
    Check: (_call: unknown, callback: (error: null, answer: object) => void) => callback(null, well),
    Watch: (call: { write(answer: object): void }) => call.write(well),
  });
}

/** Tells over HTTP what was asked over gRPC. */
async function tellAbout(counters: Counters, openStreams: () => number, port: number): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true });
  app.get("/health", () => ({ status: "ok" }));
  app.get("/counters", () => counters);
  app.get("/subscriptions", () => ({ open: openStreams() }));
  app.delete("/counters", (_request, reply) => {
    delete counters.rpc;
    Object.assign(counters, createCounters());
    return reply.code(204).send();
  });
  try {
    await app.listen({ host, port: port > 65_535 ? 0 : port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") {
      throw error;
    }
    await app.listen({ host, port: 0 });
  }
  return app;
}
