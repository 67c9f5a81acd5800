import type { GatewayConfig } from "../config/config.ts";
import { DEFAULT_TIMEOUT_MS } from "../resilience/resilient-executor.ts";
import type { OpenServiceRoute } from "../server/routes/service-routes.ts";
import { SERVER_DEFAULTS } from "../server/server-options.ts";
import { DEFAULT_MAX_RESPONSE_BYTES } from "../transports/transport.ts";
import { endpointUrl } from "../transports/transport-kinds.ts";

/** Finds for each route to a service where it leads. Expects a configuration that passed the checks. */
export function assembleServiceRoutes(
  { routes = [], services, server }: GatewayConfig,
  endpoints: ReadonlyMap<string, readonly string[]>,
): OpenServiceRoute[] {
  return routes.flatMap((options): OpenServiceRoute[] => {
    if (options.kind !== "service") return [];
    const service = services.find(({ name }) => name === options.service);
    const kind = service?.transport ?? "graphql";
    const urls = (endpoints.get(options.service) ?? []).map((endpoint) => endpointUrl(endpoint, kind));
    const given = typeof options.endpoints === "string" ? [options.endpoints] : options.endpoints;
    // What follows the host of a GraphQL service is where it speaks GraphQL, not where its paths begin.
    const bases =
      given?.map((endpoint) => new URL(endpoint)) ??
      urls.map((url) => (kind === "graphql" ? new URL(url.origin) : url));
    const [first, ...rest] = bases;
    if (first === undefined) throw new Error(`The ${options.service} service has no endpoint.`);
    return [
      {
        options,
        target: {
          service: options.service,
          endpoints: [first, ...rest],
          timeoutMs: options.timeoutMs ?? service?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
          maxRequestBytes: options.maxRequestBytes ?? server?.maxBodyBytes ?? SERVER_DEFAULTS.maxBodyBytes,
          maxResponseBytes: options.maxResponseBytes ?? service?.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES,
        },
        passToken: service?.passToken ?? false,
        hiddenPaths: new Set(kind === "graphql" ? urls.map(({ pathname }) => pathname.toLowerCase()) : []),
      },
    ];
  });
}
