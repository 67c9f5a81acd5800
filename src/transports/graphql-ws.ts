/** Subscriptions as a client of `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
import { setTimeout as wait } from "node:timers/promises";
import type { ExecutionResult } from "@graphql-tools/utils";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { ServiceError, type ErrorCode } from "../errors.ts";
import { EventQueue } from "../util/event-queue.ts";
import { printOnce } from "./print-once.ts";
import { readGraphqlBody } from "./read-graphql-result.ts";
import {
  DEFAULT_MAX_RESPONSE_BYTES,
  type StreamTransport,
  type TransportOptions,
  type UpstreamRequest,
} from "./transport.ts";

/** How long the socket stays open when nothing is subscribed to over it any more, in milliseconds. */
const IDLE_CLOSE_MS = 10_000;
/** How long the socket may take to open, and the service then to greet, in milliseconds: others wait for the same socket. */
const HANDSHAKE_MS = 5_000;
/** How often the service is asked whether it is there, and how long it may take to say so, in milliseconds. */
const PING_MS = 10_000;
const PONG_MS = 5_000;
/** How soon a socket that was closed as if all were well may be opened again, in milliseconds. */
const REOPEN_MS = 1_000;

/**
 * Subscribes at one endpoint over one socket, which is opened when it is first needed. Who asks is told with each
 * subscription, in `extensions.headers` of its `subscribe` message, since the socket is everybody's.
 */
export function createGraphqlWsTransport(options: TransportOptions): StreamTransport {
  const { service, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  const address = new URL(options.url);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let isConnected = false;
  let pongDue: NodeJS.Timeout | undefined;
  let closedAt = -Infinity;

  class BoundedWebSocket extends WebSocket {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols, {
        maxPayload: maxResponseBytes,
        perMessageDeflate: false,
        handshakeTimeout: HANDSHAKE_MS,
      });
      // The library listens no longer when it has given a socket up, and an error that nobody hears ends the process.
      this.on("error", () => undefined);
    }
  }

  const client = createClient({
    // The library opens a socket again at once when the service closed it with 1000 while it was in use.
    url: async () => {
      const since = performance.now() - closedAt;
      if (since < REOPEN_MS) await wait((REOPEN_MS - since) * Math.random(), undefined, { ref: false });
      return address.href;
    },
    webSocketImpl: BoundedWebSocket,
    // Opening again is done for all transports in one place, see `withReconnect`.
    retryAttempts: 0,
    lazyCloseTimeout: IDLE_CLOSE_MS,
    connectionAckWaitTimeout: HANDSHAKE_MS,
    keepAlive: PING_MS,
    on: {
      connected: () => {
        isConnected = true;
      },
      closed: (event) => {
        isConnected = false;
        clearTimeout(pongDue);
        if ((event as { code?: number }).code === 1000) closedAt = performance.now();
      },
      ping: (isReceived) => {
        if (!isReceived) pongDue = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pongDue);
      },
    },
  });

  return {
    async subscribe(request) {
      const opened = Promise.withResolvers<void>();
      const events = new EventQueue<ExecutionResult>();
      const forget = client.on("connected", () => opened.resolve());
      const leave = client.subscribe(
        {
          query: printOnce(request.document),
          variables: request.variables as Record<string, unknown>,
          extensions: { headers: options.headers(request) },
        },
        {
          next: (result) => void events.put(readGraphqlBody(result, request, options)),
          error(error) {
            const failure = toServiceError(error, request, options);
            opened.reject(failure);
            events.fail(failure);
          },
          complete() {
            opened.resolve();
            events.end();
          },
        },
      );
      if (isConnected) opened.resolve();
      const abort = () => {
        leave();
        opened.reject(new ServiceError("SERVICE_UNAVAILABLE", service, { cause: "Nobody waits for it any more." }));
        void events.return();
      };
      if (request.signal.aborted) abort();
      else request.signal.addEventListener("abort", abort, { once: true });
      await opened.promise.finally(forget);
      return events;
    },
    async dispose() {
      clearTimeout(pongDue);
      if (isConnected) await client.dispose();
      client.terminate();
    },
  };
}

/** Errors of the operation come as a list; the end of the socket comes as a close event, or as the error before it. */
function toServiceError(error: unknown, request: UpstreamRequest, options: TransportOptions): ServiceError {
  if (Array.isArray(error)) {
    const [first] = readGraphqlBody({ errors: error }, request, options).errors ?? [];
    if (first instanceof ServiceError) return first;
  }
  const { code, reason, message } = error as { code?: unknown; reason?: string; message?: string };
  return new ServiceError(codeOf(error), options.service, {
    cause: typeof code === "number" ? `The socket was closed with ${code} ${reason ?? ""}.` : (message ?? error),
  });
}

function codeOf(error: unknown): ErrorCode {
  const {
    code,
    message = "",
    error: cause,
  } = error as { code?: unknown; message?: string; error?: { code?: unknown } };
  if (typeof code === "number") {
    // 4400 and so on: the service will not have us, now or later; but for a time that ran out.
    const isRefused = code >= 4400 && code < 4500 && code !== 4408 && code !== 4499;
    return isRefused ? "SERVICE_ERROR" : "SERVICE_UNAVAILABLE";
  }
  if (message.startsWith("Unexpected server response: 4")) return "SERVICE_ERROR";
  // A frame that is none, or is too long, is an event with an error of ws; a message that is none, an error of graphql-ws.
  const isUnusable = error instanceof Error || String(cause?.code).startsWith("WS_ERR_");
  return isUnusable ? "SERVICE_BAD_RESPONSE" : "SERVICE_UNAVAILABLE";
}
