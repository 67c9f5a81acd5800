import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { checkComposition } from "../composition/checks/check-composition.ts";
import { endpointVariable, type Environment } from "../config/environment.ts";
import type { GatewayConfig } from "../config/config.ts";
import { ConfigurationError } from "../errors.ts";
import { loadContracts, type Contracts } from "../registry/contracts.ts";
import { authenticationProblems } from "./authentication-problems.ts";
import { faultInjectionProblems } from "./fault-injection.ts";
import { routeProblems } from "./check-routes.ts";
import { printProblem, type Problem } from "../registry/problem.ts";
import { SERVER_DEFAULTS } from "../server/server-options.ts";

export interface CheckedContracts extends Contracts {
  /** What works, but not as well as it could. */
  readonly warnings: readonly Problem[];
}

/** Reads and checks all contracts of a configuration. Throws a `ConfigurationError` that names every problem with its file and line. */
export function checkConfig(config: GatewayConfig, directory: string, environment: Environment): CheckedContracts {
  const loaded = loadContracts(config.services, config.gatewayContract, directory);
  // What cannot be parsed would be missed everywhere else: its own problems come first.
  const { errors, warnings } =
    loaded.problems.length > 0
      ? { errors: loaded.problems, warnings: [] }
      : checkComposition(
          loaded.contracts,
          loaded.gatewayContract,
          config.aggregates ?? [],
          config.server?.answerTimeoutMs ?? SERVER_DEFAULTS.answerTimeoutMs,
        );
  const problems = [
    ...errors.map(printProblem),
    ...routeProblems(config),
    ...authenticationProblems(config, directory, environment),
    ...faultInjectionProblems(config, environment),
  ];
  if (config.embedded !== undefined && !existsSync(resolve(directory, config.embedded.module))) {
    problems.push(`embedded.module: there is no such file: ${config.embedded.module}`);
  }
  config.services.forEach(({ name, endpoints }, index) => {
    if (endpoints !== undefined || config.embedded !== undefined) return;
    problems.push(
      `services[${index}].endpoints: is missing; name the ${name} service's address here or in ${endpointVariable(name)}`,
    );
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { ...loaded, warnings };
}
