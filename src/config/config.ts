import type { GraphQLScalarType } from "graphql";
import type { Aggregate } from "../aggregates/aggregate.ts";
import type { ApiKeyOptions } from "../auth/api-keys.ts";
import type { TokenIntrospectionOptions } from "../auth/introspect-token.ts";
import type { TokenOptions } from "../auth/verify-token.ts";
import type { LogLevel } from "../observability/logger.ts";
import type { CostOptions } from "../operation/cost/cost-policy.ts";
import type { AuthorizationOptions } from "../operation/authorize.ts";
import type { DegradationOptions } from "../operation/degradation/stale-values.ts";
import type { GatewayFieldOptions } from "../operation/gateway-field.ts";
import type { IntrospectionOptions } from "../operation/introspection-policy.ts";
import type { LimitsOptions } from "../operation/limits.ts";
import type { ClientLimitOptions } from "../rate-limits/client-limit.ts";
import type { RateLimitersOptions } from "../rate-limits/rate-limiters.ts";
import type { UpstreamLimitOptions } from "../registry/byte-budget.ts";
import type { ServiceOptions } from "../registry/service.ts";
import type { OperationRouteOptions } from "../server/routes/operation-routes.ts";
import type { ServiceRouteOptions } from "../server/routes/service-routes.ts";
import type { ServerOptions } from "../server/server-options.ts";

/** A gateway, as its operator describes it. File names are relative to the configuration file. */
export interface GatewayConfig {
  /** The services behind the gateway, at least one. */
  services: readonly ServiceConfig[];
  /** The SDL file of what the gateway itself adds. @default nothing */
  gatewayContract?: string;
  /** Types that the gateway puts together from several services. @default none */
  aggregates?: readonly Aggregate[];
  /** How the contracts' scalars are checked, by name. @default they pass as they come */
  scalars?: Readonly<Record<string, GraphQLScalarType>>;
  /** Who may ask. @default everybody, unnamed */
  authentication?: AuthenticationConfig;
  /** What `@auth` does where it refuses. */
  authorization?: AuthorizationOptions;
  /** Who may ask for the schema. */
  introspection?: IntrospectionOptions;
  /** Who may ask for `_gateway`, how the services do. */
  gatewayField?: GatewayFieldOptions;
  /** How often clients may ask, and where that is counted. */
  rateLimits?: RateLimitsConfig;
  /** Paths for clients that do not speak GraphQL. @default none */
  routes?: readonly RouteConfig[];
  /** How many processes share the port; `selvage start` runs them. @default 1, or `WORKERS` */
  workers?: number;
  /** The HTTP server. */
  server?: ServerOptions;
  /** What executes operations: the planned engine, which leaves what it cannot plan to the other, or the stitched one. @default "planned", or `ENGINE` */
  engine?: "planned" | "stitched";
  /** What an operation may be at most. */
  limits?: LimitsOptions & UpstreamLimitOptions;
  /** What is kept for fields that are served stale where they fail. */
  degradation?: DegradationOptions;
  /** What an operation may cost, and who pays. */
  cost?: CostOptions;
  /** Runs services without an address in one process of their own, for development. @default none may be without one */
  embedded?: EmbeddedConfig;
  /**
   * Whether a request may ask by `X-Fault` for faults of services, to see what becomes of its answer. For development; refused in
   * production. @default where all services are embedded, and not in production
   */
  faultInjection?: boolean;
  /** Which lines are logged. @default "info", or `LOG_LEVEL` */
  logLevel?: LogLevel;
  /** Operations to show whoever starts the gateway: the banner makes a ready `curl` of each, GraphiQL begins with the first. @default none */
  examples?: readonly ExampleOperation[];
}

/** A path that goes straight to one service, or one that is answered by a stored operation. */
export type RouteConfig = ServiceRouteOptions | OperationRouteOptions;

export interface RateLimitsConfig extends ClientLimitOptions, RateLimitersOptions {}

export interface ServiceConfig extends ServiceOptions {
  /** The service's name, for example `order`: in errors, in logs, and in the variable that overrides its address, `ORDER_SERVICE_URL`. */
  name: string;
  /** The SDL file of its contract. */
  contract: string;
  /** The `.proto` file of a service with transport "grpc"; what it imports is looked for from the folders above it, too. */
  proto?: string;
  /** Its address, or several, among which calls are balanced. Without a path, `/graphql` is meant for GraphQL, the root for others. @default embedded */
  endpoints?: string | readonly string[];
}

/** The one issuer of tokens, or, in `issuers`, several. */
export interface AuthenticationConfig extends TokenOptions {
  /** Whether requests without a credential are answered, as far as everybody may read. @default "optional" */
  mode?: "optional" | "required";
  /** Where the token issuer's keys are. @default `JWT_JWKS_URL`, or none */
  jwksUrl?: string;
  /** Further issuers, told apart by `iss`. @default none */
  issuers?: readonly IssuerConfig[];
  /** Who is asked about opaque tokens (OAuth 2.0 Token Introspection, RFC 7662). @default nobody: none are accepted */
  introspection?: TokenIntrospectionOptions;
  /** Keys of programs, sent as `X-API-Key`. @default none are accepted */
  apiKeys?: readonly ApiKeyOptions[];
  /** A JSON file with a list of such keys, read again when it changes. @default none */
  apiKeyFile?: string;
  /** Whether tokens of the demo issuer are accepted. Never in production. @default when all services are embedded and no `jwksUrl` is set */
  demoIssuer?: boolean;
}

export interface IssuerConfig extends TokenOptions {
  /** Demanded as `iss`. */
  issuer: string;
  /** Where the issuer's keys are. */
  jwksUrl: string;
}

export interface EmbeddedConfig {
  /** The module that runs services: it gets `name=port` pairs as arguments and tells their addresses to its parent, see the README. */
  module: string;
}

export interface ExampleOperation {
  /** What it shows, in a few words. */
  title: string;
  /** The GraphQL text. */
  query: string;
  /** Whose demo token goes with it. @default nobody's */
  token?: { sub: string; roles?: readonly string[] };
}

/** Names the type of a configuration for the editor; gives it back as it is. It is checked when it is loaded. */
export function defineConfig(config: GatewayConfig): GatewayConfig {
  return config;
}
