import type { FastifyRequest } from "fastify";
import { GatewayError } from "../errors.ts";

/** What a client asks by GraphQL over HTTP, before anything of it was looked at. */
export interface GraphqlParams {
  readonly query: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
  readonly onError?: unknown;
}

/** Reads the parameters of a POST from its JSON, of a GET from its query string. Throws BAD_USER_INPUT where they are none. */
export function readParams({ method, body, url }: FastifyRequest): GraphqlParams {
  if (method === "GET") {
    const search = new URL(url, "http://localhost").searchParams;
    return {
      query: search.get("query") ?? undefined,
      operationName: search.get("operationName") ?? undefined,
      variables: parse(search.get("variables") ?? undefined),
      extensions: parse(search.get("extensions") ?? undefined),
      onError: search.get("onError") ?? undefined,
    };
  }
  const params = parse(typeof body === "string" && body !== "" ? body : undefined);
  if (typeof params !== "object" || params === null || Array.isArray(params)) {
    throw new GatewayError("BAD_USER_INPUT", { message: "The request's body is no JSON object." });
  }
  return { query: undefined, ...params };
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new GatewayError("BAD_USER_INPUT", { message: "The request's parameters are no JSON." });
  }
}
