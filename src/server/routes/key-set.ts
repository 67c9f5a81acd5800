import type { FastifyInstance } from "fastify";

export const KEY_SET_PATH = "/.well-known/jwks.json";

/** The demo issuer's public keys (RFC 7517), for whoever else shall accept its tokens; open to everybody. */
export function addKeySetRoute(app: FastifyInstance, keySet: object): void {
  app.get(KEY_SET_PATH, (_request, reply) => reply.type("application/jwk-set+json").send(JSON.stringify(keySet)));
}
