import { resolve } from "node:path";
import type { GatewayConfig } from "../config/config.ts";
import type { Logger } from "../observability/logger.ts";
import { startEmbeddedServices } from "../registry/embedded-services.ts";

export interface GatewayService {
  readonly name: string;
  readonly kind: "embedded" | "external";
  readonly endpoints: readonly string[];
}

/** Starts the services that have no address, and gives where they listen, by name. They end with what was opened. */
export async function startEmbedded(
  config: GatewayConfig,
  directory: string,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<ReadonlyMap<string, string>> {
  const names = config.services.filter(({ endpoints }) => endpoints === undefined).map(({ name }) => name);
  if (names.length === 0 || config.embedded === undefined) return new Map();
  const embedded = await startEmbeddedServices(resolve(directory, config.embedded.module), names, log);
  opened.defer(() => embedded.dispose());
  return embedded.urls;
}

/** Each service's addresses. */
export function locateServices(config: GatewayConfig, embedded: ReadonlyMap<string, string>): GatewayService[] {
  return config.services.map(({ name, endpoints }) => {
    if (endpoints === undefined) return { name, kind: "embedded", endpoints: [embedded.get(name) ?? ""] };
    return { name, kind: "external", endpoints: typeof endpoints === "string" ? [endpoints] : endpoints };
  });
}
