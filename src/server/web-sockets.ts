import { ServerResponse, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { handleProtocols } from "graphql-ws";
import { WebSocketServer, type WebSocket } from "ws";
import { GatewayError } from "../errors.ts";
import type { Door } from "./admission.ts";
import { GraphqlWsConnection, type GraphqlWsOptions } from "./graphql-ws-connection.ts";
import type { OpenConnections } from "./open-connections.ts";
import { createRequestContext } from "./request-context.ts";

export interface WebSocketOptions extends Omit<GraphqlWsOptions, "admit" | "createContext"> {
  readonly door: Door;
  readonly connections: OpenConnections;
  readonly pingIntervalMs: number;
  /** How long an answer may take, in milliseconds. */
  readonly answerTimeoutMs: number;
  /** A longer message closes the socket with 1009, in bytes. */
  readonly maxMessageBytes: number;
  /** The origins whose pages may connect, besides the gateway's own. */
  readonly origins: readonly string[];
}

/** The WebSockets of a server: requests to upgrade go through its routes, like all others, and are taken over by one of them. */
export interface WebSockets {
  /** Whether a request asks for a WebSocket. */
  readonly isUpgrade: (request: FastifyRequest) => boolean;
  /** Opens one. Throws FORBIDDEN for a page of another origin, OVERLOADED where there are too many. */
  readonly accept: (request: FastifyRequest, reply: FastifyReply) => void;
  /** Cuts all off. */
  readonly terminate: () => void;
}

/** Whether a request is for a WebSocket at `/graphql`. All others are answered as if they asked for no other protocol. */
export function asksWebSocket({ method, url = "", headers }: IncomingMessage): boolean {
  return method === "GET" && /^\/graphql\/?(\?|$)/.test(url) && headers.upgrade?.toLowerCase() === "websocket";
}

interface Upgrade {
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function createWebSockets(app: FastifyInstance, options: WebSocketOptions): WebSockets {
  const { door, connections, maxMessageBytes, answerTimeoutMs, log, origins } = options;
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const stopPinging = keepAlive(server.clients, options.pingIntervalMs);
  app.addHook("onClose", async () => stopPinging());

  app.server.on("upgrade", (request, socket, head) => {
    upgrades.set(request, { socket, head });
    // Somebody who leaves before he is answered.
    socket.on("error", () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    response.once("finish", () => socket.end());
    app.routing(request, response);
  });

  return {
    terminate() {
      for (const socket of server.clients) socket.terminate();
    },
    isUpgrade: ({ raw }) => upgrades.has(raw),
    accept(request, reply) {
      const upgrade = upgrades.get(request.raw);
      if (upgrade === undefined) throw new Error("There is no socket to take over.");
      assertOrigin(request, origins);
      // Who has left already would never be taken off.
      if (upgrade.socket.destroyed) {
        reply.hijack();
        return;
      }
      let connection: GraphqlWsConnection | undefined;
      let operations = 0;
      const takeOff = connections.add(({ close }) => connection?.close(close));
      upgrade.socket.once("close", takeOff);
      reply.hijack();
      reply.raw.detachSocket(upgrade.socket as never);
      server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => {
        connection = new GraphqlWsConnection(socket, {
          ...options,
          admit: (payload) => door.admitConnection(request, payload),
          createContext(admission, signal) {
            operations += 1;
            const deadline = performance.now() + answerTimeoutMs;
            const context = createRequestContext(request, admission, { deadline, signal, log });
            return { ...context, requestId: `${request.id}.${operations}` };
          },
        });
      });
    },
  };
}

/** A browser sends the visitor's network place along, whatever page asks: so only our own pages and those that were named may. */
function assertOrigin({ headers }: FastifyRequest, origins: readonly string[]): void {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new GatewayError("FORBIDDEN", { message: "Pages of this origin may not connect." });
}

/** Pings all sockets with one timer, and cuts those off that did not answer the last time. Gives what stops it. */
function keepAlive(sockets: ReadonlySet<WebSocket>, intervalMs: number): () => void {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      // One that is being closed since the last time has a client that does not close its side.
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.once("pong", () => silent.delete(socket));
        if (socket.readyState === socket.OPEN) socket.ping();
      }
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
