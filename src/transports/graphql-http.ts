/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), as a client of one endpoint. */
import type { Dispatcher } from "undici";
import { failedCall, failedStatus } from "./http-failure.ts";
import { openHttpPool } from "./http-pool.ts";
import { probeHttp } from "./http-probe.ts";
import { printOnce } from "./print-once.ts";
import { readGraphqlResult } from "./read-graphql-result.ts";
import { readText } from "./read-text.ts";
import {
  DEFAULT_MAX_RESPONSE_BYTES,
  type Transport,
  type TransportOptions,
  type UpstreamRequest,
} from "./transport.ts";

const TYPENAME_QUERY = JSON.stringify({ query: "{ __typename }" });

/** Speaks GraphQL over HTTP with one endpoint, over a pool of kept connections. */
export function createGraphqlHttpTransport(options: TransportOptions): Transport {
  const { service, url, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  const pool = openHttpPool(url);
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
          return { errors: [failedStatus(service, response)] };
        }
        text = await readText(response, maxResponseBytes, request.byteBudget);
      } catch (error) {
        return { errors: [failedCall(service, error)] };
      }
      return readGraphqlResult(text, request, options);
    },
    probe: (signal) =>
      options.healthPath === undefined
        ? // Whoever refuses it, for want of a credential, is there.
          probeHttp(
            pool,
            { path, method: "POST", headers: { "content-type": "application/json" }, body: TYPENAME_QUERY },
            500,
            signal,
          )
        : probeHttp(pool, { path: options.healthPath, method: "GET" }, 400, signal),
    dispose: () => pool.destroy(),
  };
}

/** A refusal of the operation comes with a status of 4xx, but tells why, in this media type alone. */
function isResult({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  if (statusCode >= 200 && statusCode < 300) return true;
  const type = String(headers["content-type"] ?? "");
  return statusCode >= 400 && statusCode < 500 && type.startsWith("application/graphql-response+json");
}
