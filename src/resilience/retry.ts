import { ExponentialBackoff } from "cockatiel";
import type { ExecutionResult } from "@graphql-tools/utils";
import type { ServiceError } from "../errors.ts";
import type { Executor, UpstreamRequest } from "../transports/transport.ts";
import { Budget, type BudgetOptions } from "./budget.ts";
import { callFailure } from "./call-failure.ts";
import { isRepeatable } from "./repeatable.ts";

export interface RetryOptions extends BudgetOptions {
  /** How often a call is repeated at most; 0: never. @default 2 */
  attempts?: number;
  /** How long before the first repetition, about, in milliseconds; longer before each further one, never twice the same. @default 25 */
  backoffMs?: number;
  /** Never longer than this, in milliseconds; a service that asks for more patience (`Retry-After`) is not asked again. @default 1_000 */
  maxBackoffMs?: number;
}

export const RETRY_DEFAULTS = {
  attempts: 2,
  backoffMs: 25,
  maxBackoffMs: 1_000,
  budgetShare: 0.2,
  budgetBurst: 100,
} as const satisfies Required<RetryOptions>;

/**
 * Repeats a call that failed on its way (refused, reset, 5xx), or whose service asked for it by `Retry-After`: queries, and
 * mutations whose contract says that they may be. An attempt that timed out is repeated only where another endpoint can be
 * asked. Never past the deadline, and no more often than the budget allows.
 */
export function withRetry(
  next: Executor,
  endpoints: number,
  options: RetryOptions = {},
  onRetry: () => void = () => {},
): Executor {
  const { attempts, backoffMs, maxBackoffMs, budgetShare, budgetBurst } = { ...RETRY_DEFAULTS, ...options };
  if (attempts === 0) return next;
  const budget = new Budget(budgetShare, budgetBurst);
  const backoff = new ExponentialBackoff({ initialDelay: backoffMs, maxDelay: maxBackoffMs });

  /** How long to wait before the call may be repeated; `undefined`: it is not. */
  function waitFor(failure: ServiceError, request: UpstreamRequest, backoffMs: number): number | undefined {
    if (failure.retryAfterMs !== undefined) {
      const isAsked = failure.code === "SERVICE_UNAVAILABLE" || failure.code === "SERVICE_ERROR";
      return isAsked && failure.retryAfterMs <= maxBackoffMs ? Math.max(failure.retryAfterMs, backoffMs) : undefined;
    }
    const hasOther = endpoints > 1 && (request.tried?.length ?? endpoints) < endpoints;
    if (failure.code === "SERVICE_TIMEOUT") return hasOther ? 0 : undefined;
    if (failure.code !== "SERVICE_UNAVAILABLE") return undefined;
    return hasOther ? 0 : backoffMs;
  }

  return async function executeWithRetry(request) {
    budget.earn();
    const first = await next(request);
    // Nearly always the end of it.
    if (first.errors === undefined || callFailure(first) === undefined || !isRepeatable(request)) return first;

    let result: ExecutionResult = first;
    let pause = backoff.next();
    for (let attempt = 1; attempt <= attempts; attempt++, pause = pause.next(undefined)) {
      const failure = callFailure(result);
      const waitMs = failure && waitFor(failure, request, Math.round(pause.duration));
      if (waitMs === undefined || !isWanted(request, waitMs) || !budget.spend()) return result;
      if (waitMs > 0 && !(await pass(waitMs, request.signal))) return result;
      if (!isWanted(request, 0)) return result;
      onRetry();
      result = await next(request);
    }
    return result;
  };
}

function isWanted({ signal, deadline = Infinity, isSettled }: UpstreamRequest, afterMs: number): boolean {
  return signal?.aborted !== true && isSettled !== true && performance.now() + afterMs < deadline;
}

/** Waits. Gives whether the time passed; not where the signal ended it. */
function pass(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve(signal?.aborted !== true);
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
  });
}
