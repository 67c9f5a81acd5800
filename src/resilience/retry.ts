import { ExponentialBackoff } from "cockatiel";
import type { ExecutionResult } from "@graphql-tools/utils";
import type { ServiceError } from "../errors.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import { Budget, type BudgetOptions } from "./budget.ts";
import { goOn, type Answer, type Call } from "./call.ts";
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
  next: Call,
  endpoints: number,
  options: RetryOptions = {},
  onRetry: () => void = () => {},
): Call {
  const { attempts, backoffMs, maxBackoffMs, budgetShare, budgetBurst } = { ...RETRY_DEFAULTS, ...options };
  if (attempts === 0) return next;
  const budget = new Budget(budgetShare, budgetBurst);
  const backoff = new ExponentialBackoff({ initialDelay: backoffMs, maxDelay: maxBackoffMs });

  /** How long to wait before the call may be repeated; `undefined`: it is not. */
  function waitFor(failure: ServiceError, request: UpstreamRequest, backoffMs: number): number | undefined {
    const { code, retryAfterMs } = failure;
    const hasOther = endpoints > 1 && (request.tried?.length ?? endpoints) < endpoints;
    // An endpoint that has too much to do, or is about to stop, speaks for itself alone.
    if (hasOther && (code === "SERVICE_UNAVAILABLE" || code === "SERVICE_TIMEOUT")) return 0;
    if (code !== "SERVICE_UNAVAILABLE" && (code !== "SERVICE_ERROR" || retryAfterMs === undefined)) return undefined;
    if (retryAfterMs === undefined) return backoffMs;
    return retryAfterMs <= maxBackoffMs ? Math.max(retryAfterMs, backoffMs) : undefined;
  }

  function repeat(request: UpstreamRequest, first: ExecutionResult, answer: Answer): void {
    let pause = backoff.next();
    let attempt = 0;
    const take = (result: ExecutionResult) => {
      attempt += 1;
      const failure = attempt <= attempts ? callFailure(result) : undefined;
      const waitMs = failure && waitFor(failure, request, Math.round(pause.duration));
      if (waitMs === undefined || !isWanted(request, waitMs) || !budget.spend()) return answer(result);
      pause = pause.next(undefined);
      pass(waitMs, request, () => {
        if (!isWanted(request, 0)) return answer(result);
        onRetry();
        next(request, take);
      });
    };
    take(first);
  }

  return function executeWithRetry(request, answer) {
    budget.earn();
    next(request, (first) => {
      // Nearly always the end of it.
      if (callFailure(first) === undefined || !isRepeatable(request)) answer(first);
      else repeat(request, first, answer);
    });
  };
}

function isWanted({ signal, deadline = Infinity, isSettled }: UpstreamRequest, afterMs: number): boolean {
  return signal?.aborted !== true && isSettled !== true && performance.now() + afterMs < deadline;
}

/** Goes on after a while, or as soon as the signal ends it. */
function pass(ms: number, request: UpstreamRequest, next: () => void): void {
  if (ms === 0) return next();
  const { signal } = request;
  const finish = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", finish);
    goOn(request, next);
  };
  const timer = setTimeout(finish, ms);
  signal?.addEventListener("abort", finish);
}
