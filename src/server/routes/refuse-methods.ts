import type { FastifyInstance } from "fastify";
import { GatewayError } from "../../errors.ts";
import type { Door } from "../admission.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Has a path answer 405 to the methods that it does not serve, for whoever may ask at all. */
export function refuseOtherMethods(app: FastifyInstance, url: string, served: readonly string[], door: Door): void {
  app.route({
    url,
    method: METHODS.filter((method) => !served.includes(method)),
    exposeHeadRoute: false,
    async onRequest(request, reply) {
      await door.admit(request, reply);
      const { method } = request;
      throw new GatewayError("BAD_USER_INPUT", {
        message: `${method} is not served here: send ${served.join(" or ")}.`,
        httpStatus: 405,
        httpHeaders: { allow: served.join(", ") },
      });
    },
    handler: async () => undefined,
  });
}
