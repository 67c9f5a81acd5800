import { setTimeout as wait } from "node:timers/promises";
import type { ExecutionResult } from "@graphql-tools/utils";
import { ERRORS, ServiceError } from "../errors.ts";
import type { StreamExecutor, StreamRequest } from "../transports/transport.ts";

export interface ReconnectOptions {
  /** How often an upstream subscription that broke is opened again before it ends with the service's error; 0: never. @default 8 */
  reconnectAttempts?: number;
}

export const DEFAULT_RECONNECT_ATTEMPTS = 8;

/** The first wait is about this long, each next one about twice as long, in milliseconds. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;
/** Who asks for more patience by `Retry-After` is not asked again, in milliseconds. */
const LONGEST_ASKED_WAIT_MS = 60_000;
/** Whoever holds for so long counts as well again, in milliseconds. */
const WELL_AFTER_MS = 10_000;

/**
 * Opens a subscription that broke again, after a wait that grows and is never the same for two, so that a service which
 * comes back is not run over; no sooner than it asks for by `Retry-After`, and not at all where that is long. Events of the
 * meantime are lost. What cannot be opened in the first place is not tried again: whoever subscribes is told at once.
 */
export function withReconnect(
  next: StreamExecutor,
  attempts: number,
  onBreak: (error: ServiceError, request: StreamRequest) => void,
): StreamExecutor {
  return async function executeReconnecting(request) {
    return reopening(await next(request), next, request, attempts, onBreak);
  };
}

async function* reopening(
  first: AsyncIterable<ExecutionResult>,
  next: StreamExecutor,
  request: StreamRequest,
  attempts: number,
  onBreak: (error: ServiceError, request: StreamRequest) => void,
): AsyncGenerator<ExecutionResult> {
  let events: AsyncIterable<ExecutionResult> | undefined = first;
  /** How often in a row without an event. */
  let tried = 0;
  /** How often since it last held: whoever breaks off behind each first event must not be asked ten times a second. */
  let waits = 0;
  for (;;) {
    const openedAt = performance.now();
    let askedMs = 0;
    try {
      events ??= await next(request);
      for await (const event of events) {
        tried = 0;
        yield event;
      }
      return;
    } catch (error) {
      if (events !== undefined && performance.now() - openedAt > WELL_AFTER_MS) tried = waits = 0;
      if (!mayPass(error, events !== undefined) || request.signal.aborted || tried >= attempts) throw error;
      askedMs = error.retryAfterMs ?? 0;
      if (askedMs > LONGEST_ASKED_WAIT_MS) throw error;
      onBreak(error, request);
    }
    events = undefined;
    const ownMs = jitter(Math.min(FIRST_WAIT_MS * 2 ** waits, LONGEST_WAIT_MS));
    await wait(askedMs + ownMs, undefined, { signal: request.signal });
    tried += 1;
    waits += 1;
  }
}

/** Who answers an opening badly would do so again; what came badly over an open stream may not come again. */
function mayPass(error: unknown, wasOpen: boolean): error is ServiceError {
  if (!(error instanceof ServiceError)) return false;
  return error.code === "SERVICE_BAD_RESPONSE" ? wasOpen : ERRORS[error.code].retryable;
}

/** Between half of it and all of it. */
function jitter(milliseconds: number): number {
  return milliseconds * (0.5 + Math.random() / 2);
}
