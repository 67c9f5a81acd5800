import type { ExecutionResult } from "@graphql-tools/utils";
import type { UpstreamRequest } from "../transports/transport.ts";
import { Cancellation } from "../util/cancellation.ts";
import { Budget, type BudgetOptions } from "./budget.ts";
import { goOn, type Answer, type Call } from "./call.ts";
import { callFailure } from "./call-failure.ts";
import { LatencyWindow } from "./latency-window.ts";
import { isQuery } from "./repeatable.ts";

export interface HedgeOptions extends BudgetOptions {
  /** Never asks twice sooner than after this, in milliseconds. @default 10 */
  minimumDelayMs?: number;
}

export const HEDGE_DEFAULTS = {
  minimumDelayMs: 10,
  budgetShare: 0.1,
  budgetBurst: 10,
} as const satisfies Required<HedgeOptions>;

/**
 * Asks a second time, at another endpoint where there is one, when a query takes longer than 95 of 100 of the service's
 * answers (Dean and Barroso, "The Tail at Scale", 2013). The first answer that is none of a failed call is taken. The second
 * attempt is then aborted; the first is not, so that an endpoint that hangs is found out. One in twenty is slow in the best of
 * times: the budget is larger than that, and half of what has gathered is kept for those who wait twice as long, and longer.
 */
export function withHedge(next: Call, options: HedgeOptions = {}, onHedge: () => void = () => {}): Call {
  const { minimumDelayMs, budgetShare, budgetBurst } = { ...HEDGE_DEFAULTS, ...options };
  if (budgetShare === 0) return next;
  const budget = new Budget(budgetShare, budgetBurst);
  const halfBurst = Math.floor(budgetBurst / 2);
  const latencies = new LatencyWindow();

  function executeMeasured(request: UpstreamRequest, answer: Answer): void {
    const startedAt = performance.now();
    next(request, (result) => {
      if (callFailure(result) === undefined) latencies.add(performance.now() - startedAt);
      answer(result);
    });
  }

  return function executeHedged(request, answer) {
    if (!isQuery(request)) return next(request, answer);
    budget.earn();
    const usualMs = latencies.percentile95;
    if (usualMs === undefined) return executeMeasured(request, answer);

    let second: Cancellation | undefined;
    let waitingFor = 1;
    let isTaken = false;
    const abortSecond = () => second?.abort();
    const take = (result: ExecutionResult) => {
      waitingFor -= 1;
      if (isTaken || (waitingFor > 0 && callFailure(result) !== undefined)) return;
      isTaken = true;
      clearTimeout(timer);
      request.isSettled = true;
      abortSecond();
      request.signal?.removeEventListener("abort", abortSecond);
      answer(result);
    };
    const delayMs = Math.max(usualMs, minimumDelayMs);
    const askAgain = (reserve: number) => {
      if (request.signal?.aborted === true) return;
      if (!budget.spend(reserve)) {
        timer = setTimeout(askAgain, delayMs, 0);
        return;
      }
      second = new Cancellation();
      waitingFor += 1;
      const hedge = { ...request, signal: second };
      request.signal?.addEventListener("abort", abortSecond);
      goOn(request, () => {
        onHedge();
        executeMeasured(hedge, take);
      });
    };
    let timer = setTimeout(askAgain, delayMs, halfBurst);
    executeMeasured(request, take);
  };
}
