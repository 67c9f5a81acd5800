import { defaultFieldResolver, type GraphQLSchema } from "graphql";
import type { FastifyRequest } from "fastify";

/** What a service was asked since it started or since the counters were reset. */
export interface Counters {
  /** Requests in the service's own protocol, GraphQL over HTTP, REST or gRPC, whatever each of them holds. */
  requests: number;
  /** How often each root field was executed, by its name. */
  rootFields: Record<string, number>;
  /** How often each REST path was asked for. */
  rest: Record<string, number>;
  /** How often each gRPC method was called, of a service that has any. */
  rpc?: Record<string, number>;
}

/** The paths that tell of the service itself. */
const aboutItself: ReadonlySet<string> = new Set(["/health", "/counters", "/subscriptions"]);

/** Starts counting from nothing. */
export function createCounters(): Counters {
  return { requests: 0, rootFields: {}, rest: {} };
}

/** Counts a request by its route; what only looks at the service itself does not count. */
export function countRequest(counters: Counters, request: FastifyRequest, protocol: "GraphQL" | "REST"): void {
  const path = request.routeOptions.url;
  if (path === "/graphql") {
    counters.requests += 1;
  } else if (path !== undefined && !aboutItself.has(path)) {
    increase(counters.rest, `${request.method} ${path}`);
    if (protocol === "REST") counters.requests += 1;
  }
}

/** Has the schema count what is subscribed to; gives how many subscriptions are open now. */
export function countSubscriptions(counters: Counters, schema: GraphQLSchema): () => number {
  let open = 0;
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    const { subscribe } = field;
    if (subscribe === undefined) {
      continue;
    }
    field.subscribe = async (...call) => {
      increase(counters.rootFields, field.name);
      const events = (await subscribe(...call)) as AsyncIterableIterator<unknown>;
      open += 1;
      return withEnd(events, () => (open -= 1));
    };
  }
  return () => open;
}

/** Events that tell of their end, once, however it comes. An async generator would not hear of it before the next event. */
function withEnd(events: AsyncIterableIterator<unknown>, onEnd: () => void): AsyncIterableIterator<unknown> {
  let ended = false;
  const end = () => {
    if (!ended) {
      ended = true;
      onEnd();
    }
  };
  return {
    async next() {
      const result = await events.next();
      if (result.done === true) {
        end();
      }
      return result;
    },
    async return() {
      end();
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Has the schema count its root fields as they are executed. */
export function countRootFields(counters: Counters, schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (...call) => {
        increase(counters.rootFields, field.name);
        return resolve(...call);
      };
    }
  }
}

/** Counts one more of that name. */
export function increase(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
