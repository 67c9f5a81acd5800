/**
 * The short way of GraphQL over HTTP: a POST of one operation as JSON, answered as JSON. It reads, asks the pipeline and
 * writes, and does nothing else. All that is not plainly that is left to Yoga, which is at home in the whole of the
 * protocol and takes several times as long; the same tests hold for both.
 */
import type { OutgoingHttpHeaders } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionResult } from "graphql";
import { textOf } from "../transports/transport.ts";
import { BoundedMap } from "../util/bounded-map.ts";
import type { Admission } from "./admission.ts";
import { formatResult, resultOf } from "./format-result.ts";
import type { PipelineOptions } from "./plugins/use-pipeline.ts";
import { readDeadline } from "./read-deadline.ts";
import { createRequestContext, departureSignal } from "./request-context.ts";
import { tellFailedServices } from "./tell-failed-services.ts";

/** Answers a request; undefined where it is for Yoga to answer. */
export type AnswerPost = (
  request: FastifyRequest,
  reply: FastifyReply,
  admission: Admission,
) => Promise<FastifyReply> | undefined;

type MediaType = "application/json" | "application/graphql-response+json";

interface PlainParams {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly onError?: unknown;
}

export interface AnswerPostOptions extends PipelineOptions {
  /** Whether connections are to be closed with their next answer. */
  readonly isStopping: () => boolean;
}

export function createAnswerPost({ pipeline, log, answerTimeoutMs, isStopping }: AnswerPostOptions): AnswerPost {
  const mediaTypes = new BoundedMap<string, MediaType | "other">({ entries: 200 });

  function mediaTypeOf(accept: string): MediaType | "other" {
    const known = mediaTypes.get(accept);
    if (known !== undefined) return known;
    const mediaType = accept === "" ? "application/json" : readAccept(accept);
    mediaTypes.set(accept, mediaType);
    return mediaType;
  }

  async function answer(
    params: PlainParams,
    mediaType: MediaType,
    request: FastifyRequest,
    reply: FastifyReply,
    admission: Admission,
  ): Promise<FastifyReply> {
    let result: ExecutionResult;
    try {
      const deadline = readDeadline(request.headers["x-request-timeout"], answerTimeoutMs);
      const signal = departureSignal(reply);
      const context = createRequestContext(request, admission, { deadline, signal, log, takesText: true });
      result = await pipeline({ ...params, allowMutation: true }, context);
    } catch (error) {
      result = resultOf(error, request.id, log);
    }
    if (result.extensions !== undefined) tellFailedServices(reply, [result]);
    let status = 200;
    if (result.errors !== undefined && result.errors.length > 0) {
      status = applyErrors(result, mediaType, reply);
      result = formatResult(result) as ExecutionResult;
    }
    if (isStopping()) reply.header("connection", "close");
    return sendJson(reply, status, `${mediaType}; charset=utf-8`, textOf(result) ?? JSON.stringify(result));
  }

  return function answerPost(request, reply, admission) {
    if (request.method !== "POST") return undefined;
    const mediaType = mediaTypeOf(request.headers.accept ?? "");
    if (mediaType === "other") return undefined;
    const params = readPlainParams(request.body);
    return params === undefined ? undefined : answer(params, mediaType, request, reply, admission);
  };
}

/**
 * From here on a second write is cheaper than to put an answer together with its headers, which copies it. (One write of both,
 * corked, would have Node keep the text until the whole heap is looked through.)
 */
const LONG_BYTES = 32_768;

/** Sends a text past all that Fastify could do with an answer and is not done with this one. */
function sendJson(reply: FastifyReply, status: number, contentType: string, text: string): FastifyReply {
  const bytes = Buffer.byteLength(text);
  const headers = reply.headers({ "content-type": contentType, "content-length": bytes }).getHeaders();
  reply.hijack();
  reply.raw.writeHead(status, headers as OutgoingHttpHeaders);
  if (bytes > LONG_BYTES) reply.raw.flushHeaders();
  // Where each character is one byte, nothing needs to be encoded.
  reply.raw.end(text, bytes === text.length ? "latin1" : "utf8");
  return reply;
}

/** The first media type of the list that is served, as Yoga reads it: weights are not heeded. */
function readAccept(accept: string): MediaType | "other" {
  for (const range of accept.split(",")) {
    const [mediaType = ""] = range.split(";");
    const name = mediaType.trim().toLowerCase();
    if (name === "application/graphql-response+json") return name;
    if (name === "application/json" || name === "application/*" || name === "*/*") return "application/json";
  }
  return "other";
}

const PARAMETERS: ReadonlySet<string> = new Set(["query", "operationName", "variables", "extensions", "onError"]);

/** The parameters of one operation; undefined where anything about them is unusual. */
function readPlainParams(body: unknown): PlainParams | undefined {
  if (typeof body !== "string") return undefined;
  let params: unknown;
  try {
    params = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isRecord(params) || typeof params["query"] !== "string") return undefined;
  for (const name in params) if (!PARAMETERS.has(name)) return undefined;
  const { operationName, variables, extensions } = params;
  const isPlain =
    (operationName === undefined || operationName === null || typeof operationName === "string") &&
    (variables === undefined || variables === null || isRecord(variables)) &&
    (extensions === undefined || extensions === null || isRecord(extensions));
  return isPlain ? (params as unknown as PlainParams) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface HttpHints {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the status is only for those who accept `application/graphql-response+json`. */
  readonly spec?: boolean;
}

/** Sets the headers that errors bring; gives the status, the highest that one of them asks for. */
function applyErrors(result: ExecutionResult, mediaType: MediaType, reply: FastifyReply): number {
  let status = 0;
  for (const { extensions } of result.errors ?? []) {
    const hints: HttpHints | undefined = extensions["http"];
    if (hints === undefined) continue;
    if (hints.headers !== undefined) reply.headers(hints.headers);
    if (hints.spec === true && mediaType === "application/json") continue;
    status = Math.max(status, hints.status ?? 0);
  }
  return status || 200;
}
