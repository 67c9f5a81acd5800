import type { FastifyReply, FastifyRequest } from "fastify";
import { judge } from "../../auth/requirement.ts";
import type { Door } from "../admission.ts";

/** For a route's `onRequest`: lets this machine itself in, and from elsewhere whoever has one of the roles. */
export function createInsidersOnly(door: Door, roles: readonly string[]) {
  return async function admitInsider(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isFromHere(request)) return;
    await door.admit(request, reply);
    const refusal = judge(door.admissionOf(request).principal, { roles });
    if (refusal !== undefined) throw refusal;
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
