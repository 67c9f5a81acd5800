import type { FastifyReply, FastifyRequest } from "fastify";
import { GatewayError } from "../../errors.ts";
import type { Door } from "../admission.ts";

/** For a route's `onRequest`: lets this machine itself in, and from elsewhere whoever has one of the roles. */
export function createInsidersOnly(door: Door, roles: readonly string[]) {
  return async function admitInsider(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isFromHere(request)) return;
    await door.admit(request, reply);
    const { principal } = door.admissionOf(request);
    if (principal.kind === "anonymous") throw new GatewayError("UNAUTHENTICATED", { message: "No token provided" });
    if (!roles.some((role) => principal.roles.some((own) => own === role))) throw new GatewayError("FORBIDDEN");
  };
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
