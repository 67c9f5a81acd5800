import type { FastifyInstance } from "fastify";
import type { LoadShedding } from "../load-shedding.ts";

/** What is answered however much else there is to do: whoever watches a gateway needs to know most when it is saturated. */
export const ALWAYS_ANSWERED: ReadonlySet<string> = new Set([
  "/health/live",
  "/health/ready",
  "/health/services",
  "/metrics",
]);

export interface HealthParts {
  readonly isStopping: () => boolean;
  readonly load: Pick<LoadShedding, "isSaturated" | "retryAfterSeconds">;
}

/**
 * `/health/live`: the process answers. `/health/ready`: it takes requests; not while it stops or is saturated. A service that
 * is down changes neither.
 */
export function addHealthRoutes(app: FastifyInstance, { isStopping, load }: HealthParts): void {
  app.get("/health/live", () => ({ status: "live" }));
  app.get("/health/ready", (_request, reply) => {
    if (!isStopping() && !load.isSaturated) return reply.send({ status: "ready" });
    const status = isStopping() ? "stopping" : "overloaded";
    return reply.status(503).header("retry-after", load.retryAfterSeconds).send({ status });
  });
}
