import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "../auth/authenticate.ts";
import { ANONYMOUS, type Principal } from "../auth/principal.ts";
import { clientKey } from "../rate-limits/client-key.ts";
import type { ClientLimit } from "../rate-limits/client-limit.ts";

/** Who was let in by the door, for whatever answers the request. */
export interface Admission {
  readonly principal: Principal;
  /** Whose quotas are charged, see `clientKey`. */
  readonly client: string;
  /** Charges the client more than the one point of each request. Throws RATE_LIMITED. */
  charge(points: number): Promise<void>;
}

export interface Door {
  /** For a route's `onRequest`: refuses before the body is read. */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** Who an admitted request is from. */
  readonly admissionOf: (request: FastifyRequest) => Admission;
}

/**
 * The door of every route but health: finds out who asks, and charges them one request. An attempt with a credential
 * that does not hold is charged to its address, so that guessing has its limit, too.
 */
export function createDoor(authenticate: Authenticate, clientLimit: ClientLimit): Door {
  const admissions = new WeakMap<FastifyRequest, Admission>();
  return {
    async admit(request, reply) {
      const charge = async (principal: Principal, points: number) => {
        reply.headers((await clientLimit.charge(principal, request.ip, points)) ?? {});
      };
      let principal: Principal;
      try {
        principal = await authenticate(request.raw.rawHeaders);
      } catch (error) {
        await charge(ANONYMOUS, 1);
        throw error;
      }
      await charge(principal, 1);
      admissions.set(request, {
        principal,
        client: clientKey(principal, request.ip),
        charge: (points) => charge(principal, points),
      });
    },
    admissionOf(request) {
      const admission = admissions.get(request);
      if (admission === undefined) throw new Error("A request is answered that nobody admitted.");
      return admission;
    },
  };
}
