import { Kind } from "graphql";
import { assembleAuthentication } from "./assembly/assemble-authentication.ts";
import { assembleServiceRoutes } from "./assembly/assemble-routes.ts";
import { loadStoredOperations, prepareStoredOperations } from "./assembly/load-stored-operations.ts";
import { checkConfig } from "./assembly/check-config.ts";
import { injectsFaults } from "./assembly/fault-injection.ts";
import { createEngine } from "./assembly/create-engine.ts";
import { locateServices, startEmbedded, type GatewayService } from "./assembly/locate-services.ts";
import type { DemoIssuer } from "./auth/demo-issuer.ts";
import { compose } from "./composition/compose.ts";
import type { GatewayConfig } from "./config/config.ts";
import type { Environment } from "./config/environment.ts";
import { createLogger } from "./observability/logger.ts";
import { createFieldLimits } from "./directives/rate-limited-fields.ts";
import { createMetrics } from "./observability/metrics.ts";
import { createAuthorizer } from "./operation/authorize.ts";
import { createCostPolicy } from "./operation/cost/cost-policy.ts";
import { openRedisStaleStore } from "./operation/degradation/redis-stale-store.ts";
import { createIntrospectionPolicy } from "./operation/introspection-policy.ts";
import { createClientLimit, REQUESTS_PER_MINUTE } from "./rate-limits/client-limit.ts";
import { openRateLimiters } from "./rate-limits/rate-limiters.ts";
import { createGatewayField } from "./operation/gateway-field.ts";
import { createLimits } from "./operation/limits.ts";
import { createPipeline } from "./operation/pipeline.ts";
import { createGroupChooser } from "./registry/choose-groups.ts";
import { createRegistry } from "./registry/registry.ts";
import { Circuit } from "./resilience/circuit.ts";
import { DEFAULT_TIMEOUT_MS } from "./resilience/resilient-executor.ts";
import { createStateTeller } from "./resilience/worker-states.ts";
import { SERVER_DEFAULTS } from "./server/server-options.ts";
import { createServer } from "./server/server.ts";
import { createProxy } from "./transports/proxy.ts";

/** Whoever tries the demonstration out shall not run into its limit. */
const DEMONSTRATION_REQUESTS_PER_MINUTE = 10_000;

/** What GraphiQL's editor says first. */
const TOKEN_HINT = `# To be somebody, put a token into the Headers tab below:
#   {"authorization": "Bearer …"}

`;
const DEMO_TOKEN_HINT = `# To be somebody, make a token in a terminal:
#   npm run --silent selvage -- token --sub user-1 --roles CUSTOMER
# and put it into the Headers tab below:
#   {"authorization": "Bearer …"}

`;

export interface GatewayOptions {
  /** Where the configuration's file names start from. @default the current folder */
  directory?: string;
  /** The environment's variables, for `NODE_ENV`. @default the process's */
  environment?: Environment;
  /** Where the services without an address listen, by name, where somebody else runs them. @default they are started */
  embedded?: ReadonlyMap<string, string>;
}

/** A gateway that listens. */
export interface Gateway {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Where `/metrics` and `/health/services` are, where `server.adminPort` is set. */
  readonly adminUrl: string | undefined;
  readonly services: readonly GatewayService[];
  /** Makes tokens that this gateway accepts, where the demo issuer is on. */
  readonly demoIssuer: DemoIssuer | undefined;
  /** Ends subscriptions in a way that brings their clients back: WebSockets with 1012, event streams with SUBSCRIPTION_ENDED. */
  endSubscriptions(): void;
  /** Takes no new requests, lets those in flight finish, then closes everything that it opened. */
  dispose(): Promise<void>;
}

/**
 * Starts a gateway. Throws a `ConfigurationError` that names every problem of the configuration and its contracts, or
 * Node's error where the port cannot be had. A service that is down does not keep it from starting.
 */
