/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), as a client of one endpoint. */
import type { ExecutionRequest } from "@graphql-tools/utils";
import { print, type DocumentNode } from "graphql";
import { Pool, type Dispatcher } from "undici";
import { ServiceError } from "../errors.ts";
import { readGraphqlResult } from "./read-graphql-result.ts";
import type { Transport, TransportOptions } from "./transport.ts";

const DEFAULT_MAX_RESPONSE_BYTES = 10_000_000;
const MAX_CONNECTIONS = 64;

/** Speaks GraphQL over HTTP with one endpoint, over a pool of kept connections. */
export function createGraphqlHttpTransport(options: TransportOptions): Transport {
  const { service, url, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  // The time limit of a call is the caller's, by its signal: undici's own timers are coarse and never cut a dripping body.
  const pool = new Pool(url.origin, { connections: MAX_CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
  const path = url.pathname + url.search;

  async function call(request: ExecutionRequest): Promise<Dispatcher.ResponseData> {
    return pool.request({
      path,
      method: "POST",
      headers: {
        ...options.headers(request),
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
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
          return failed(new ServiceError(code, service, { cause: `HTTP status ${response.statusCode}` }));
        }
        text = await readText(response.body, maxResponseBytes);
      } catch (error) {
        const code = error instanceof ResponseTooLarge ? "SERVICE_BAD_RESPONSE" : "SERVICE_UNAVAILABLE";
        return failed(new ServiceError(code, service, { cause: error }));
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

function failed(error: ServiceError) {
  return { errors: [error] };
}

class ResponseTooLarge extends Error {}

async function readText(body: Dispatcher.ResponseData["body"], maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (bytes > maxBytes) throw new ResponseTooLarge(`The answer is longer than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined
    ? chunks[0].toString("utf8")
    : Buffer.concat(chunks).toString("utf8");
}

const printed = new WeakMap<DocumentNode, string>();

function printOnce(document: DocumentNode): string {
  let text = printed.get(document);
  if (text === undefined) {
    text = print(document);
    printed.set(document, text);
  }
  return text;
}
