import { Kind } from "graphql";
import { compose } from "../composition/compose.ts";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { GatewayConfig } from "../config/config.ts";
import type { Environment } from "../config/environment.ts";
import type { Problem } from "../registry/problem.ts";
import type { Service } from "../registry/service.ts";
import { checkConfig } from "./check-config.ts";

export interface ComposedContracts {
  readonly schema: ComposedSchema;
  /** In the configuration's order. */
  readonly services: readonly string[];
  readonly warnings: readonly Problem[];
}

/**
 * Composes a configuration's contracts, to be looked at: starts nothing, and whoever asks a service gets an error. Throws
 * a `ConfigurationError` that names every problem.
 */
export function composeContracts(
  config: GatewayConfig,
  directory: string,
  environment: Environment,
): ComposedContracts {
  const { contracts, gatewayContract, warnings } = checkConfig(config, directory, environment);
  const schema = compose({
    services: contracts.map((contract): Service => ({
      name: contract.name,
      contract,
      call: refuse,
      subscribe: refuse,
      dispose: async () => undefined,
    })),
    gatewayContract: gatewayContract ?? { kind: Kind.DOCUMENT, definitions: [] },
    aggregates: config.aggregates ?? [],
    scalars: config.scalars ?? {},
  });
  return { schema, services: contracts.map(({ name }) => name), warnings };
}

function refuse(): never {
  throw new Error("Contracts that are only composed ask no service.");
}
