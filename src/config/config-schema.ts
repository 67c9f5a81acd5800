/** The configuration's shape at run time; `GatewayConfig` says what each field means. Unknown fields are refused. */
import { isScalarType, type GraphQLScalarType } from "graphql";
import { z } from "zod";
import { LOG_LEVELS } from "../observability/logger.ts";
import type { FetchJoin, DerivedJoin, JoinedKey, Aggregate } from "../aggregates/aggregate.ts";
import type { LimitsOptions } from "../operation/limits.ts";
import type { CostOptions } from "../operation/cost/cost-policy.ts";
import type { AuthorizationOptions } from "../operation/authorize.ts";
import type { DegradationOptions } from "../operation/degradation/stale-values.ts";
import type { GatewayFieldOptions } from "../operation/gateway-field.ts";
import type { IntrospectionOptions } from "../operation/introspection-policy.ts";
import type { NamedLimitOptions } from "../rate-limits/named-limit.ts";
import type { RouteCondition } from "../server/routes/choose-route.ts";
import type { RoutePolicy } from "../server/routes/route-policy.ts";
import type { OperationRouteOptions } from "../server/routes/operation-routes.ts";
import { ROUTE_METHODS, type ServiceRouteOptions } from "../server/routes/service-routes.ts";
import { PATH_TEMPLATE } from "../util/path-template.ts";
import type { UpstreamLimitOptions } from "../registry/byte-budget.ts";
import type { CorsOptions, ServerOptions } from "../server/server-options.ts";
import type { LoadSheddingOptions } from "../server/load-shedding.ts";
import type { SubscriptionOptions } from "../server/subscription-options.ts";
import { parseFault } from "../transports/fault.ts";
import { TRANSPORT_KIND_NAMES } from "../transports/transport-kinds.ts";
import type { ApiKeyOptions } from "../auth/api-keys.ts";
import type { TokenIntrospectionOptions } from "../auth/introspect-token.ts";
import { isHeaderWord } from "../auth/principal.ts";
import type { TokenOptions } from "../auth/verify-token.ts";
import { addresses, addressOf, addressProblems } from "./address.ts";
import { endpointGroups } from "./endpoint-groups-schema.ts";
import { resilienceShape } from "./resilience-schema.ts";
import type {
  AuthenticationConfig,
  EmbeddedConfig,
  ExampleOperation,
  GatewayConfig,
  IssuerConfig,
  RateLimitsConfig,
  ServiceConfig,
} from "./config.ts";

/** Every field of the type, and none beside: a field that is added to one and not to the other does not compile. */
type Shape<T> = Record<keyof T, z.ZodType>;

const text = z.string().min(1, "must not be empty");
const milliseconds = z
  .int()
  .min(1, "must be at least 1 millisecond")
  .max(600_000, "must be at most 600,000 milliseconds");
const bytes = z
  .int()
  .min(1_000, "must be at least 1,000 bytes")
  .max(1_000_000_000, "must be at most 1,000,000,000 bytes");
const count = z.int().min(0, "must not be negative");
const port = z.int().min(0, "must be between 0 and 65535").max(65_535, "must be between 0 and 65535");

const endpoint = addressOf("graphql");

const masking = z.enum(["mask", "pass"]);

const resilience = resilienceShape(milliseconds, count);

const fault = z.string().superRefine((given, context) => {
  try {
    parseFault(given, "");
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
  }
});

const service = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be a lower-case word, for example order"),
    contract: text,
    transport: z.enum(TRANSPORT_KIND_NAMES).optional(),
    endpoints: addresses.optional(),
    endpointGroups: endpointGroups.optional(),
    fault: fault.optional(),
    maxResponseBytes: bytes.optional(),
    passThrough: z.boolean().optional(),
    passToken: z.boolean().optional(),
    errors: z.union([masking, z.strictObject({ queries: masking, mutations: masking })]).optional(),
    proto: text.optional(),
    subscriptions: z.enum(["sse", "ws"]).optional(),
    shareSubscriptions: z.boolean().optional(),
    reconnectAttempts: count.max(1_000, "must be at most 1,000").optional(),
    maxBufferedEvents: z.int().min(1, "must be at least 1").max(100_000, "must be at most 100,000").optional(),
    endpointWeights: z.record(z.url("must be an address"), z.number().min(0.01, "must be at least 0.01")).optional(),
    ...resilience,
  } satisfies Shape<ServiceConfig>)
  .superRefine(({ endpoints = [], endpointGroups: groups = [], transport = "graphql", subscriptions }, context) => {
    if (subscriptions !== undefined && transport !== "graphql") {
      const message = `is for GraphQL services: transport is ${JSON.stringify(transport)}`;
      context.addIssue({ code: "custom", path: ["subscriptions"], message });
    }
    const judge = (given: string | string[], place: readonly (string | number)[]) => {
      for (const { path, message } of addressProblems(given, transport))
        context.addIssue({ code: "custom", path: [...place, ...path], message });
    };
    judge(endpoints, ["endpoints"]);
    groups.forEach((group, index) => judge(group.endpoints, ["endpointGroups", index, "endpoints"]));
  });

