import type { ExecutionResult } from "@graphql-tools/utils";
import type { Executor, UpstreamRequest } from "../transports/transport.ts";
import { Budget, type BudgetOptions } from "./budget.ts";
import { callFailure } from "./call-failure.ts";
import { LatencyWindow } from "./latency-window.ts";
import { isQuery } from "./repeatable.ts";

export interface HedgeOptions extends BudgetOptions {
  /** Never asks twice sooner than after this, in milliseconds. @default 10 */
  minimumDelayMs?: number;
}

export const HEDGE_DEFAULTS = {
  minimumDelayMs: 10,
  budgetShare: 0.05,
  budgetBurst: 10,
} as const satisfies Required<HedgeOptions>;

/**
 * Asks a second time, at another endpoint where there is one, when a query takes longer than 95 of 100 of the service's
 * answers (Dean and Barroso, "The Tail at Scale", 2013). The first answer that is none of a failed call is taken. The second
 * attempt is then aborted; the first is not, so that an endpoint that hangs is found out.
 */
export function withHedge(next: Executor, options: HedgeOptions = {}, onHedge: () => void = () => {}): Executor {
  const { minimumDelayMs, budgetShare, budgetBurst } = { ...HEDGE_DEFAULTS, ...options };
  if (budgetShare === 0) return next;
  const budget = new Budget(budgetShare, budgetBurst);
  const latencies = new LatencyWindow();

  async function executeMeasured(request: UpstreamRequest): Promise<ExecutionResult> {
    const startedAt = performance.now();
    const result = await next(request);
    if (callFailure(result) === undefined) latencies.add(performance.now() - startedAt);
    return result;
  }

  return function executeHedged(request) {
    if (!isQuery(request)) return next(request);
    budget.earn();
    const usualMs = latencies.percentile95;
    if (usualMs === undefined) return executeMeasured(request);

    const { promise, resolve, reject } = Promise.withResolvers<ExecutionResult>();
    let second: AbortController | undefined;
    let waitingFor = 1;
    const take = (result: ExecutionResult) => {
      waitingFor -= 1;
      if (waitingFor > 0 && callFailure(result) !== undefined) return;
      clearTimeout(timer);
      request.isSettled = true;
      abortSecond();
      request.signal?.removeEventListener("abort", abortSecond);
      resolve(result);
    };
    const abortSecond = () => second?.abort();
    const timer = setTimeout(
      () => {
        if (request.signal?.aborted === true || !budget.spend()) return;
        onHedge();
        waitingFor += 1;
        second = new AbortController();
        // Not `AbortSignal.any`: the signal of an HTTP request may be of a library's own making.
        request.signal?.addEventListener("abort", abortSecond);
        executeMeasured({ ...request, signal: second.signal }).then(take, reject);
      },
      Math.max(usualMs, minimumDelayMs),
    );
    executeMeasured(request).then(take, reject);
    return promise;
  };
}
