import { GatewayError } from "../errors.ts";
import type { ConnectionClose } from "../auth/connection-refusal.ts";

/** Why the gateway ends connections that last. */
export interface Ending {
  /** How a WebSocket is closed. */
  readonly close: ConnectionClose;
  /** What the last event of an event stream says. */
  readonly message: string;
}

/** RFC 6455, section 7.4.1; 1012 is in IANA's registry of close codes. Clients connect again after both. */
export const STOPPING: Ending = { close: { code: 1001, reason: "Going away" }, message: "The gateway stops." };
export const RELOADING: Ending = {
  close: { code: 1012, reason: "Service restart" },
  message: "The gateway has a new schema: subscribe again.",
};

/** The connections that last: how many there may be, and how all of them are ended. */
export interface OpenConnections {
  /** Throws OVERLOADED (503) where there are as many as there may be. Gives what takes the connection off again. */
  add(end: (why: Ending) => void): () => void;
  /** Ends all; throws nothing. New ones are not refused. */
  endAll(why: Ending): void;
  readonly count: number;
}

export function createOpenConnections(maxConnections: number): OpenConnections {
  const connections = new Set<(why: Ending) => void>();
  return {
    add(end) {
      if (connections.size >= maxConnections) {
        throw new GatewayError("OVERLOADED", {
          message: "There are as many connections as there may be.",
          httpHeaders: { "retry-after": "5" },
        });
      }
      // A function may be handed over twice.
      const own = (why: Ending) => end(why);
      connections.add(own);
      return () => void connections.delete(own);
    },
    endAll(why) {
      for (const end of connections) end(why);
    },
    get count() {
      return connections.size;
    },
  };
}
