import { z } from "zod";
import type { NamedLimitOptions } from "../rate-limits/named-limit.ts";
import type { RouteCondition } from "../server/routes/choose-route.ts";
import type { OperationRouteOptions } from "../server/routes/operation-routes.ts";
import type { RoutePolicy } from "../server/routes/route-policy.ts";
import { ROUTE_METHODS, type ServiceRouteOptions } from "../server/routes/service-routes.ts";
import { PATH_TEMPLATE } from "../util/path-template.ts";
import { bytes, endpoint, header, headerWord, masking, milliseconds, text, type Shape } from "./common-values.ts";

const pathTemplate = text.regex(PATH_TEMPLATE, "must be a path, for example /orders/:id or /files/*");
/** Without its parameters, which are not looked at. */
const contentType = text.regex(
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/,
  "must be a content type, for example application/json",
);

const routePolicy = {
  public: z.boolean().optional(),
  roles: z.array(headerWord).min(1, "must name at least one role").optional(),
  scopes: z.array(z.array(text).min(1, "must name at least one scope")).min(1, "must name at least one").optional(),
  rateLimit: z
    .strictObject({
      limit: z.int().min(1, "must be at least 1"),
      durationSeconds: z.int().min(1, "must be at least 1 second").max(86_400, "must be at most 86,400 seconds"),
    } satisfies Shape<NamedLimitOptions>)
    .optional(),
} satisfies Shape<RoutePolicy>;

const serviceRoute = z.strictObject({
  ...routePolicy,
  kind: z.literal("service"),
  service: text,
  paths: z
    .record(pathTemplate, pathTemplate)
    .refine((paths) => Object.keys(paths).length > 0, "must name at least one path"),
  methods: z.array(z.enum(ROUTE_METHODS)).min(1, "must name at least one method").optional(),
  when: z
    .strictObject({
      headers: z.record(header, text).optional(),
      contentTypes: z.array(contentType).min(1, "must name at least one content type").optional(),
    } satisfies Shape<RouteCondition>)
    .optional(),
  endpoints: z.union([endpoint, z.array(endpoint).min(1, "must name at least one address")]).optional(),
  timeoutMs: milliseconds.optional(),
  maxRequestBytes: bytes.optional(),
  maxResponseBytes: bytes.optional(),
  errors: masking.optional(),
} satisfies Shape<ServiceRouteOptions>);

const operationRoute = z.strictObject({
  ...routePolicy,
  kind: z.literal("operation"),
  path: pathTemplate,
  operation: text,
  maxAgeSeconds: z
    .int()
    .min(0, "must not be negative")
    .max(31_536_000, "must be at most 31,536,000 seconds")
    .optional(),
} satisfies Shape<OperationRouteOptions>);

/** Paths for clients that do not speak GraphQL. */
export const routes = z.array(z.discriminatedUnion("kind", [serviceRoute, operationRoute]));
