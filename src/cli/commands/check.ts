import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Kind, printSchema } from "graphql";
import { checkConfig } from "../../assembly/check-config.ts";
import { loadStoredOperations } from "../../assembly/load-stored-operations.ts";
import { compose } from "../../composition/compose.ts";
import { DEFAULT_CONFIG_FILE, loadConfig } from "../../config/load-config.ts";
import { printProblem } from "../../registry/problem.ts";
import type { Service } from "../../registry/service.ts";
import { EXIT, readOptions } from "../command.ts";
import { listRoutes } from "../list-routes.ts";

/** `selvage check`: composes the contracts and reports; starts nothing and asks no service. */
export async function runCheck(words: readonly string[]): Promise<number> {
  const options = readOptions(words, ["config", "print"]);
  const { config, directory } = await loadConfig(options.config ?? DEFAULT_CONFIG_FILE, process.env);
  const { contracts, gatewayContract, warnings } = checkConfig(config, directory, process.env);
  const services = contracts.map((contract): Service => ({
    name: contract.name,
    contract,
    execute: refuse,
    subscribe: refuse,
    dispose: async () => undefined,
  }));
  const { publicSchema } = compose({
    services,
    gatewayContract: gatewayContract ?? { kind: Kind.DOCUMENT, definitions: [] },
    aggregates: config.aggregates ?? [],
    scalars: config.scalars ?? {},
  });
  loadStoredOperations(config, directory, publicSchema);
  for (const warning of warnings) process.stdout.write(`warning: ${printProblem(warning)}\n`);
  const types = Object.keys(publicSchema.getTypeMap()).filter((name) => !name.startsWith("__")).length;
  process.stdout.write(
    `${services.length} services compose: ${services.map(({ name }) => name).join(", ")}; ${types} types\n`,
  );
  if (config.routes !== undefined) process.stdout.write(`routes:\n${listRoutes(config.routes)}`);
  if (options.print !== undefined) {
    mkdirSync(dirname(options.print), { recursive: true });
    writeFileSync(options.print, `${printSchema(publicSchema)}\n`);
  }
  return EXIT.fine;
}

function refuse(): never {
  throw new Error("A check asks no service.");
}
