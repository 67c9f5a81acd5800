/** REST routes whose answers are those of stored operations, through the same pipeline as every other operation. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionResult } from "graphql";
import type { Logger } from "../../observability/logger.ts";
import type { Pipeline } from "../../operation/pipeline.ts";
import type { StoredOperation } from "../../operation/stored-operation.ts";
import type { Admission, Door } from "../admission.ts";
import { notFound, sendError } from "../error-handler.ts";
import { formatResult } from "../format-result.ts";
import { readDeadline } from "../read-deadline.ts";
import { createRequestContext, departureSignal } from "../request-context.ts";
import { tellFailedServices } from "../tell-failed-services.ts";
import { varyByAsker } from "./cache-headers.ts";
import { readVariables } from "./read-variables.ts";
import { refuseOtherMethods } from "./refuse-methods.ts";
import { isEmpty, refusalOfResult } from "./refusal-of-result.ts";
import { createRoutePolicy, type RouteLimits, type RoutePolicy } from "./route-policy.ts";

/** A route that answers GET with what a stored operation gives. The policies of the graph's fields hold beside its own. */
export interface OperationRouteOptions extends RoutePolicy {
  kind: "operation";
  /** The path, for example `/api/order-details/:id`. */
  path: string;
  /**
   * The file of the operation: one query. A variable gets the path's parameter of its name, else the query's, repeated
   * where it is a list.
   */
  operation: string;
  /** How long caches may keep a complete answer to nobody in particular, in seconds; only where the route is public. @default 0: not at all */
  maxAgeSeconds?: number;
}

export interface OpenOperationRoute {
  readonly options: OperationRouteOptions;
  readonly operation: StoredOperation;
}

export interface OperationRoutesParts {
  readonly door: Door;
  readonly pipeline: Pipeline;
  readonly limits: RouteLimits;
  readonly log: Logger;
  /** The headers that decide which endpoints answer. */
  readonly decidingHeaders: readonly string[];
  /** How long an answer may take, in milliseconds. */
  readonly answerTimeoutMs: number;
}

/** Adds all routes to stored operations. */
export function addOperationRoutes(
  app: FastifyInstance,
  routes: readonly OpenOperationRoute[],
  { door, pipeline, limits, log, decidingHeaders, answerTimeoutMs }: OperationRoutesParts,
): void {
  for (const { options, operation } of routes) {
    const demand = createRoutePolicy(options, options.path, limits);

    async function ask(request: FastifyRequest, reply: FastifyReply, admission: Admission): Promise<ExecutionResult> {
      const variables = readVariables(operation.variables, request);
      const deadline = readDeadline(request.headers["x-request-timeout"], answerTimeoutMs);
      const context = createRequestContext(request, admission, { deadline, signal: departureSignal(reply), log });
      return pipeline({ query: operation.query, variables, allowMutation: false }, context);
    }

    app.route({
      url: options.path,
      method: ["GET", "HEAD"],
      exposeHeadRoute: false,
      async onRequest(request, reply) {
        await door.admit(request, reply);
        await demand(door.admissionOf(request));
      },
      async handler(request, reply) {
        const admission = door.admissionOf(request);
        const result = await ask(request, reply, admission);
        tellFailedServices(reply, [result]);
        const refusal = refusalOfResult(result) ?? (isEmpty(result.data) ? notFound(request) : undefined);
        if (refusal !== undefined) return sendError(request, reply, refusal);
        varyByAsker(reply, decidingHeaders);
        return reply
          .header("cache-control", cacheControl(options, admission, result))
          .type("application/json; charset=utf-8")
          .send(JSON.stringify(formatResult(result)));
      },
    });
    refuseOtherMethods(app, options.path, ["GET", "HEAD"], door);
  }
}

/** Shared by caches is only what is complete, and nobody's in particular. */
function cacheControl(
  { public: isPublic = false, maxAgeSeconds = 0 }: OperationRouteOptions,
  { principal }: Admission,
  { errors, extensions }: ExecutionResult,
): string {
  const isWhole = errors === undefined && extensions?.["partial"] === undefined;
  const isForAll = isPublic && principal.kind === "anonymous" && isWhole;
  return isForAll && maxAgeSeconds > 0 ? `public, max-age=${maxAgeSeconds}` : "private, no-store";
}