export async function createGateway(config: GatewayConfig, options: GatewayOptions = {}): Promise<Gateway> {
  const { directory = process.cwd(), environment = process.env } = options;
  const { contracts, gatewayContract } = checkConfig(config, directory, environment);
  const log = createLogger(config.logLevel ?? "info");

  await using opened = new AsyncDisposableStack();
  const { demoIssuer, dispose, ...authenticator } = await assembleAuthentication(config, directory, environment, log);
  opened.defer(dispose);
  const urls = options.embedded ?? (await startEmbedded(config, directory, log, opened));
  const services = locateServices(config, urls);
  const metrics = createMetrics();
  const faulty = injectsFaults(config, environment);
  const answerTimeoutMs = config.server?.answerTimeoutMs ?? SERVER_DEFAULTS.answerTimeoutMs;
  const registry = createRegistry(
    contracts.map((contract, index) => {
      const {
        name: _name,
        contract: _file,
        proto: _proto,
        endpoints: _endpoints,
        ...options
      } = config.services[index] ?? { name: "", contract: "" };
      return {
        contract,
        endpoints: services[index]?.endpoints ?? [],
        // No call has more time than its request: a service that hangs is known by calls that had this much.
        options: { ...options, timeoutMs: Math.min(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, answerTimeoutMs) },
        injectsFaults: faulty || options.fault !== undefined,
      };
    }),
    metrics,
    config.limits,
  );
  opened.defer(() => registry.dispose());
  const serviceStates = () => registry.services.map((service) => service.state());
  const schema = compose({
    services: registry.services,
    gatewayContract: gatewayContract ?? { kind: Kind.DOCUMENT, definitions: [] },
    aggregates: config.aggregates ?? [],
    scalars: config.scalars ?? {},
  });
  const limiters = await openRateLimiters(
    config.rateLimits ?? {},
    config.workers ?? 1,
    log,
    metrics.rateLimitFallbacks,
  );
  opened.defer(() => limiters.dispose());
  const { redisUrl: staleRedis, ...degradation } = config.degradation ?? {};
  const staleStore = staleRedis === undefined ? undefined : openRedisStaleStore(staleRedis, log);
  opened.defer(() => staleStore?.dispose());
  const pipeline = createPipeline({
    schema,
    engine: createEngine(config.engine, schema, registry.services, metrics),
    limits: createLimits(config.limits ?? {}, log),
    chargeCost: createCostPolicy(schema, config.cost ?? {}, metrics.operationCost),
    authorize: createAuthorizer(
      schema,
      createFieldLimits(schema.guards.rateLimits, limiters.Limiter, metrics.rateLimited),
      config.authorization ?? {},
    ),
    degradation: {
      ...degradation,
      store: staleStore,
      passesTokens: config.services.some(({ passToken }) => passToken === true),
    },
    introspection: createIntrospectionPolicy({
      enabled: environment["NODE_ENV"] !== "production",
      ...config.introspection,
    }),
    gatewayField: createGatewayField(
      { enabled: environment["NODE_ENV"] !== "production", ...config.gatewayField },
      serviceStates,
    ),
  });
  const operationRoutes = loadStoredOperations(config, directory, schema.publicSchema);
  prepareStoredOperations(operationRoutes, pipeline);
  const isDemonstration = services.every(({ kind }) => kind === "embedded");
  const { requestsPerMinute = isDemonstration ? DEMONSTRATION_REQUESTS_PER_MINUTE : REQUESTS_PER_MINUTE } =
    config.rateLimits ?? {};
  const proxy = createProxy(() => new Circuit());
  opened.defer(() => proxy.dispose());
  const server = await createServer(
    {
      proxy,
      operationRoutes,
      serviceRoutes: assembleServiceRoutes(config, new Map(services.map(({ name, endpoints }) => [name, endpoints]))),
      routeLimits: { Limiter: limiters.Limiter, refused: metrics.rateLimited },
      pipeline,
      authenticator,
      clientLimit: createClientLimit(limiters.Limiter, requestsPerMinute, metrics.rateLimited),
      metrics,
      tellStates: createStateTeller(serviceStates),
      log,
      defaultQuery: `${demoIssuer === undefined ? TOKEN_HINT : DEMO_TOKEN_HINT}${config.examples?.[0]?.query ?? "{ __typename }"}`,
      keySet: demoIssuer?.keySet,
      faultyServices: faulty ? services.map(({ name }) => name) : undefined,
      groups: createGroupChooser(config.services),
    },
    config.server,
  );
  opened.defer(() => server.dispose());

  const parts = opened.move();
  return {
    url: server.url,
    adminUrl: server.adminUrl,
    services,
    demoIssuer,
    endSubscriptions: () => server.endSubscriptions(),
    dispose: () => parts.disposeAsync(),
  };
}
