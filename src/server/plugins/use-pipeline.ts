import type { FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionResult } from "graphql";
import type { Plugin } from "graphql-yoga";
import { GatewayError } from "../../errors.ts";
import type { Logger } from "../../observability/logger.ts";
import type { Pipeline } from "../../operation/pipeline.ts";
import type { Admission } from "../admission.ts";
import { readDeadline } from "../read-deadline.ts";
import { createRequestContext } from "../request-context.ts";
import { tellFailedServices } from "../tell-failed-services.ts";

/** What the HTTP server hands to Yoga with each request. */
export interface YogaServerContext {
  readonly incoming: FastifyRequest;
  readonly reply: FastifyReply;
  readonly admission: Admission;
}

export interface PipelineOptions {
  readonly pipeline: Pipeline;
  readonly log: Logger;
  /** How long an answer may take, in milliseconds. */
  readonly answerTimeoutMs: number;
}

/** Puts our pipeline in the place of Yoga's own parsing, validation and execution. */
export function usePipeline({ pipeline, log, answerTimeoutMs }: PipelineOptions): Plugin<object, YogaServerContext> {
  return {
    onParams({ request, params, context, setParamsHandler }) {
      setParamsHandler(async () => {
        const { incoming, admission } = context;
        try {
          const deadline = readDeadline(incoming.headers["x-request-timeout"], answerTimeoutMs);
          const operation = createRequestContext(incoming, admission, { deadline, signal: request.signal, log });
          // Of a GET, Yoga reads the parameters that it knows itself.
          const given = request.method === "GET" ? { onError: new URL(request.url).searchParams.get("onError") } : {};
          const asked = { ...params, ...given, query: params.query, allowMutation: request.method === "POST" };
          return await pipeline(asked, operation);
        } catch (error) {
          if (error instanceof GatewayError) return { errors: [error] };
          log.error({ requestId: incoming.id, err: error }, "a request failed");
          return { errors: [new GatewayError("INTERNAL_SERVER_ERROR", { cause: error })] };
        }
      });
    },
    onResultProcess({ result, serverContext }) {
      tellFailedServices(serverContext.reply, [result].flat() as ExecutionResult[]);
    },
  };
}
