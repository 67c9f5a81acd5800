/** The configuration's shape at run time; `GatewayConfig` says what each field means. Unknown fields are refused. */
import { isScalarType, type GraphQLScalarType } from "graphql";
import { z } from "zod";
import { LOG_LEVELS } from "../observability/logger.ts";
import type { AuthorizationOptions } from "../operation/authorize.ts";
import type { DegradationOptions } from "../operation/degradation/stale-values.ts";
import type { GatewayFieldOptions } from "../operation/gateway-field.ts";
import type { IntrospectionOptions } from "../operation/introspection-policy.ts";
import { aggregates } from "./aggregates-schema.ts";
import { authentication } from "./authentication-schema.ts";
import { count, headerWord, redisUrl, text, type Shape } from "./common-values.ts";
import type { EmbeddedConfig, ExampleOperation, GatewayConfig } from "./config.ts";
import { cost, limits, rateLimits } from "./limits-schema.ts";
import { routes } from "./routes-schema.ts";
import { server } from "./server-schema.ts";
import { services } from "./services-schema.ts";

export const engine = z.enum(["planned", "stitched"]);
export const workerCount = z.int().min(1, "must be at least 1").max(64, "must be at most 64");

export const configSchema = z.strictObject({
  services,
  gatewayContract: text.optional(),
  aggregates: aggregates.optional(),
  scalars: z.record(text, z.custom<GraphQLScalarType>(isScalarType, "must be a GraphQLScalarType")).optional(),
  authentication: authentication.optional(),
  authorization: z
    .strictObject({
      unauthorized: z.enum(["null", "reject"]).optional(),
      dryRun: z.boolean().optional(),
    } satisfies Shape<AuthorizationOptions>)
    .optional(),
  introspection: z
    .strictObject({
      enabled: z.boolean().optional(),
      roles: z.array(headerWord).optional(),
    } satisfies Shape<IntrospectionOptions>)
    .optional(),
  gatewayField: z
    .strictObject({
      enabled: z.boolean().optional(),
      roles: z.array(headerWord).optional(),
    } satisfies Shape<GatewayFieldOptions>)
    .optional(),
  rateLimits: rateLimits.optional(),
  routes: routes.optional(),
  workers: workerCount.optional(),
  engine: engine.optional(),
  server: server.optional(),
  limits: limits.optional(),
  degradation: z
    .strictObject({
      maxStaleValues: count.optional(),
      maxStaleBytes: count.optional(),
      maxStaleValueBytes: count.optional(),
      redisUrl: redisUrl.optional(),
    } satisfies Shape<DegradationOptions>)
    .optional(),
  cost: cost.optional(),
  embedded: z.strictObject({ module: text } satisfies Shape<EmbeddedConfig>).optional(),
  faultInjection: z.boolean().optional(),
  logLevel: z.enum(LOG_LEVELS).optional(),
  examples: z
    .array(
      z.strictObject({
        title: text,
        query: text,
        token: z.strictObject({ sub: text, roles: z.array(text).optional() }).optional(),
      } satisfies Shape<ExampleOperation>),
    )
    .optional(),
} satisfies Shape<GatewayConfig>);