const joinedKey = z.strictObject({
  from: z.literal("join"),
  join: text,
  path: z.array(text).min(1, "must name at least one field"),
  speculative: z.strictObject({ from: z.literal("principal.sub"), roles: z.array(text) }).optional(),
} satisfies Shape<JoinedKey>);

const join = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fetch"),
    field: text,
    service: text,
    rootField: text,
    argument: text,
    key: z.discriminatedUnion("from", [z.strictObject({ from: z.literal("argument") }), joinedKey]),
    passArguments: z.array(text).optional(),
  } satisfies Shape<FetchJoin>),
  z.strictObject({
    kind: z.literal("derived"),
    field: text,
    join: text,
    selection: text,
    map: z.custom<(value: never) => unknown>((value) => typeof value === "function", "must be a function"),
  } satisfies Shape<DerivedJoin>),
]);

const aggregate = z.strictObject({
  type: text,
  rootField: text,
  argument: text,
  identity: text,
  joins: z.array(join).min(1, "must have at least one join"),
} satisfies Shape<Aggregate>);

const algorithm = z.enum(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]);

const tokenOptions = {
  issuer: text.optional(),
  audience: text.optional(),
  algorithms: z.array(algorithm).min(1, "must name at least one algorithm").optional(),
  clockToleranceSeconds: z.int().min(0, "must not be negative").max(300, "must be at most 300 seconds").optional(),
  rolesClaim: text.optional(),
  scopeClaim: text.optional(),
} satisfies Shape<TokenOptions>;

const replicas = z.int().min(1, "must be at least 1").max(10_000, "must be at most 10,000");
export const engine = z.enum(["planned", "stitched"]);
export const workerCount = z.int().min(1, "must be at least 1").max(64, "must be at most 64");
export const redisUrl = z.url({ protocol: /^rediss?$/, error: "must be a redis or rediss address" });
const network = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must be an address or a network, for example 10.0.0.0/8")
  .refine((value) => !value.endsWith("/0"), "must not be every address: whoever is trusted may say that he is anybody");
const origin = z.custom<string>(
  (value) => typeof value === "string" && URL.canParse(value) && new URL(value).origin === value,
  "must be an origin, for example https://shop.example",
);
const headerWord = z.custom<string>(isHeaderWord, "must be a word that a header can hold");

const apiKeyList = z.array(
  z.strictObject({
    id: headerWord,
    sha256: z.string().regex(/^[\da-f]{64}$/i, "must be the SHA-256 of the key, 64 hexadecimal digits"),
    roles: z.array(headerWord).optional(),
    scopes: z.array(text).optional(),
    requestsPerMinute: count.optional(),
  } satisfies Shape<ApiKeyOptions>),
);

/** What a file of keys holds, named as in the configuration. */
export const apiKeysSchema = z.strictObject({ apiKeys: apiKeyList });

