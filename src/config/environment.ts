import { DEFAULT_ALGORITHMS } from "../auth/verify-token.ts";
import { LOG_LEVELS, type LogLevel } from "../observability/logger.ts";
import type { ServerOptions } from "../server/server-options.ts";
import type { TransportKind } from "../transports/transport-kinds.ts";
import { addressOf, addressProblems, describeAddress, printGiven } from "./address.ts";
import { redisUrl } from "./common-values.ts";
import { configSchema, engine } from "./config-schema.ts";
import type { AuthenticationConfig, GatewayConfig, RateLimitsConfig } from "./config.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says, laid over the configuration file. */
export interface EnvironmentOverlay {
  readonly endpoints: ReadonlyMap<string, readonly string[]>;
  readonly server: Pick<ServerOptions, "port" | "host" | "adminPort">;
  readonly authentication: AuthenticationConfig;
  readonly rateLimits: RateLimitsConfig;
  readonly workers: number | undefined;
  readonly engine: GatewayConfig["engine"];
  readonly logLevel: LogLevel | undefined;
}

export interface NamedService {
  readonly name: string;
  readonly transport: TransportKind;
}

/** Reads the variables that any gateway heeds; what is wrong is added to `problems`. An empty variable counts as unset. */
export function readEnvironment(
  environment: Environment,
  services: readonly NamedService[],
  problems: string[],
): EnvironmentOverlay {
  const read = (name: string) => environment[name] || undefined;
  const endpoints = new Map<string, readonly string[]>();
  for (const { name, transport } of services) {
    const variable = endpointVariable(name);
    const addresses = read(variable)
      ?.split(",")
      .map((address) => address.trim());
    if (addresses === undefined) continue;
    const wanted = `${describeAddress(transport, "addresses")} with commas between them`;
    problems.push(...addressProblems(addresses, transport, wanted).map(({ message }) => `${variable}: ${message}`));
    endpoints.set(name, addresses);
  }
  return {
    endpoints,
    server: {
      ...optional("port", readNumber("PORT", read, 0, 65_535, problems)),
      ...optional("host", read("HOST")),
      ...optional("adminPort", readNumber("ADMIN_PORT", read, 0, 65_535, problems)),
    },
    authentication: readAuthentication(read, problems),
    rateLimits: {
      ...optional("requestsPerMinute", readNumber("RATE_LIMIT_PER_MINUTE", read, 0, 1_000_000_000, problems)),
      ...optional("redisUrl", readRedisUrl(read("REDIS_URL"), problems)),
    },
    workers: readNumber("WORKERS", read, 1, 64, problems),
    engine: readEngine(read("ENGINE"), problems),
    logLevel: readLogLevel(read("LOG_LEVEL"), problems),
  };
}

/** The variable that holds a service's address: `ORDER_SERVICE_URL` for `order`. */
export function endpointVariable(service: string): string {
  return `${service.toUpperCase().replaceAll("-", "_")}_SERVICE_URL`;
}

function readAuthentication(read: (name: string) => string | undefined, problems: string[]): AuthenticationConfig {
  const jwksUrl = read("JWT_JWKS_URL");
  if (jwksUrl !== undefined && !addressOf("graphql").safeParse(jwksUrl).success)
    problems.push(`JWT_JWKS_URL: must be an http or https address, not ${printGiven(jwksUrl)}`);
  const algorithms = read("JWT_ALGORITHMS")
    ?.split(",")
    .map((name) => name.trim());
  if (algorithms !== undefined && !configSchema.shape.authentication.safeParse({ algorithms }).success) {
    problems.push(
      `JWT_ALGORITHMS: must be signature algorithms with commas between them, for example ${DEFAULT_ALGORITHMS.join(",")}, not ${JSON.stringify(algorithms.join(","))}`,
    );
  }
  const demoIssuer = read("DEMO_ISSUER");
  if (demoIssuer !== undefined && demoIssuer !== "1" && demoIssuer !== "0")
    problems.push(`DEMO_ISSUER: must be 1 or 0, not ${JSON.stringify(demoIssuer)}`);
  return {
    ...optional("jwksUrl", jwksUrl),
    ...optional("issuer", read("JWT_ISSUER")),
    ...optional("audience", read("JWT_AUDIENCE")),
    ...optional("algorithms", algorithms),
    ...optional("demoIssuer", demoIssuer === undefined ? undefined : demoIssuer === "1"),
  };
}

function readNumber(
  name: string,
  read: (name: string) => string | undefined,
  least: number,
  most: number,
  problems: string[],
): number | undefined {
  const text = read(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  problems.push(`${name}: must be a number between ${least} and ${most}, not ${JSON.stringify(text)}`);
  return undefined;
}

/** The address may hold a password: it is not repeated. */
function readRedisUrl(text: string | undefined, problems: string[]): string | undefined {
  if (text !== undefined && !redisUrl.safeParse(text).success)
    problems.push("REDIS_URL: must be a redis or rediss address, for example redis://127.0.0.1:6379");
  return text;
}

function readEngine(text: string | undefined, problems: string[]): GatewayConfig["engine"] {
  if (text === undefined) return undefined;
  const parsed = engine.safeParse(text);
  if (!parsed.success) problems.push(`ENGINE: must be planned or stitched, not ${JSON.stringify(text)}`);
  return parsed.data;
}

function readLogLevel(text: string | undefined, problems: string[]): LogLevel | undefined {
  const level = LOG_LEVELS.find((known) => known === text);
  if (text !== undefined && level === undefined)
    problems.push(`LOG_LEVEL: must be one of ${LOG_LEVELS.join(", ")}, not ${JSON.stringify(text)}`);
  return level;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
