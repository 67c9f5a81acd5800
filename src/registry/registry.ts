import type { Metrics } from "../observability/metrics.ts";
import { endpointUrls } from "../transports/transport-kinds.ts";
import { createByteBudgets, type UpstreamLimitOptions } from "./byte-budget.ts";
import type { Contract } from "./contract.ts";
import { createService, type OpenService, type ServiceOptions } from "./service.ts";

/** Who is there: all services, opened at their endpoints. */
export interface Registry {
  readonly services: readonly OpenService[];
  /** Closes every connection. */
  dispose(): Promise<void>;
}

export interface RegistryEntry {
  readonly contract: Contract;
  readonly endpoints: readonly string[];
  readonly options: ServiceOptions;
  /** Whether its calls fail where a request asks for it. @default false */
  readonly injectsFaults?: boolean;
}

/** Opens all services. None of them is asked anything, so that one which is down does not stop the gateway from starting. */
export function createRegistry(
  entries: readonly RegistryEntry[],
  metrics: Pick<Metrics, "upstreamSubscriptions" | "ofService">,
  limits: UpstreamLimitOptions = {},
): Registry {
  const budgetOf = createByteBudgets(limits);
  const services = entries.map(({ contract, endpoints, options, injectsFaults }) => {
    const urls = endpointUrls(endpoints, options.transport);
    return createService(contract, urls, options, metrics, budgetOf, injectsFaults);
  });
  return {
    services,
    async dispose() {
      await Promise.all(services.map((service) => service.dispose()));
    },
  };
}