const pathTemplate = text.regex(PATH_TEMPLATE, "must be a path, for example /orders/:id or /files/*");
const header = z.string().regex(/^[\w-]+$/, "must be the name of a header");

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
  paths: z.record(pathTemplate, pathTemplate),
  methods: z.array(z.enum(ROUTE_METHODS)).min(1, "must name at least one method").optional(),
  when: z
    .strictObject({
      headers: z.record(header, text).optional(),
      contentTypes: z.array(text).min(1, "must name at least one content type").optional(),
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

export const configSchema = z.strictObject({
  services: z
    .array(service)
    .min(1, "must name at least one service")
    .superRefine((services, context) => {
      services.forEach(({ name }, index) => {
        if (services.findIndex((other) => other.name === name) < index) {
          context.addIssue({
            code: "custom",
            path: [index, "name"],
            message: `is the name of another service too: ${name}`,
          });
        }
      });
    }),
  gatewayContract: text.optional(),
  aggregates: z.array(aggregate).optional(),
  scalars: z.record(text, z.custom<GraphQLScalarType>(isScalarType, "must be a GraphQLScalarType")).optional(),
  authentication: z
    .strictObject({
      ...tokenOptions,
      mode: z.enum(["optional", "required"]).optional(),
      jwksUrl: endpoint.optional(),
      issuers: z
        .array(z.strictObject({ ...tokenOptions, issuer: text, jwksUrl: endpoint } satisfies Shape<IssuerConfig>))
        .superRefine((issuers, context) => {
          issuers.forEach(({ issuer }, index) => {
            if (issuers.findIndex((other) => other.issuer === issuer) === index) return;
            const message = `is the issuer of another one, too: ${issuer}`;
            context.addIssue({ code: "custom", path: [index, "issuer"], message });
          });
        })
        .optional(),
      introspection: z
        .strictObject({
          url: endpoint,
          clientId: text,
          clientSecret: text,
          issuer: text.optional(),
          audience: text.optional(),
          cacheSeconds: count.optional(),
          rolesClaim: text.optional(),
          scopeClaim: text.optional(),
        } satisfies Shape<TokenIntrospectionOptions>)
        .optional(),
      apiKeys: apiKeyList.optional(),
      apiKeyFile: text.optional(),
      demoIssuer: z.boolean().optional(),
    } satisfies Shape<AuthenticationConfig>)
    .optional(),
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
  rateLimits: z
    .strictObject({
      requestsPerMinute: count.optional(),
      redisUrl: redisUrl.optional(),
      expectedReplicas: replicas.optional(),
    } satisfies Shape<RateLimitsConfig>)
    .optional(),
  routes: z.array(z.discriminatedUnion("kind", [serviceRoute, operationRoute])).optional(),
  workers: workerCount.optional(),
  engine: engine.optional(),
  server: z
    .strictObject({
      port: port.optional(),
      host: text.optional(),
      maxBodyBytes: bytes.optional(),
      drainMs: count.max(600_000, "must be at most 600,000 milliseconds").optional(),
      stopGraceMs: milliseconds.optional(),
      maxBatchSize: z.int().min(1, "must be at least 1").max(1_000, "must be at most 1,000").optional(),
      graphiql: z.boolean().optional(),
      maxHeaderBytes: bytes.optional(),
      requestTimeoutMs: milliseconds.optional(),
      answerTimeoutMs: milliseconds.optional(),
      trustedProxies: z.array(network).optional(),
      cors: z
        .strictObject({
          origins: z.array(origin).min(1, "must name at least one origin"),
          credentials: z.boolean().optional(),
          maxAgeSeconds: count.optional(),
        } satisfies Shape<CorsOptions>)
        .optional(),
      adminPort: port.optional(),
      adminRoles: z.array(headerWord).optional(),
      loadShedding: z
        .union([
          z.literal(false),
          z.strictObject({
            maxEventLoopDelayMs: count.optional(),
            maxHeapShare: z.number().min(0, "must not be negative").max(1, "must be at most 1").optional(),
            maxResidentBytes: count.optional(),
            maxConcurrentRequests: count.optional(),
            retryAfterSeconds: z
              .int()
              .min(1, "must be at least 1 second")
              .max(3_600, "must be at most 3,600 seconds")
              .optional(),
            sampleIntervalMs: milliseconds.optional(),
          } satisfies Shape<LoadSheddingOptions>),
        ])
        .optional(),
      subscriptions: z
        .strictObject({
          maxConnections: count.optional(),
          maxOperationsPerConnection: count.optional(),
          initTimeoutMs: milliseconds.optional(),
          pingIntervalMs: milliseconds.optional(),
        } satisfies Shape<SubscriptionOptions>)
        .optional(),
    } satisfies Shape<ServerOptions>)
    .optional(),
  limits: z
    .strictObject({
      maxDepth: count.optional(),
      maxFields: count.optional(),
      maxRootFields: count.optional(),
      maxAliases: count.optional(),
      maxDirectives: count.optional(),
      maxTokens: count.optional(),
      maxVariablesDepth: count.optional(),
      maxVariablesValues: count.optional(),
      maxOperationNameLength: count.optional(),
      maxUpstreamBytes: bytes.optional(),
      mode: z.enum(["enforce", "measure"]).optional(),
    } satisfies Shape<LimitsOptions & UpstreamLimitOptions>)
    .optional(),
  degradation: z
    .strictObject({
      maxStaleValues: count.optional(),
      maxStaleBytes: count.optional(),
      maxStaleValueBytes: count.optional(),
      redisUrl: redisUrl.optional(),
    } satisfies Shape<DegradationOptions>)
    .optional(),
  cost: z
    .strictObject({
      maxCost: count.optional(),
      defaultListSize: count.optional(),
      mode: z.enum(["enforce", "measure"]).optional(),
      costPerRequest: z.number().positive("must be more than 0").optional(),
    } satisfies Shape<CostOptions>)
    .optional(),
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
