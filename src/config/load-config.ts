import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigurationError } from "../errors.ts";
import type { GatewayConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { parseConfig } from "./parse-config.ts";

export const DEFAULT_CONFIG_FILE = "gateway.config.ts";

export interface LoadedConfig {
  readonly config: GatewayConfig;
  /** The folder of the configuration file: its file names start from here. */
  readonly directory: string;
}

/** Loads a configuration file, a module whose default export is the configuration. Throws a `ConfigurationError` with all its problems. */
export async function loadConfig(file: string, environment: Environment): Promise<LoadedConfig> {
  const path = resolve(file);
  const shown = relative(process.cwd(), path) || path;
  if (!existsSync(path))
    throw new ConfigurationError([`${shown}: there is no such file; name the configuration with --config FILE`]);
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    throw new ConfigurationError([
      `${shown}: cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
  if (module.default === undefined)
    throw new ConfigurationError([`${shown}: has no default export; write: export default defineConfig({ … })`]);
  return { config: parseConfig(module.default, environment), directory: dirname(path) };
}
