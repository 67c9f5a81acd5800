import { fork, type ChildProcess } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import type { Logger } from "../observability/logger.ts";

/** What the module of embedded services tells its parent. */
export type EmbeddedMessage =
  | { readonly kind: "listening"; readonly service: string; readonly url: string }
  | { readonly kind: "failed"; readonly service: string; readonly message: string };

export interface EmbeddedServices {
  /** Where each service listens. */
  readonly urls: ReadonlyMap<string, string>;
  /** Ends the process. */
  dispose(): Promise<void>;
}

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 3_000;
/** The services are there to try things out: they shall not need much of the machine. */
const SMALL = ["--max-semi-space-size=4"];
const FIRST_RESTART_DELAY_MS = 200;
const MAX_RESTART_DELAY_MS = 5_000;

/**
 * Runs services in one child process, so that their work never holds up the gateway's loop. The module is started
 * with `name=port` pairs (0: a free one) and tells, for each, where it listens. A process that dies is started again,
 * on the same ports. Rejected when the first start fails.
 */
export async function startEmbeddedServices(
  module: string,
  names: readonly string[],
  log: Logger,
): Promise<EmbeddedServices> {
  let stopping = false;
  let delayMs = FIRST_RESTART_DELAY_MS;
  let started = await start(
    module,
    names.map((name) => `${name}=0`),
  );
  const { urls } = started;
  const pairs = [...urls].map(([name, url]) => `${name}=${new URL(url).port}`);
  watch(started.child);

  function watch(child: ChildProcess): void {
    child.once("exit", (code, signal) => {
      if (stopping) return;
      log.error({ code, signal }, "the embedded services died; they are started again");
      setTimeout(() => void restart(), delayMs).unref();
      delayMs = Math.min(delayMs * 2, MAX_RESTART_DELAY_MS);
    });
  }

  async function restart(): Promise<void> {
    if (stopping) return;
    try {
      started = await start(module, pairs);
      if (stopping) return void started.child.kill();
      watch(started.child);
      delayMs = FIRST_RESTART_DELAY_MS;
      log.info("the embedded services are back");
    } catch (error) {
      log.error({ err: error }, "the embedded services could not be started again");
      setTimeout(() => void restart(), delayMs).unref();
      delayMs = Math.min(delayMs * 2, MAX_RESTART_DELAY_MS);
    }
  }

  return {
    urls,
    async dispose() {
      stopping = true;
      await stop(started.child);
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly urls: ReadonlyMap<string, string>;
}

function start(module: string, pairs: readonly string[]): Promise<Started> {
  const child = fork(module, pairs, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: SMALL,
    // Where this process keeps compiled code, its child may, too.
    env: { ...process.env, NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? getCompileCacheDir() },
  });
  const urls = new Map<string, string>();
  const { promise, resolve, reject } = Promise.withResolvers<Started>();
  const timer = setTimeout(
    () => reject(new Error(`The embedded services did not start within ${START_TIMEOUT_MS} ms.`)),
    START_TIMEOUT_MS,
  );
  child.on("message", (message: EmbeddedMessage) => {
    if (message.kind === "failed")
      return reject(new Error(`The embedded ${message.service} service cannot start: ${message.message}`));
    urls.set(message.service, message.url);
    if (urls.size === pairs.length) resolve({ child, urls });
  });
  child.once("error", reject);
  child.once("exit", (code) =>
    reject(new Error(`The embedded services ended with code ${code} before they were ready.`)),
  );
  return promise
    .finally(() => clearTimeout(timer))
    .catch(async (error: unknown) => {
      await stop(child);
      throw error;
    });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  child.kill("SIGTERM");
  await promise.finally(() => clearTimeout(timer));
}
