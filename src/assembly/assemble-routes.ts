import type { GatewayConfig } from "../config/config.ts";
import { DEFAULT_TIMEOUT_MS } from "../resilience/resilient-executor.ts";
import type { OpenServiceRoute } from "../server/routes/service-routes.ts";
import { SERVER_DEFAULTS } from "../server/server-options.ts";
import { parseFault } from "../transports/fault.ts";
import { DEFAULT_MAX_RESPONSE_BYTES } from "../transports/transport.ts";
import { endpointUrl, endpointUrls } from "../transports/transport-kinds.ts";

/** Finds for each route to a service where it leads. Expects a configuration that passed the checks. */
export function assembleServiceRoutes(
  { routes = [], services, server }: GatewayConfig,
  endpoints: ReadonlyMap<string, readonly string[]>,
): OpenServiceRoute[] {
  return routes.flatMap((options): OpenServiceRoute[] => {
    if (options.kind !== "service") return [];
    const service = services.find(({ name }) => name === options.service);
    const kind = service?.transport ?? "graphql";
    const urls = endpointUrls(endpoints.get(options.service) ?? [], kind);
    const groupUrls = (service?.endpointGroups ?? []).map(
      (group) => [group.name, endpointUrls(group.endpoints, kind)] as const,
    );
    // What follows the host of a GraphQL service is where it speaks GraphQL, not where its paths begin.
    const basesOf = (all: readonly [URL, ...URL[]]) =>
      (kind === "graphql" ? all.map(({ origin }) => new URL(origin)) : all) as readonly [URL, ...URL[]];
    const weights = new Map(
      Object.entries(service?.endpointWeights ?? {}).map(([address, weight]) => {
        const [base] = basesOf([endpointUrl(address, kind)]);
        return [base.href, weight] as const;
      }),
    );
    const given = options.endpoints;
    const graphqlPaths = [urls, ...groupUrls.map(([, all]) => all)].flat().map(({ pathname }) => pathname);
    return [
      {
        options,
        target: {
          service: options.service,
          endpoints: given === undefined ? basesOf(urls) : endpointUrls(given, "rest"),
          weights,
          timeoutMs: options.timeoutMs ?? service?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
          maxRequestBytes: options.maxRequestBytes ?? server?.maxBodyBytes ?? SERVER_DEFAULTS.maxBodyBytes,
          maxResponseBytes: options.maxResponseBytes ?? service?.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES,
        },
        groups: new Map(given === undefined ? groupUrls.map(([name, all]) => [name, basesOf(all)] as const) : []),
        passToken: service?.passToken ?? false,
        fault: service?.fault === undefined ? undefined : parseFault(service.fault),
        hiddenPaths: new Set(kind === "graphql" ? graphqlPaths.map((path) => path.toLowerCase()) : []),
      },
    ];
  });
}
