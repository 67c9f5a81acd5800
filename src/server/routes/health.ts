import type { FastifyInstance } from "fastify";

/** `/health/live`: the process answers. `/health/ready`: it takes requests; not while it stops. A service that is down changes neither. */
export function addHealthRoutes(app: FastifyInstance, isStopping: () => boolean): void {
  app.get("/health/live", () => ({ status: "live" }));
  app.get("/health/ready", (_request, reply) => {
    if (isStopping()) return reply.status(503).send({ status: "stopping" });
    return reply.send({ status: "ready" });
  });
}
