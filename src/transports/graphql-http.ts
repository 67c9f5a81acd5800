/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), as a client of one endpoint. */
import { Pool, type Dispatcher } from "undici";
import { ServiceError } from "../errors.ts";
import { printOnce } from "./print-once.ts";
import { readGraphqlResult } from "./read-graphql-result.ts";
import { AnswerUnusable, readText } from "./read-text.ts";
import { readRetryAfter } from "./retry-after.ts";
import type { Transport, TransportOptions, UpstreamRequest } from "./transport.ts";

const DEFAULT_MAX_RESPONSE_BYTES = 10_000_000;
const MAX_CONNECTIONS = 64;
const NO_CONNECTION: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Speaks GraphQL over HTTP with one endpoint, over a pool of kept connections. */
export function createGraphqlHttpTransport(options: TransportOptions): Transport {
  const { service, url, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  // The time limit of a call is the caller's, by its signal: undici's own timers are coarse and never cut a dripping body.
  const pool = new Pool(url.origin, { connections: MAX_CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
  const path = url.pathname + url.search;

  async function call(request: UpstreamRequest): Promise<Dispatcher.ResponseData> {
    return pool.request({
      path,
      method: "POST",
      headers: {
        ...options.headers(request),
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
        // A compressed answer could be small here and huge in memory, and costs more than it saves within one network.
        "accept-encoding": "identity",
      },
      body: JSON.stringify({
        query: printOnce(request.document),
        ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
        variables: request.variables,
      }),
      signal: request.signal ?? null,
    });
  }

  return {
    async execute(request) {
      let text: string;
      try {
        const response = await call(request);
        if (!isResult(response)) {
          await response.body.dump({ limit: 16_384 }).catch(() => undefined);
          const code =
            response.statusCode >= 400 && response.statusCode < 500 ? "SERVICE_ERROR" : "SERVICE_UNAVAILABLE";
          const retryAfterMs = readRetryAfter(response.headers["retry-after"]);
          return failed(
            new ServiceError(code, service, {
              cause: `HTTP status ${response.statusCode}`,
              ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
            }),
          );
        }
        text = await readText(response, maxResponseBytes, request.byteBudget);
      } catch (error) {
        const code = error instanceof AnswerUnusable ? "SERVICE_BAD_RESPONSE" : "SERVICE_UNAVAILABLE";
        return failed(new ServiceError(code, service, { cause: error, neverSent: wasNeverSent(error) }));
      }
      return readGraphqlResult(text, request, options);
    },
    dispose: () => pool.destroy(),
  };
}

/** A refusal of the operation comes with a status of 4xx, but tells why, in this media type alone. */
function isResult({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  if (statusCode >= 200 && statusCode < 300) return true;
  const type = String(headers["content-type"] ?? "");
  return statusCode >= 400 && statusCode < 500 && type.startsWith("application/graphql-response+json");
}

/** Where no connection could be had, the service knows nothing of the call. */
function wasNeverSent(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && NO_CONNECTION.has(code);
}

function failed(error: ServiceError) {
  return { errors: [error] };
}
