import type { ComposedSchema } from "../../composition/composed-schema.ts";
import type { RequestContext } from "../../context.ts";
import type { NormalDocument } from "../../planning/normal-document.ts";
import type { Series } from "../../observability/metrics.ts";
import type { Variables } from "./amount.ts";
import { createCostCompiler, type OperationCost } from "./compile-cost.ts";
import { refuse } from "../refusal.ts";

export interface CostOptions {
  /** What an operation may cost at most, by `@cost` and `@listSize`. @default 50_000 */
  maxCost?: number;
  /** How many items a list has of which the contracts say nothing. @default 10 */
  defaultListSize?: number;
  /** Whether an operation that is too costly is refused, or let through with a line in the log. @default "enforce" */
  mode?: "enforce" | "measure";
  /**
   * Whether an operation is charged to its client's quota by its cost, in place of 1 a request: 100 then makes each 100 that an
   * operation costs one request, begun hundreds included. Each event of a subscription is charged so, too. @default 1 a request, whatever it costs
   */
  costPerRequest?: number;
}

export const COST_DEFAULTS = {
  maxCost: 50_000,
  defaultListSize: 10,
  mode: "enforce",
} as const satisfies Omit<Required<CostOptions>, "costPerRequest">;

/** More than any quota: what is charged must stay a number that limiters can count with. */
const MAX_REQUESTS = 1_000_000_000;

/**
 * Judges an operation by what it costs, before any service is called, and charges its client. Throws `OperationRefused` with
 * OPERATION_TOO_COSTLY, or BAD_USER_INPUT where a list's size must be said and is not; rejected with RATE_LIMITED.
 */
export type ChargeCost = (
  normal: NormalDocument,
  variables: Variables,
  context: RequestContext,
  /** How many points were charged already. @default 1, for the request at the door */
  prepaid?: number,
) => Promise<void> | undefined;

export function createCostPolicy(
  { publicSchema, costs }: Pick<ComposedSchema, "publicSchema" | "costs">,
  options: CostOptions,
  estimates: Series,
): ChargeCost {
  const { maxCost, defaultListSize, mode, costPerRequest } = { ...COST_DEFAULTS, ...options };
  const compile = createCostCompiler(publicSchema, costs, defaultListSize);
  const known = new WeakMap<NormalDocument, OperationCost>();

  function costOf(normal: NormalDocument): OperationCost {
    const cost = known.get(normal) ?? compile(normal.definition);
    known.set(normal, cost);
    return cost;
  }

  function judge(cost: number, unsliced: readonly string[], { log, requestId }: RequestContext): void {
    if (cost <= maxCost && unsliced.length === 0) return;
    if (mode === "measure") return log.warn({ requestId, cost, unsliced }, "an operation is too costly");
    if (unsliced.length > 0) throw refuse("BAD_USER_INPUT", unsliced.join(" "));
    throw refuse(
      "OPERATION_TOO_COSTLY",
      `The operation may cost ${Math.ceil(cost)}, ${maxCost} at most are allowed: ask for fewer items, or in several operations.`,
      { cost: Math.ceil(cost), maxCost },
    );
  }

  return function chargeCost(normal, variables, context, prepaid = 1) {
    const operation = costOf(normal);
    const cost = operation.estimate(variables);
    estimates.observe(cost);
    judge(cost, operation.findUnsliced(variables), context);
    if (costPerRequest === undefined) return undefined;
    const requests = Math.min(MAX_REQUESTS, Math.ceil(cost / costPerRequest));
    return requests > prepaid ? context.charge(requests - prepaid) : undefined;
  };
}
