/** GraphQL over SSE, distinct connections (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionResult } from "graphql";
import { GatewayError } from "../errors.ts";
import type { Gauge } from "../observability/metrics.ts";
import type { ResultStream } from "../operation/execute-events.ts";
import { callAt } from "../util/call-at.ts";
import type { Admission } from "./admission.ts";
import { formatResult, resultOf } from "./format-result.ts";
import type { LoadShedding } from "./load-shedding.ts";
import type { OpenConnections } from "./open-connections.ts";
import type { PipelineOptions } from "./plugins/use-pipeline.ts";
import { readDeadline } from "./read-deadline.ts";
import { readParams } from "./read-params.ts";
import { createRequestContext } from "./request-context.ts";

export interface EventStreamOptions extends PipelineOptions {
  readonly load: LoadShedding;
  readonly connections: OpenConnections;
  readonly subscriptions: Gauge<"protocol">;
  readonly pingIntervalMs: number;
}

/**
 * Whether a request is answered by an event stream: where that is all that it accepts, and where a document that may hold
 * a subscription accepts it too.
 */
export function asksEventStream({ headers, body, url }: FastifyRequest): boolean {
  const { accept = "" } = headers;
  if (!/\btext\/event-stream\b/i.test(accept)) return false;
  const acceptsJson = /\bapplication\/(?:json|graphql-response\+json)\b|\*\/\*/i.test(accept);
  return !acceptsJson || /\bsubscription\b/.test(typeof body === "string" ? body : url);
}

/** Answers an admitted request with an event stream: one `next` for each result, and `complete`. */
export async function sendEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  admission: Admission,
  options: EventStreamOptions,
): Promise<void> {
  const { pipeline, log, answerTimeoutMs, load, connections, subscriptions, pingIntervalMs } = options;
  const params = readParams(request);
  const deadline = readDeadline(request.headers["x-request-timeout"], answerTimeoutMs);
  const left = new AbortController();
  const stream = new EventStream(reply.raw, () => left.abort(new Error("The client has left.")));
  const takeOff = connections.add(({ message }) => stream.end(new GatewayError("SUBSCRIPTION_ENDED", { message })));
  const callOff =
    admission.expiresAtMs === undefined
      ? undefined
      : callAt(admission.expiresAtMs, () =>
          stream.end(new GatewayError("UNAUTHENTICATED", { message: "The token has expired" })),
        );
  const ping = setInterval(() => stream.ping(), pingIntervalMs).unref();
  try {
    const context = createRequestContext(request, admission, { deadline, signal: left.signal, log });
    const answer = await pipeline
      .subscribe({ ...params, allowMutation: request.method === "POST" }, context)
      .catch((error: unknown) => resultOf(error, request.id, log));
    reply.hijack();
    stream.open(reply.getHeaders());
    if (Symbol.asyncIterator in answer) {
      subscriptions.inc({ protocol: "sse" });
      const putBack = load.setAside();
      await stream
        .sendAll(answer, (error) => resultOf(error, request.id, log))
        .finally(() => {
          subscriptions.dec({ protocol: "sse" });
          putBack();
        });
    } else await stream.send(answer);
    stream.complete();
  } finally {
    clearInterval(ping);
    callOff?.();
    takeOff();
  }
}

class EventStream {
  readonly #response: ServerResponse;
  #results: ResultStream | undefined;
  /** Why the gateway ends it. */
  #ending: GatewayError | undefined;

  constructor(response: ServerResponse, onLeave: () => void) {
    this.#response = response;
    if (response.closed) onLeave();
    response.once("close", () => {
      onLeave();
      void this.#results?.return?.();
    });
  }

  open(headers: Record<string, string | number | string[] | undefined>): void {
    this.#response.writeHead(200, {
      ...headers,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      // Proxies that gather answers would hold events back.
      "x-accel-buffering": "no",
    });
    this.#response.flushHeaders();
  }

  async sendAll(results: ResultStream, onThrow: (error: unknown) => ExecutionResult): Promise<void> {
    this.#results = results;
    if (this.#response.closed || this.#ending !== undefined) void results.return?.();
    try {
      for await (const result of results) {
        if (this.#ending !== undefined) break;
        await this.send(result);
      }
    } catch (error) {
      await this.send(onThrow(error));
    }
    if (this.#ending !== undefined) await this.send({ errors: [this.#ending] });
  }

  /** Waits until the client took what it was sent: a slow one is not sent more. */
  async send(result: ExecutionResult): Promise<void> {
    if (this.#response.closed) return;
    if (this.#response.write(`event: next\ndata: ${JSON.stringify(formatResult(result))}\n\n`)) return;
    const settled = new AbortController();
    const { signal } = settled;
    const waiting = [once(this.#response, "drain", { signal }), once(this.#response, "close", { signal })];
    await Promise.race(waiting).finally(() => settled.abort());
    await Promise.allSettled(waiting);
  }

  /** A comment: shows both sides that the connection lives. */
  ping(): void {
    if (this.#response.headersSent && !this.#response.writableNeedDrain && !this.#response.closed)
      this.#response.write(":\n\n");
  }

  complete(): void {
    // Without data, a browser passes an event over.
    if (!this.#response.closed) this.#response.end("event: complete\ndata:\n\n");
  }

  /** Ends it on the gateway's side. Who does not take what was sent cannot be told anything more. */
  end(why: GatewayError): void {
    this.#ending = why;
    void this.#results?.return?.();
    if (this.#response.writableNeedDrain) this.#response.destroy();
  }
}
