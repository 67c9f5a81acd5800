import { createHash } from "node:crypto";
import type { GatewayConfig, ServiceRouteOptions } from "../../src/index.ts";
import { startHttpService, type HttpBehaviour, type HttpService } from "./http-service.ts";
import { startTestGateway } from "./test-gateway.ts";

/** Who asks, by the header that says so. */
export const CLERK = { "x-api-key": "the-clerk's" };
export const BOSS = { "x-api-key": "the-boss's" };

const sha256 = (key: string) => createHash("sha256").update(key).digest("hex");

export const REST_KEYS = [
  { id: "clerk", sha256: sha256(CLERK["x-api-key"]), roles: ["CLERK"], scopes: ["read"] },
  { id: "boss", sha256: sha256(BOSS["x-api-key"]), roles: ["BOSS"], scopes: ["read", "write"] },
];

/** A gateway whose one service, `shop`, has paths of its own beside GraphQL. */
export async function startRestGateway(
  routes: readonly (Omit<ServiceRouteOptions, "kind" | "service"> & { service?: string })[],
  behave?: HttpBehaviour,
  config: Omit<GatewayConfig, "services" | "routes"> = {},
): Promise<{ readonly url: string; readonly service: HttpService }> {
  const service = await startHttpService(behave);
  const { url } = await startTestGateway(
    { shop: { sdl: "type Query { hello: String }", url: `${service.url}/graphql` } },
    {
      authentication: { apiKeys: REST_KEYS },
      ...config,
      routes: routes.map((route) => ({ kind: "service", service: "shop", ...route })),
    },
  );
  return { url, service };
}

/** What a client reads of an answer. */
export async function read(response: Response): Promise<{ status: number; body: unknown }> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}
