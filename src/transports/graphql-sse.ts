/** Subscriptions as a client of GraphQL over SSE, distinct connections (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). */
import type { ExecutionResult } from "@graphql-tools/utils";
import { Pool, type Dispatcher } from "undici";
import { ServiceError } from "../errors.ts";
import { AnswerUnusable } from "./http-exchange.ts";
import { failedCall, failedStatus } from "./http-failure.ts";
import { printOnce } from "./print-once.ts";
import { readEventStream } from "./read-event-stream.ts";
import { readGraphqlResult } from "./read-graphql-result.ts";
import {
  DEFAULT_MAX_RESPONSE_BYTES,
  type StreamTransport,
  type TransportOptions,
  type StreamRequest,
} from "./transport.ts";

/** How much is read of an answer that is no stream. */
const MAX_REFUSAL_BYTES = 16_384;

/** Subscribes at one endpoint by requests whose answers last, each over a connection of its own. */
export function createGraphqlSseTransport(options: TransportOptions): StreamTransport {
  const { service, url } = options;
  // A stream takes a connection as long as it lasts: how many there are is for those to bound who ask for streams.
  const pool = new Pool(url.origin, { connections: null, headersTimeout: 0, bodyTimeout: 0 });

  async function open(request: StreamRequest): Promise<Dispatcher.ResponseData> {
    try {
      return await pool.request({
        path: url.pathname + url.search,
        method: "POST",
        headers: {
          ...options.headers(request),
          "content-type": "application/json",
          accept: "text/event-stream",
          // See `graphql-http.ts`.
          "accept-encoding": "identity",
        },
        body: JSON.stringify({ query: printOnce(request.document), variables: request.variables }),
        signal: request.signal,
      });
    } catch (error) {
      throw failedCall(service, error);
    }
  }

  return {
    async subscribe(request) {
      const response = await open(request);
      if (!isEventStream(response)) throw await readRefusal(response, request, options);
      if (isCompressed(response)) {
        response.body.destroy();
        throw failedCall(service, new AnswerUnusable("The stream is compressed."));
      }
      return readEvents(response, request, options);
    },
    dispose: () => pool.destroy(),
  };
}

async function* readEvents(
  { body }: Dispatcher.ResponseData,
  request: StreamRequest,
  options: TransportOptions,
): AsyncGenerator<ExecutionResult> {
  const { service, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  try {
    for await (const { event, data } of readEventStream(body, maxResponseBytes)) {
      if (event === "complete") return;
      if (event === "next" || event === "message") yield readGraphqlResult(data, request, options);
    }
  } catch (error) {
    if (request.signal.aborted) return;
    throw failedCall(service, error);
  }
  if (request.signal.aborted) return;
  throw new ServiceError("SERVICE_UNAVAILABLE", service, { cause: "The stream ended without saying so." });
}

/** Whatever the status: a service may tell why it refuses in the stream itself. */
function isEventStream({ headers }: Dispatcher.ResponseData): boolean {
  return /^text\/event-stream\b/i.test(String(headers["content-type"] ?? ""));
}

function isCompressed({ headers }: Dispatcher.ResponseData): boolean {
  const { "content-encoding": encoding } = headers;
  // GraphQL Yoga says "none", which is none.
  return encoding !== undefined && encoding !== "identity" && encoding !== "none";
}

/** Why there is no stream: what the service's own errors say, where it refuses with some, else the status. */
async function readRefusal(
  response: Dispatcher.ResponseData,
  request: StreamRequest,
  options: TransportOptions,
): Promise<ServiceError> {
  const { statusCode, body } = response;
  const { service } = options;
  let text = "";
  try {
    for await (const chunk of body) {
      text += String(chunk);
      if (text.length > MAX_REFUSAL_BYTES) break;
    }
  } catch (error) {
    if (statusCode < 300) return failedCall(service, error);
  }
  // Who fails may say anything, and may be well again soon.
  const [error] = statusCode < 500 ? (readGraphqlResult(text, request, options).errors ?? []) : [];
  if (error instanceof ServiceError && error.code === "SERVICE_ERROR") return error;
  if (statusCode >= 300) return failedStatus(service, response);
  return new ServiceError("SERVICE_BAD_RESPONSE", service, {
    cause: `HTTP status ${statusCode}, and no event stream.`,
  });
}
