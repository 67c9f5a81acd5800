import cluster from "node:cluster";
import { assembleDemoIssuer } from "../../assembly/assemble-authentication.ts";
import { checkConfig } from "../../assembly/check-config.ts";
import { locateServices, startEmbedded } from "../../assembly/locate-services.ts";
import type { Environment } from "../../config/environment.ts";
import { DEFAULT_CONFIG_FILE, loadConfig, type LoadedConfig } from "../../config/load-config.ts";
import { createGateway } from "../../gateway.ts";
import { createLogger } from "../../observability/logger.ts";
import { gatherWorkerMetrics } from "../../observability/worker-metrics.ts";
import { countForWorkers } from "../../rate-limits/rate-limiters.ts";
import { gatherWorkerStates } from "../../resilience/worker-states.ts";
import { SERVER_DEFAULTS } from "../../server/server-options.ts";
import { printBanner } from "../banner.ts";
import { EXIT, readOptions, UsageError } from "../command.ts";
import { nextSignal } from "../next-signal.ts";
import { ORDERS_VARIABLE, startWorkers, WorkerFailed, type WorkerOrders, type WorkerReady } from "../workers.ts";

/** How much longer than its requests a worker may take to stop, in milliseconds. */
const STOP_MARGIN_MS = 3_000;

/** `selvage start`: runs until SIGTERM or SIGINT, then lets requests in flight finish. */
export async function runStart(words: readonly string[]): Promise<number> {
  const options = readOptions(words, ["config", "port"]);
  const environment = options.port === undefined ? process.env : { ...process.env, PORT: readPort(options.port) };
  const loaded = await loadConfig(options.config ?? DEFAULT_CONFIG_FILE, environment);
  if (cluster.isWorker) return runWorker(loaded, environment);
  const run = (loaded.config.workers ?? 1) > 1 ? runPrimary : runAlone;
  return run(loaded, environment, options.config);
}

async function runAlone(
  { config, directory }: LoadedConfig,
  environment: Environment,
  configFile: string | undefined,
): Promise<number> {
  // From here on: a signal during the start is heeded when there is something to stop.
  const stopped = nextSignal("SIGTERM", "SIGINT");
  const gateway = await createGateway(config, { directory, environment });
  process.stdout.write(await printBanner(gateway, config, configFile));

  const signal = await stopped;
  process.stderr.write(`${signal}: finishing what is in flight\n`);
  await gateway.dispose();
  return EXIT.fine;
}

/** Runs what there is once, however many workers there are, and the workers. */
async function runPrimary(
  { config, directory }: LoadedConfig,
  environment: Environment,
  configFile: string | undefined,
): Promise<number> {
  const stopped = nextSignal("SIGTERM", "SIGINT");
  checkConfig(config, directory, environment);
  const log = createLogger(config.logLevel ?? "info");
  await using opened = new AsyncDisposableStack();
  const demoIssuer = await assembleDemoIssuer(config, directory, environment);
  const urls = await startEmbedded(config, directory, log, opened);
  countForWorkers();
  gatherWorkerMetrics();
  gatherWorkerStates();
  const orders: WorkerOrders = { embedded: Object.fromEntries(urls) };
  const { drainMs, stopGraceMs } = { ...SERVER_DEFAULTS, ...config.server };
  const stopWithinMs = drainMs + stopGraceMs + STOP_MARGIN_MS;
  try {
    const workers = await startWorkers({ count: config.workers ?? 1, orders, stopGraceMs: stopWithinMs, log });
    opened.defer(() => workers.dispose());
    process.stdout.write(
      await printBanner({ url: workers.url, services: locateServices(config, urls), demoIssuer }, config, configFile),
    );
  } catch (error) {
    if (error instanceof WorkerFailed) return error.exitCode;
    throw error;
  }

  const signal = await stopped;
  process.stderr.write(`${signal}: finishing what is in flight\n`);
  return EXIT.fine;
}

async function runWorker({ config, directory }: LoadedConfig, environment: Environment): Promise<number> {
  // A terminal interrupts all processes at once: the primary tells its workers.
  process.on("SIGINT", () => undefined);
  const stopped = nextSignal("SIGTERM");
  const { embedded } = JSON.parse(environment[ORDERS_VARIABLE] ?? '{"embedded":{}}') as WorkerOrders;
  try {
    const gateway = await createGateway(config, {
      directory,
      environment,
      embedded: new Map(Object.entries(embedded)),
    });
    process.send?.({ kind: "ready", url: gateway.url } satisfies WorkerReady);
    await stopped;
    await gateway.dispose();
  } finally {
    // Otherwise the channel to the primary keeps the process alive.
    cluster.worker?.disconnect();
  }
  return EXIT.fine;
}

function readPort(text: string): string {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new UsageError(`--port must be a number between 0 and 65535, not "${text}".`);
  return text;
}
