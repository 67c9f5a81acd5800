import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { StreamExecutor, StreamRequest } from "../transports/transport.ts";
import { withOpeningDeadline } from "./opening-deadline.ts";
import { DEFAULT_RECONNECT_ATTEMPTS, withReconnect, type ReconnectOptions } from "./reconnect.ts";
import { shareStreams, type ShareOptions } from "./share-streams.ts";

export interface StreamOptions extends ReconnectOptions {
  /** How many events may wait for a client that takes them slowly; then its subscription ends, and says so. @default 100 */
  maxBufferedEvents?: number;
}

export const DEFAULT_MAX_BUFFERED_EVENTS = 100;

/** What is told of a service's upstream subscriptions while they last. */
export interface StreamObserver extends Pick<ShareOptions, "onOpen" | "onEnd"> {
  /** One broke, and is opened again. */
  readonly onBreak: (error: ServiceError, request: StreamRequest) => void;
}

/** The order in which the wrappers of an upstream subscription stand, written once. */
export function createResilientStream(
  service: string,
  endpoints: readonly StreamExecutor[],
  isLeftOut: (index: number) => boolean,
  timeoutMs: number,
  keyOf: ShareOptions["keyOf"],
  observer: StreamObserver,
  { reconnectAttempts = DEFAULT_RECONNECT_ATTEMPTS, maxBufferedEvents = DEFAULT_MAX_BUFFERED_EVENTS }: StreamOptions,
) {
  const opening = firstOf(
    service,
    endpoints.map((endpoint) => withOpeningTimeout(endpoint, service, timeoutMs)),
    isLeftOut,
  );
  const lasting = withReconnect(opening, reconnectAttempts, observer.onBreak);
  return withOpeningDeadline(shareStreams(lasting, { keyOf, maxBufferedEvents, ...observer }), service);
}

/** Gives up what is not open after `timeoutMs`. How long an open subscription lives is not limited. */
function withOpeningTimeout(next: StreamExecutor, service: string, timeoutMs: number): StreamExecutor {
  return async function executeWithOpeningTimeout(request) {
    const controller = new AbortController();
    const abort = () => controller.abort(request.signal.reason);
    if (request.signal.aborted) abort();
    // The listener goes with the signal: it is this one subscription's own.
    else request.signal.addEventListener("abort", abort, { once: true });
    const late = Promise.withResolvers<AsyncIterable<ExecutionResult>>();
    const timer = setTimeout(() => {
      late.reject(new ServiceError("SERVICE_TIMEOUT", service, { cause: `Not open within ${timeoutMs} ms.` }));
      controller.abort();
    }, timeoutMs);
    try {
      return await Promise.race([next({ ...request, signal: controller.signal }), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/**
 * Opens a subscription at one endpoint, each in its turn; where that fails, at the next ones. Those that calls are kept from
 * are asked last.
 */
function firstOf(
  service: string,
  endpoints: readonly StreamExecutor[],
  isLeftOut: (index: number) => boolean,
): StreamExecutor {
  let turn = 0;
  return async function executeAtFirst(request) {
    const start = turn;
    turn = (turn + 1) % endpoints.length;
    const inTurn = endpoints.map((_, step) => (start + step) % endpoints.length);
    const [last, first] = [inTurn.filter(isLeftOut), inTurn.filter((index) => !isLeftOut(index))];
    const failures: unknown[] = [];
    for (const index of [...first, ...last]) {
      const endpoint = endpoints[index];
      if (endpoint === undefined || request.signal.aborted) break;
      try {
        return await endpoint(request);
      } catch (error) {
        failures.push(error);
      }
    }
    throw failures[0] ?? new ServiceError("SERVICE_UNAVAILABLE", service, { cause: "Nobody waits for it any more." });
  };
}
