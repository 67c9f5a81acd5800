import { createGraphqlHttpTransport } from "./graphql-http.ts";
import { createGraphqlSseTransport } from "./graphql-sse.ts";
import { createGraphqlWsTransport } from "./graphql-ws.ts";
import type { Transport, TransportOptions } from "./transport.ts";

/** Speaks GraphQL with one endpoint: over HTTP, and for subscriptions over SSE or a WebSocket at the same address. */
export function createGraphqlTransport(options: TransportOptions): Transport {
  const calls = createGraphqlHttpTransport(options);
  const streams =
    options.subscriptions === "ws" ? createGraphqlWsTransport(options) : createGraphqlSseTransport(options);
  return {
    execute: calls.execute,
    ...(calls.probe === undefined ? {} : { probe: calls.probe }),
    subscribe: streams.subscribe,
    async dispose() {
      await Promise.all([calls.dispose(), streams.dispose()]);
    },
  };
}
