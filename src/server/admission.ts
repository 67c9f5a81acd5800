import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Authenticator } from "../auth/authenticate.ts";
import { ANONYMOUS, type Identity, type Principal } from "../auth/principal.ts";
import { clientKey } from "../rate-limits/client-key.ts";
import type { ClientLimit } from "../rate-limits/client-limit.ts";
import type { ChosenGroups, GroupChooser } from "../registry/choose-groups.ts";

/** Who was let in by the door, for whatever answers the request. */
export interface Admission extends Identity {
  /** Whose quotas are charged, see `clientKey`. */
  readonly client: string;
  /** Charges the client more than the one point of each request. Throws RATE_LIMITED. */
  readonly charge: (points: number) => Promise<void>;
  /** The groups of endpoints that the client chose, see `RequestContext.groups`. */
  readonly groups: ChosenGroups | undefined;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Who was let in by the door; read it by `Door.admissionOf`. */
    admission: Admission | undefined;
  }
}

export interface Door {
  /** For a route's `onRequest`: refuses before the body is read. */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** Finds out who opens a WebSocket, by its `connection_init`, and charges them likewise. Rejected with a refusal. */
  readonly admitConnection: (request: FastifyRequest, payload: unknown) => Promise<Admission>;
  /** Who an admitted request is from. */
  readonly admissionOf: (request: FastifyRequest) => Admission;
}

/**
 * The door of every route but health: finds out who asks, and charges them one request. An attempt with a credential
 * that does not hold is charged to its address, so that guessing has its limit, too.
 */
export function createDoor(
  app: FastifyInstance,
  { authenticate, authenticateConnection }: Authenticator,
  clientLimit: ClientLimit,
  groups?: GroupChooser,
): Door {
  // Not in a WeakMap: what hangs on a young key keeps it alive until the whole heap is looked through.
  app.decorateRequest("admission", undefined);

  return {
    async admit(request, reply) {
      const identify = () => authenticate(request.raw.rawHeaders);
      const admission = await letIn(request, identify, async (principal, points) => {
        reply.headers((await clientLimit.charge(principal, request.ip, points)) ?? {});
      });
      request.admission = { ...admission, groups: groups?.choose((name) => request.headers[name]) };
    },
    async admitConnection(request, payload) {
      const identify = () => authenticateConnection(payload, request.raw.rawHeaders);
      const admission = await letIn(request, identify, async (principal, points) => {
        await clientLimit.charge(principal, request.ip, points);
      });
      // A browser cannot set headers: what its first message says stands for them, as it does for credentials.
      const said = new Map(
        Object.entries(payload ?? {}).map(([name, value]) => [name.toLowerCase(), value as unknown]),
      );
      return { ...admission, groups: groups?.choose((name) => said.get(name) ?? request.headers[name]) };
    },
    admissionOf({ admission }) {
      if (admission === undefined) throw new Error("A request is answered that nobody admitted.");
      return admission;
    },
  };
}

async function letIn(
  { ip }: FastifyRequest,
  identify: () => Promise<Identity>,
  charge: (principal: Principal, points: number) => Promise<void>,
): Promise<Omit<Admission, "groups">> {
  let identity: Identity;
  try {
    identity = await identify();
  } catch (error) {
    await charge(ANONYMOUS, 1);
    throw error;
  }
  const { principal } = identity;
  await charge(principal, 1);
  return { ...identity, client: clientKey(principal, ip), charge: (points) => charge(principal, points) };
}
