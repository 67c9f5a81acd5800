import { checkComposition } from "../composition/checks/check-composition.ts";
import { endpointVariable } from "../config/environment.ts";
import type { GatewayConfig } from "../config/config.ts";
import { ConfigurationError } from "../errors.ts";
import { loadContracts, type Contracts } from "../registry/contracts.ts";
import { printProblem, type Problem } from "../registry/problem.ts";

export interface CheckedContracts extends Contracts {
  /** What works, but not as well as it could. */
  readonly warnings: readonly Problem[];
}

/** Reads and checks all contracts of a configuration. Throws a `ConfigurationError` that names every problem with its file and line. */
export function checkConfig(config: GatewayConfig, directory: string): CheckedContracts {
  const loaded = loadContracts(config.services, config.gatewayContract, directory);
  // What cannot be parsed would be missed everywhere else: its own problems come first.
  const { errors, warnings } =
    loaded.problems.length > 0
      ? { errors: loaded.problems, warnings: [] }
      : checkComposition(loaded.contracts, loaded.gatewayContract, config.aggregates ?? []);
  const problems = errors.map(printProblem);
  config.services.forEach(({ name, endpoints }, index) => {
    if (endpoints !== undefined || config.embedded !== undefined) return;
    problems.push(
      `services[${index}].endpoints: is missing; name the ${name} service's address here or in ${endpointVariable(name)}`,
    );
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { ...loaded, warnings };
}
