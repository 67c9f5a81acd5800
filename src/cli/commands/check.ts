import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { printSchema } from "graphql";
import { composeContracts } from "../../assembly/compose-contracts.ts";
import { loadStoredOperations } from "../../assembly/load-stored-operations.ts";
import { DEFAULT_CONFIG_FILE, loadConfig } from "../../config/load-config.ts";
import { printProblem } from "../../registry/problem.ts";
import { EXIT, readOptions } from "../command.ts";
import { listRoutes } from "../list-routes.ts";

/** `selvage check`: composes the contracts and reports; starts nothing and asks no service. */
export async function runCheck(words: readonly string[]): Promise<number> {
  const options = readOptions(words, ["config", "print"]);
  const { config, directory } = await loadConfig(options.config ?? DEFAULT_CONFIG_FILE, process.env);
  const { schema, services, warnings } = composeContracts(config, directory, process.env);
  const { publicSchema } = schema;
  loadStoredOperations(config, directory, publicSchema);
  for (const warning of warnings) process.stdout.write(`warning: ${printProblem(warning)}\n`);
  const types = Object.keys(publicSchema.getTypeMap()).filter((name) => !name.startsWith("__")).length;
  process.stdout.write(
    `${services.length} ${services.length === 1 ? "service composes" : "services compose"}: ${services.join(", ")}; ${types} types\n`,
  );
  const routes = listRoutes(config.routes ?? [], config.authentication?.mode);
  if (routes !== "") process.stdout.write(`routes:\n${routes}`);
  if (options.print !== undefined) {
    mkdirSync(dirname(options.print), { recursive: true });
    writeFileSync(options.print, `${printSchema(publicSchema)}\n`);
  }
  return EXIT.fine;
}
