import type { z } from "zod";
import type { ApiKeyOptions } from "../auth/api-keys.ts";
import { ConfigurationError } from "../errors.ts";
import { printGiven } from "./address.ts";
import { apiKeysSchema } from "./authentication-schema.ts";
import { configSchema } from "./config-schema.ts";
import type { GatewayConfig, ServiceConfig } from "./config.ts";
import { endpointUrl, TRANSPORT_KIND_NAMES } from "../transports/transport-kinds.ts";
import { readEnvironment, type Environment, type NamedService } from "./environment.ts";

/**
 * Checks a configuration and lays the environment's variables over it. Throws a `ConfigurationError` that names every
 * problem of both, each with its path or variable.
 */
export function parseConfig(value: unknown, environment: Environment): GatewayConfig {
  const problems: string[] = [];
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) problems.push(...inOrder(parsed.error.issues, value).flatMap((issue) => describe(issue, value)));
  const overlay = readEnvironment(environment, namesOf(value), problems);
  // Addresses that are none cannot be compared.
  if (parsed.success && problems.length === 0)
    problems.push(...weightProblems((parsed.data as GatewayConfig).services, overlay.endpoints));
  if (problems.length > 0 || !parsed.success) throw new ConfigurationError(problems);

  const config = parsed.data as GatewayConfig;
  return {
    ...config,
    services: config.services.map((service) => {
      const endpoints = overlay.endpoints.get(service.name) ?? service.endpoints;
      return endpoints === undefined ? service : { ...service, endpoints };
    }),
    server: { ...config.server, ...overlay.server },
    rateLimits: { ...config.rateLimits, ...overlay.rateLimits },
    ...(overlay.workers === undefined ? {} : { workers: overlay.workers }),
    ...(overlay.engine === undefined ? {} : { engine: overlay.engine }),
    authentication: { ...config.authentication, ...overlay.authentication },
    ...(overlay.logLevel === undefined ? {} : { logLevel: overlay.logLevel }),
  };
}

/** Weights of addresses that the service does not have: what they were meant for would get as many calls as any other. */
function weightProblems(
  services: readonly ServiceConfig[],
  fromEnvironment: ReadonlyMap<string, string | readonly string[]>,
): string[] {
  return services.flatMap(({ name, transport, endpoints, endpointGroups = [], endpointWeights = {} }, index) => {
    const main = [endpoints ?? [], fromEnvironment.get(name) ?? []].flat();
    if (main.length === 0) return [];
    const groups = endpointGroups.flatMap((group) => group.endpoints);
    const known = new Set([...main, ...groups].map((address) => endpointUrl(address, transport).href));
    return Object.keys(endpointWeights)
      .filter((address) => !known.has(endpointUrl(address, transport).href))
      .map((address) => `${at(["services", index, "endpointWeights", address])}: is no address of the service`);
  });
}

/** Checks a list of API keys, as a file holds it. Throws a `ConfigurationError` as `parseConfig` does. */
export function parseApiKeys(list: unknown): readonly ApiKeyOptions[] {
  const value = { apiKeys: list };
  const parsed = apiKeysSchema.safeParse(value);
  if (!parsed.success) throw new ConfigurationError(parsed.error.issues.flatMap((issue) => describe(issue, value)));
  return parsed.data.apiKeys as ApiKeyOptions[];
}

/** As a reader of the configuration meets them; what is missing comes behind what is there. */
function inOrder(issues: readonly z.core.$ZodIssue[], value: unknown): readonly z.core.$ZodIssue[] {
  return issues.toSorted((one, other) => {
    let inner: unknown = value;
    for (const [depth, key] of one.path.entries()) {
      const otherKey = other.path[depth];
      if (otherKey === undefined || typeof inner !== "object" || inner === null) return 0;
      if (key !== otherKey) return placeIn(inner, key) - placeIn(inner, otherKey);
      inner = (inner as Record<PropertyKey, unknown>)[key];
    }
    return 0;
  });
}

function placeIn(value: object, key: PropertyKey): number {
  const place = Object.keys(value).indexOf(String(key));
  return place === -1 ? Number.MAX_SAFE_INTEGER : place;
}

function describe(issue: z.core.$ZodIssue, value: unknown): string[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${at([...issue.path, key])}: is not known here`);
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The alternative that fits best takes the value as such, and has the fewest complaints; its own tell more than "invalid".
    const [best] = issue.errors.toSorted(
      (left, right) => Number(isRefusal(left)) - Number(isRefusal(right)) || left.length - right.length,
    );
    return (best ?? []).flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] }, value));
  }
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => `${at(issue.path)}: ${message}`);
  const given = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  if (issue.code === "invalid_type" && given === undefined)
    return [`${at(issue.path)}: is missing (${issue.expected} expected)`];
  const choice =
    issue.code === "invalid_value" && issue.message.startsWith("Invalid") ? choiceOf(issue.values) : undefined;
  if (choice !== undefined && given === undefined) return [`${at(issue.path)}: is missing (${choice} expected)`];
  const shown = issue.path.some((key) => SECRETS.has(key)) ? "" : `, not ${printGiven(given)}`;
  if (issue.code === "invalid_type")
    return [`${at(issue.path)}: must be ${issue.expected === "int" ? "a whole number" : issue.expected}${shown}`];
  if (choice !== undefined) return [`${at(issue.path)}: must be ${choice}${shown}`];
  const isTold = issue.code !== "custom" && (typeof given === "string" || typeof given === "number");
  return [`${at(issue.path)}: ${issue.message}${isTold ? shown : ""}`];
}

function choiceOf(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" or ");
}

/** Whether the value is none of that kind at all. */
function isRefusal(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.some(({ code, path }) => path.length === 0 && code !== "unrecognized_keys");
}

/** What is in these fields, or was meant to be, is not repeated. */
const SECRETS: ReadonlySet<PropertyKey> = new Set(["apiKeys", "clientSecret", "redisUrl"]);

function at(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the configuration";
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const name = String(key);
      return /^\w+$/.test(name) ? `${index === 0 ? "" : "."}${name}` : `[${JSON.stringify(name)}]`;
    })
    .join("");
}

function namesOf(value: unknown): NamedService[] {
  const services = typeof value === "object" && value !== null && "services" in value ? value.services : [];
  if (!Array.isArray(services)) return [];
  return services.flatMap((service: unknown) => {
    if (typeof service !== "object" || service === null || !("name" in service) || typeof service.name !== "string")
      return [];
    const given = "transport" in service ? service.transport : undefined;
    const transport = TRANSPORT_KIND_NAMES.find((kind) => kind === given) ?? "graphql";
    return [{ name: service.name, transport }];
  });
}
