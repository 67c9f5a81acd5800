import { z } from "zod";
import type { BulkheadOptions } from "../resilience/bulkhead.ts";
import type { CircuitOptions } from "../resilience/circuit.ts";
import type { HealthOptions } from "../resilience/health-checks.ts";
import type { HedgeOptions } from "../resilience/hedge.ts";
import type { OutlierOptions } from "../resilience/outliers.ts";
import type { ResilienceOptions } from "../resilience/resilient-executor.ts";
import type { RetryOptions } from "../resilience/retry.ts";
import { count, milliseconds, off, type Shape } from "./common-values.ts";

const share = z.number().min(0, "must not be negative").max(1, "must be at most 1");
const positive = count.min(1, "must be at least 1");
const few = count.max(100_000, "must be at most 100,000");
const budget = { budgetShare: share.optional(), budgetBurst: few.optional() };
const circuit = z.strictObject({
  failureShare: z.number().min(0.01, "must be at least 0.01").max(0.99, "must be at most 0.99").optional(),
  window: positive.max(10_000, "must be at most 10,000").optional(),
  minimumCalls: positive.optional(),
  openMs: milliseconds.optional(),
} satisfies Shape<CircuitOptions>);

/** How a service's calls may be guarded, as the configuration says it. */
export const resilience = {
  timeoutMs: milliseconds.optional(),
  retry: z
    .union([
      off,
      z.strictObject({
        attempts: count.max(10, "must be at most 10").optional(),
        backoffMs: milliseconds.optional(),
        maxBackoffMs: milliseconds.optional(),
        ...budget,
      } satisfies Shape<RetryOptions>),
    ])
    .optional(),
  hedge: z
    .union([off, z.strictObject({ minimumDelayMs: milliseconds.optional(), ...budget } satisfies Shape<HedgeOptions>)])
    .optional(),
  circuitBreaker: z.union([off, circuit]).optional(),
  fieldBreaker: z.union([off, circuit]).optional(),
  bulkhead: z
    .union([
      off,
      z.strictObject({
        maxConcurrent: positive.max(100_000, "must be at most 100,000").optional(),
        maxQueued: few.optional(),
      } satisfies Shape<BulkheadOptions>),
    ])
    .optional(),
  deduplicate: z.boolean().optional(),
  outliers: z
    .union([
      off,
      z.strictObject({
        failuresInARow: positive.optional(),
        ejectionMs: milliseconds.optional(),
        maxEjectedShare: share.optional(),
      } satisfies Shape<OutlierOptions>),
    ])
    .optional(),
  health: z
    .union([
      off,
      z.strictObject({
        endpoints: z.enum(["failed", "all"]).optional(),
        intervalMs: milliseconds.optional(),
        timeoutMs: milliseconds.optional(),
        path: z.string().startsWith("/", "must begin with /").optional(),
      } satisfies Shape<HealthOptions>),
    ])
    .optional(),
} satisfies Shape<ResilienceOptions>;
