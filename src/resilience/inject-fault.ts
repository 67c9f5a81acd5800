import type { Fault } from "../transports/fault.ts";
import type { CancelSignal } from "../util/cancellation.ts";
import { ServiceError } from "../errors.ts";
import { failedStatus } from "../transports/http-failure.ts";
import type { Executor, StreamExecutor } from "../transports/transport.ts";
import { failWith } from "./call-failure.ts";

/**
 * Lets calls fail as their request asks, in the place of the transport: what stands above it cannot tell such a fault from a
 * real one. The share is drawn anew for each attempt.
 */
export function withFaults(next: Executor, service: string): Executor {
  return async function executeWithFaults(request) {
    const { fault, signal } = request;
    const failure = fault && (await strike(fault, service, signal));
    return failure === undefined ? next(request) : failWith(failure);
  };
}

/** The same for the opening of a subscription. */
export function withStreamFaults(next: StreamExecutor, service: string): StreamExecutor {
  return async function executeWithFaults(request) {
    const { fault, signal } = request;
    const failure = fault && (await strike(fault, service, signal));
    if (failure !== undefined) throw failure;
    return next(request);
  };
}

/** What a fault does to one call: its failure, or undefined where the call may be made. A call that hangs ends by its signal. */
export async function strike(
  fault: Fault,
  service: string,
  signal: CancelSignal | undefined,
): Promise<ServiceError | undefined> {
  if (Math.random() >= fault.share) return undefined;
  const cause = `A fault that was asked for: ${fault.text}`;
  switch (fault.kind) {
    case "refused":
      return new ServiceError("SERVICE_UNAVAILABLE", service, { cause, neverSent: true });
    case "reset":
      return new ServiceError("SERVICE_UNAVAILABLE", service, { cause });
    case "timeout":
      await pass(Infinity, signal);
      return new ServiceError("SERVICE_TIMEOUT", service, { cause });
    case "slow":
      await pass(fault.delayMs, signal);
      break;
    case "not-json":
      return new ServiceError("SERVICE_BAD_RESPONSE", service, { cause });
    case "error":
      return new ServiceError("SERVICE_ERROR", service, { cause });
    case "status":
      return failedStatus(service, { statusCode: fault.status, headers: {} }, { body: cause });
  }
  return undefined;
}

/** Waits, no longer than until the signal ends it. */
function pass(ms: number, signal: CancelSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = ms === Infinity ? undefined : setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end, { once: true });
  });
}
