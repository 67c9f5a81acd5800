import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Metrics } from "../../observability/metrics.ts";
import type { ToldStates } from "../../resilience/worker-states.ts";

export interface InsightParts {
  readonly metrics: Metrics;
  /** How each service does, by what all processes know. */
  readonly tellStates: () => Promise<ToldStates>;
}

/** What is for those who run the gateway: `/metrics`, in Prometheus' text form, and `/health/services`, how each service does. */
export function addInsightRoutes(
  app: FastifyInstance,
  { metrics, tellStates }: InsightParts,
  onRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<void>,
): void {
  app.get("/metrics", {
    onRequest,
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.print()),
  });
  app.get("/health/services", {
    onRequest,
    handler: async (_request, reply) => reply.header("cache-control", "no-store").send(await tellStates()),
  });
}
