import { ServiceError, type ServiceErrorOptions } from "../../errors.ts";
import { AnswerUnusable, exchange, type HttpAnswer } from "../http-exchange.ts";
import { failedCall, failedStatus } from "../http-failure.ts";
import { openHttpPool } from "../http-pool.ts";
import { probeHttp } from "../http-probe.ts";
import type { RootCall } from "../mapping/mapped-executor.ts";
import { readValue, type ValuePath } from "../mapping/value-path.ts";
import {
  DEFAULT_MAX_RESPONSE_BYTES,
  mayPassMessages,
  type TransportOptions,
  type UpstreamRequest,
} from "../transport.ts";
import type { RestRequest } from "./build-request.ts";
import type { RestMapping } from "./rest-mapping.ts";
import { Attachments } from "../../util/attachments.ts";

/** What a service answered: its body, parsed; nothing where it says that there is none. */
export type RestAnswer = { readonly kind: "found"; readonly body: unknown } | { readonly kind: "missing" };

export interface RestClient {
  /** Sends one request. Rejected with a `ServiceError` where it fails or is refused. */
  send(request: RestRequest, mapping: RestMapping, call: RootCall): Promise<RestAnswer>;
  /** Whether the endpoint answers: by the status of its health path, or without one at all. */
  probe(signal: AbortSignal): Promise<boolean>;
  dispose(): Promise<void>;
}

/** A refusal is read no further than this: it says why in a few words, or it is of no use. */
const MAX_REFUSAL_BYTES = 64_000;
const MAX_LOGGED_LENGTH = 500;

/** Sends requests to one endpoint and reads what became of them. */
export function createRestClient(options: TransportOptions): RestClient {
  const { service, url, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  const pool = openHttpPool(url);
  // What several root fields of one operation ask in the same words is asked once.
  const sent = new Attachments<UpstreamRequest, Map<string, Promise<RestAnswer>>>();

  async function sendOnce(request: RestRequest, mapping: RestMapping, call: RootCall): Promise<RestAnswer> {
    const { signal, byteBudget } = call.request;
    const answer = await exchange(
      pool,
      {
        method: request.method,
        path: request.path,
        headers: { ...requestHeaders(request), ...gatewayHeaders(call, options) },
        ...(request.body === undefined ? {} : { body: request.body }),
        signal,
      },
      {
        maxBytes: maxResponseBytes,
        maxRefusalBytes: MAX_REFUSAL_BYTES,
        ...(byteBudget === undefined ? {} : { budget: byteBudget }),
      },
    ).catch((error: unknown) => {
      throw failedCall(service, error);
    });
    const { statusCode, text } = answer;
    if (mapping.missing.has(statusCode)) return { kind: "missing" };
    if (!(mapping.success?.has(statusCode) ?? (statusCode >= 200 && statusCode < 300)))
      throw failedStatus(service, answer, readRefusal(answer, mapping));
    if (text === undefined)
      throw failedCall(service, new AnswerUnusable("The answer is longer than a refusal may be."));
    const body = parseBody(text, statusCode, mapping);
    if (mapping.failedIf !== undefined && isTold(readValue(body, mapping.failedIf))) {
      throw new ServiceError("SERVICE_ERROR", service, { cause: logged(text), ...told(body, mapping) });
    }
    return { kind: "found", body };
  }

  function readRefusal({ statusCode, text }: HttpAnswer, mapping: RestMapping) {
    if (text === undefined) return {};
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return { body: logged(text) };
    }
    // Who fails does not speak to the client: what it says may be anything.
    return {
      body: logged(text),
      ...(statusCode >= 400 && statusCode < 500 ? told(body, mapping) : {}),
    };
  }

  /** What the client may read of a refusal. */
  function told(
    body: unknown,
    { errors, operation }: RestMapping,
  ): Pick<ServiceErrorOptions, "message" | "extensions"> {
    if (!mayPassMessages(options.errors, operation)) return {};
    const message = firstText(body, errors.message);
    if (message === undefined) return {};
    const code = firstText(body, errors.code);
    return { message, ...(code === undefined ? {} : { extensions: { serviceCode: code } }) };
  }

  function parseBody(text: string, status: number, { method, operation }: RestMapping): unknown {
    // Who changes something need not say more than that it was done.
    if (text === "" && (status === 204 || status === 205 || method !== "GET" || operation === "mutation")) return null;
    try {
      // A byte order mark is no JSON, but some write it, and it may be ignored (RFC 8259, section 8.1).
      return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
    } catch {
      throw new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: "The answer is not JSON." });
    }
  }

  return {
    send(request, mapping, call) {
      if (request.method !== "GET" || call.operation.kind === "mutation") return sendOnce(request, mapping, call);
      const answers = sent.get(call.request) ?? new Map<string, Promise<RestAnswer>>();
      sent.set(call.request, answers);
      // Statuses and the like are read as the mapping says: only the same one may share.
      const { missing, success = [], failedIf } = mapping;
      const identity = JSON.stringify([request.path, request.headers, [...missing], [...success], failedIf]);
      const answer = answers.get(identity) ?? sendOnce(request, mapping, call);
      answers.set(identity, answer);
      return answer;
    },
    probe: (signal) =>
      options.healthPath === undefined
        ? // Whatever it says of its root: it is there.
          probeHttp(pool, { path: url.pathname, method: "HEAD" }, 500, signal)
        : probeHttp(pool, { path: options.healthPath, method: "GET" }, 400, signal),
    dispose: () => pool.destroy(),
  };
}

function requestHeaders({ headers, body }: RestRequest): Record<string, string> {
  return {
    accept: "application/json",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
    // A compressed answer could be small here and huge in memory, and costs more than it saves within one network.
    "accept-encoding": "identity",
  };
}

function gatewayHeaders({ operation, request, key }: RootCall, options: TransportOptions): Record<string, string> {
  const headers = options.headers(request);
  const idempotencyKey = headers["idempotency-key"];
  // One operation may change several things: each is a request of its own.
  return idempotencyKey === undefined || operation.rootFields.length === 1
    ? headers
    : { ...headers, "idempotency-key": `${idempotencyKey}-${key}` };
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "";
}

function firstText(body: unknown, places: readonly ValuePath[]): string | undefined {
  for (const place of places) {
    const value = readValue(body, place);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function logged(text: string): string {
  return text.length > MAX_LOGGED_LENGTH ? `${text.slice(0, MAX_LOGGED_LENGTH)}…` : text;
}
