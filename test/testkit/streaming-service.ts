import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { makeExecutableSchema } from "@graphql-tools/schema";
import type { IResolvers } from "@graphql-tools/utils";
import { useServer } from "graphql-ws/use/ws";
import { createYoga } from "graphql-yoga";
import { onTestFinished } from "vitest";
import { WebSocketServer } from "ws";
import { contractDirectives } from "../../src/directives/contract-directives.ts";
import { EventQueue } from "../../src/util/event-queue.ts";

/** What a service was told of one subscription. */
export interface OpenedSubscription {
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** HTTP headers over SSE, `extensions.headers` over a WebSocket. */
  readonly headers: IncomingHttpHeaders;
  readonly events: EventQueue<unknown>;
}

export interface StreamingService {
  readonly sdl: string;
  readonly url: string;
  /** What is subscribed to now. */
  readonly open: ReadonlySet<OpenedSubscription>;
  /** All that was ever subscribed to. */
  readonly opened: readonly OpenedSubscription[];
  /** How many sockets there are. */
  sockets(): number;
  /** Sends every subscription of a field a value. */
  publish(field: string, value: unknown): void;
  /** Ends every subscription, as the service's own end. */
  complete(): void;
  /** Is gone from one moment to the next, as a process that is killed. */
  kill(): Promise<void>;
  /** Is there again, at the same address. */
  restart(): Promise<void>;
}

/**
 * A real service with subscriptions, over SSE (by Yoga) and WebSockets (by graphql-ws): every field of its `Subscription`
 * gives what the test publishes. A subscription that a resolver of the test's own names is left to it.
 */
export async function startStreamingService(sdl: string, resolvers: IResolvers = {}): Promise<StreamingService> {
  const open = new Set<OpenedSubscription>();
  const opened: OpenedSubscription[] = [];

  const subscribeTo = (field: string) => ({
    subscribe(_source: unknown, args: Record<string, unknown>, context: { headers: IncomingHttpHeaders }) {
      const events = new EventQueue<unknown>({ onClose: () => open.delete(subscription) });
      const subscription = { field, args, headers: context.headers, events };
      open.add(subscription);
      opened.push(subscription);
      return events;
    },
    resolve: (value: unknown) => value,
  });
  const typeDefs = [contractDirectives, sdl];
  const fields = Object.keys(makeExecutableSchema({ typeDefs }).getSubscriptionType()?.getFields() ?? {});
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: [{ Subscription: Object.fromEntries(fields.map((field) => [field, subscribeTo(field)])) }, resolvers],
  });
  const yoga = createYoga({
    schema,
    logging: false,
    maskedErrors: false,
    context: ({ request }) => ({ headers: Object.fromEntries(request.headers) }),
  });

  let server: Server;
  let sockets: WebSocketServer;
  const connections = new Set<Socket>();
  async function listen(port: number): Promise<number> {
    server = createServer((request, response) => void yoga(request, response));
    server.on("connection", (socket) => {
      connections.add(socket);
      socket.once("close", () => connections.delete(socket));
    });
    sockets = new WebSocketServer({ server, path: "/graphql" });
    useServer(
      {
        schema,
        context: (_connection, _id, payload) => ({
          headers: (payload.extensions as { headers?: IncomingHttpHeaders } | undefined)?.headers ?? {},
        }),
      },
      sockets,
    );
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }

  const port = await listen(0);
  const service: StreamingService = {
    sdl,
    url: `http://127.0.0.1:${port}/graphql`,
    open,
    opened,
    sockets: () => sockets.clients.size,
    publish(field, value) {
      for (const subscription of open) {
        if (subscription.field === field) subscription.events.put(structuredClone(value));
      }
    },
    complete() {
      for (const { events } of open) events.end();
    },
    async kill() {
      for (const socket of sockets.clients) socket.terminate();
      for (const socket of connections) socket.resetAndDestroy();
      await new Promise((resolve) => server.close(resolve));
      for (const { events } of open) void events.return();
    },
    async restart() {
      await listen(port);
    },
  };
  onTestFinished(() => service.kill());
  return service;
}
