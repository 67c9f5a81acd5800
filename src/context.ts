import type { Principal } from "./auth/principal.ts";
import type { Logger } from "./observability/logger.ts";
import type { Faults } from "./transports/fault.ts";
import type { ByteBudget } from "./transports/transport.ts";
import type { CancelSignal } from "./util/cancellation.ts";

/** What one operation carries with it from the door to every upstream call. Never shared by two operations. */
export interface RequestContext {
  /** Made by the gateway or taken from `X-Request-Id`; sent to every service and back to the client. */
  readonly requestId: string;
  readonly principal: Principal;
  /** The bearer token that the principal showed, for the services that are handed it; never for the log. */
  readonly token?: string;
  /** Whose quotas this operation is charged to, see `clientKey`. */
  readonly client: string;
  /** Charges the client further points, beyond the one of its request. Rejected with RATE_LIMITED. */
  readonly charge: (points: number) => Promise<void>;
  /**
   * When the answer goes out, with what is there by then: milliseconds on the clock of `performance.now()`. Upstream calls
   * are given no more than what is left, and none is started when nothing is.
   */
  readonly deadline: number;
  /** Aborted when the client has left. */
  readonly signal: CancelSignal;
  /** The client's `traceparent` (W3C Trace Context), handed on. */
  readonly traceparent?: string;
  /** What goes wrong with services, as the client asked for it. @default nothing that does not go wrong */
  readonly faults?: Faults;
  /** The groups of endpoints that the client's headers chose, by the services' names. @default each service's own endpoints */
  readonly groups?: ReadonlyMap<string, string>;
  readonly log: Logger;
  /** Whether the answer may be the text of a service's own, see `ServiceOptions.passThrough`. */
  readonly takesText?: boolean;
  /** What services may still answer, set by the first call. */
  byteBudget?: ByteBudget | undefined;
}
