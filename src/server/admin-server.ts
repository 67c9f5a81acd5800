import { fastify } from "fastify";
import { addHealthRoutes, type HealthParts } from "./routes/health.ts";
import { addInsightRoutes, type InsightParts } from "./routes/insights.ts";

export interface AdminServer {
  readonly url: string;
  dispose(): Promise<void>;
}

/**
 * Health and what is for those who run the gateway, on a port of its own that answers whoever gets to it. Rejected with Node's
 * error where the port cannot be had.
 */
export async function createAdminServer(
  { port, host }: { readonly port: number; readonly host: string },
  parts: HealthParts & InsightParts,
): Promise<AdminServer> {
  const app = fastify({ logger: false, forceCloseConnections: true });
  addHealthRoutes(app, parts);
  addInsightRoutes(app, parts, () => Promise.resolve());
  app.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ error: { code: "BAD_USER_INPUT", message: "There is nothing here." } }),
  );
  const url = await app.listen({ port, host });
  return { url, dispose: () => app.close() };
}
