import type { FastifyInstance, FastifyRequest } from "fastify";
import { GatewayError } from "../../errors.ts";
import type { Metrics } from "../../observability/metrics.ts";
import type { Door } from "../admission.ts";

/** `/metrics`, in Prometheus' text form: for this machine itself, and for whoever has one of the roles. */
export function addMetricsRoute(app: FastifyInstance, metrics: Metrics, door: Door, roles: readonly string[]): void {
  app.get("/metrics", {
    async onRequest(request, reply) {
      if (isFromHere(request)) return;
      await door.admit(request, reply);
      const { principal } = door.admissionOf(request);
      if (principal.kind === "anonymous") throw new GatewayError("UNAUTHENTICATED", { message: "No token provided" });
      if (!roles.some((role) => principal.roles.some((own) => own === role))) throw new GatewayError("FORBIDDEN");
    },
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.print()),
  });
}

/** From the loopback interface, and handed on by no proxy that stands there. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const address = socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  return (
    (address === "::1" || address.startsWith("127.")) &&
    headers["x-forwarded-for"] === undefined &&
    headers.forwarded === undefined
  );
}
