import type { FastifyRequest } from "fastify";
import type { ExecutionResult } from "graphql";
import type { Plugin } from "graphql-yoga";
import type { RequestContext } from "../../context.ts";
import { GatewayError } from "../../errors.ts";
import type { Logger } from "../../observability/logger.ts";
import type { Pipeline } from "../../operation/pipeline.ts";
import type { Admission } from "../admission.ts";
import { readDeadline } from "../read-deadline.ts";
import { readTraceparent } from "../request-id.ts";

/** What the HTTP server hands to Yoga with each request. */
export interface YogaServerContext {
  readonly incoming: FastifyRequest;
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
          const traceparent = readTraceparent(incoming.headers.traceparent);
          const operation: RequestContext = {
            requestId: incoming.id,
            principal: admission.principal,
            client: admission.client,
            deadline: readDeadline(incoming.headers["x-request-timeout"], answerTimeoutMs),
            signal: request.signal,
            log,
            ...(traceparent === undefined ? {} : { traceparent }),
          };
          return withPartialHeader(
            await pipeline({ ...params, query: params.query, allowMutation: request.method === "POST" }, operation),
          );
        } catch (error) {
          if (error instanceof GatewayError) return { errors: [error] };
          log.error({ requestId: incoming.id, err: error }, "a request failed");
          return { errors: [new GatewayError("INTERNAL_SERVER_ERROR", { cause: error })] };
        }
      });
    },
  };
}

/** Names the services that failed in a header, for those who see no further than headers. */
function withPartialHeader(result: ExecutionResult): ExecutionResult {
  const services = new Set(
    (result.errors ?? []).map(({ extensions }) => extensions["service"]).filter((name) => typeof name === "string"),
  );
  if (services.size === 0) return result;
  return {
    ...result,
    extensions: { ...result.extensions, http: { headers: { "x-partial": [...services].join(", ") } } },
  };
}
