/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), as a client of one endpoint. */
import type { ExecutionResult } from "@graphql-tools/utils";
import { AnswerUnusable, exchange, type HttpAnswer } from "./http-exchange.ts";
import { failedCall, failedStatus } from "./http-failure.ts";
import { openHttpPool } from "./http-pool.ts";
import { probeHttp } from "./http-probe.ts";
import { quoteOnce } from "./print-once.ts";
import { readGraphqlResult } from "./read-graphql-result.ts";
import {
  DEFAULT_MAX_RESPONSE_BYTES,
  textResult,
  type Transport,
  type TransportOptions,
  type UpstreamRequest,
  variablesText,
} from "./transport.ts";

/** A refusal tells why in the words of GraphQL, or it is of no use. */
const MAX_REFUSAL_BYTES = 64_000;
const NOT_JSON = "By its Content-Type the answer is not JSON.";
const TYPENAME_QUERY = JSON.stringify({ query: "{ __typename }" });

/** Speaks GraphQL over HTTP with one endpoint, over a pool of kept connections. */
export function createGraphqlHttpTransport(options: TransportOptions): Transport {
  const { service, url, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  const pool = openHttpPool(url);
  const path = url.pathname + url.search;

  function call(request: UpstreamRequest): Promise<HttpAnswer> {
    const headers = options.headers(request);
    headers["content-type"] = "application/json";
    headers["accept"] = "application/graphql-response+json, application/json";
    // A compressed answer could be small here and huge in memory, and costs more than it saves within one network.
    headers["accept-encoding"] = "identity";
    return exchange(
      pool,
      {
        path,
        method: "POST",
        headers,
        body: writeBody(request),
        signal: request.signal,
      },
      { maxBytes: maxResponseBytes, maxRefusalBytes: MAX_REFUSAL_BYTES, budget: request.byteBudget },
    );
  }

  function read(answer: HttpAnswer, request: UpstreamRequest): ExecutionResult {
    if (answer.text === undefined || !isResult(answer)) return { errors: [failedStatus(service, answer)] };
    if (!isJson(answer)) return { errors: [failedCall(service, new AnswerUnusable(NOT_JSON))] };
    if (request.asText === true && isPlainlyFine(answer.statusCode, answer.text)) return textResult(answer.text);
    return readGraphqlResult(answer.text, request, options);
  }

  const fail = (error: unknown): ExecutionResult => ({ errors: [failedCall(service, error)] });

  return {
    execute: (request) => call(request).then((answer) => read(answer, request), fail),
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

/** Whether an answer holds data and no error, as far as its text tells: what is in doubt is read. */
function isPlainlyFine(statusCode: number, text: string): boolean {
  return statusCode === 200 && text.startsWith('{"data":{') && text.endsWith("}}") && !text.includes('"errors"');
}

/** The request as JSON; its text, which is long and always the same, is written once. */
function writeBody(request: UpstreamRequest): string {
  const { document, operationName } = request;
  const name = operationName === undefined ? "" : `,"operationName":${JSON.stringify(operationName)}`;
  return `{"query":${quoteOnce(document)}${name},"variables":${variablesText(request)}}`;
}

/** Whether its media type is one of JSON, or none: what says that it is something else is not from a GraphQL server. */
function isJson({ headers }: HttpAnswer): boolean {
  const type = headers["content-type"];
  return type === undefined || type === "application/json" || /^[^;]*[/+]json\b/i.test(String(type));
}

/** A refusal of the operation comes with a status of 4xx, but tells why, in this media type alone. */
function isResult({ statusCode, headers }: HttpAnswer): boolean {
  if (statusCode >= 200 && statusCode < 300) return true;
  const type = String(headers["content-type"] ?? "");
  return statusCode >= 400 && statusCode < 500 && type.startsWith("application/graphql-response+json");
}
