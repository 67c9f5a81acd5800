import { serve } from "../../examples/store/kit/serve.ts";
import { storeServiceNames, storeServices } from "../../examples/store/store-services.ts";
import { checkConfig } from "../../src/assembly/check-config.ts";
import { locateServices } from "../../src/assembly/locate-services.ts";
import { compose } from "../../src/composition/compose.ts";
import type { ComposedSchema } from "../../src/composition/composed-schema.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { createRegistry } from "../../src/registry/registry.ts";
import type { Service } from "../../src/registry/service.ts";
import { createSampleGraph } from "../engines/sample-graph.ts";
import { createFaulty } from "./faulty-graph.ts";
import type { IsDown } from "./local-service.ts";
import { createHops, createParcels, createTrips } from "./small-graphs.ts";

export interface PlanGraph extends AsyncDisposable {
  readonly composed: ComposedSchema;
  readonly services: readonly Service[];
}

/**
 * What cases are planned for, by the name that stands in their first line. Each opens a world of its own. Services can be down
 * where the graph is of this process.
 */
export const PLAN_GRAPHS: Readonly<Record<string, (isDown: IsDown) => Promise<PlanGraph>>> = {
  store: openStore,
  sample: async (isDown) => local(createSampleGraph(isDown)),
  hops: async () => local(createHops()),
  parcels: async () => local(createParcels()),
  trips: async (isDown) => local(createTrips(isDown)),
  faulty: async () => local(createFaulty()),
};

function local({ composed, services }: Pick<PlanGraph, "composed" | "services">): PlanGraph {
  return { composed, services, [Symbol.asyncDispose]: async () => undefined };
}

/** The store's own services, over their own transports. */
async function openStore(): Promise<PlanGraph> {
  await using opened = new AsyncDisposableStack();
  const environment: Record<string, string> = {};
  for (const name of storeServiceNames) {
    const createService = await storeServices[name].load();
    const service = await serve(createService({}), 0);
    opened.defer(() => service.close());
    environment[`${name.toUpperCase()}_SERVICE_URL`] = service.url;
  }
  const { config, directory } = await loadConfig("gateway.config.ts", environment);
  const { contracts, gatewayContract } = checkConfig(config, directory, environment);
  if (gatewayContract === undefined) throw new Error("The store has a contract of the gateway's own.");
  const endpoints = locateServices(config, new Map());
  const registry = createRegistry(
    contracts.map((contract, index) => {
      const {
        name: _name,
        contract: _file,
        proto: _proto,
        endpoints: _endpoints,
        ...options
      } = config.services[index] ?? {
        name: "",
        contract: "",
      };
      return { contract, endpoints: endpoints[index]?.endpoints ?? [], options };
    }),
    createMetrics(),
  );
  opened.defer(() => registry.dispose());
  const { services } = registry;
  const { aggregates = [], scalars = {} } = config;
  const composed = compose({ services, gatewayContract, aggregates, scalars });
  const parts = opened.move();
  return { composed, services, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
