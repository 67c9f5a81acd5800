import { z } from "zod";
import type { CostOptions } from "../operation/cost/cost-policy.ts";
import type { LimitsOptions } from "../operation/limits.ts";
import type { UpstreamLimitOptions } from "../registry/byte-budget.ts";
import { bytes, count, redisUrl, type Shape } from "./common-values.ts";
import type { RateLimitsConfig } from "./config.ts";

/** What becomes of an operation that is more than it may be. */
const mode = z.enum(["enforce", "measure"]);

/** Of these every operation has some: 0 would refuse them all. */
const atLeastOne = z.int().min(1, "must be at least 1");

/** What one operation may be at most. */
export const limits = z.strictObject({
  maxDepth: atLeastOne.optional(),
  maxFields: atLeastOne.optional(),
  maxRootFields: atLeastOne.optional(),
  maxAliases: count.optional(),
  maxDirectives: count.optional(),
  maxTokens: atLeastOne.optional(),
  maxVariablesDepth: count.optional(),
  maxVariablesValues: count.optional(),
  maxOperationNameLength: count.optional(),
  maxUpstreamBytes: bytes.optional(),
  mode: mode.optional(),
} satisfies Shape<LimitsOptions & UpstreamLimitOptions>);

/** What one operation may cost, and who pays. */
export const cost = z.strictObject({
  maxCost: count.optional(),
  defaultListSize: count.optional(),
  mode: mode.optional(),
  costPerRequest: z.number().positive("must be more than 0").optional(),
} satisfies Shape<CostOptions>);

/** How often clients may ask, and where that is counted. */
export const rateLimits = z.strictObject({
  requestsPerMinute: count.optional(),
  redisUrl: redisUrl.optional(),
  expectedReplicas: z.int().min(1, "must be at least 1").max(10_000, "must be at most 10,000").optional(),
} satisfies Shape<RateLimitsConfig>);
