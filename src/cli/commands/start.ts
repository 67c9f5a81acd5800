import { DEFAULT_CONFIG_FILE, loadConfig } from "../../config/load-config.ts";
import { createGateway } from "../../gateway.ts";
import { printBanner } from "../banner.ts";
import { EXIT, readOptions, UsageError } from "../command.ts";

/** `selvage start`: runs until SIGTERM or SIGINT, then lets requests in flight finish. */
export async function runStart(words: readonly string[]): Promise<number> {
  const options = readOptions(words, ["config", "port"]);
  const environment = options.port === undefined ? process.env : { ...process.env, PORT: readPort(options.port) };
  const { config, directory } = await loadConfig(options.config ?? DEFAULT_CONFIG_FILE, environment);
  // From here on: a signal during the start is heeded when there is something to stop.
  const stopped = nextSignal();
  const gateway = await createGateway(config, { directory, environment });
  process.stdout.write(await printBanner(gateway, config));

  const signal = await stopped;
  process.stderr.write(`${signal}: finishing what is in flight\n`);
  await gateway.dispose();
  return EXIT.fine;
}

function readPort(text: string): string {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new UsageError(`--port must be a number between 0 and 65535, not "${text}".`);
  return text;
}

function nextSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  process.once("SIGTERM", resolve);
  process.once("SIGINT", resolve);
  return promise;
}
