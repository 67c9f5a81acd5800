import cluster, { type Worker } from "node:cluster";
import type { Logger } from "../observability/logger.ts";

/** What a worker is told by the process that runs it, as JSON in an environment variable. */
export interface WorkerOrders {
  /** Where the embedded services listen, by name. */
  readonly embedded: Readonly<Record<string, string>>;
}

/** What a worker tells when it takes requests. */
export interface WorkerReady {
  readonly kind: "ready";
  readonly url: string;
}

export interface WorkersOptions {
  /** How many. */
  readonly count: number;
  readonly orders: WorkerOrders;
  /** How long a worker may take to stop, in milliseconds; then it is ended. */
  readonly stopGraceMs: number;
  readonly log: Logger;
}

/** Processes that share one port. */
export interface Workers {
  readonly url: string;
  /** Lets all of them finish what is in flight. */
  dispose(): Promise<void>;
}

/** A worker could not be started, and has told why itself. */
export class WorkerFailed extends Error {
  override readonly name = "WorkerFailed";
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("A worker could not be started.");
    this.exitCode = exitCode;
  }
}

export const ORDERS_VARIABLE = "SELVAGE_WORKER";
const START_TIMEOUT_MS = 60_000;
const FIRST_RESTART_DELAY_MS = 200;
const MAX_RESTART_DELAY_MS = 5_000;
/** A worker that lived as long as this was no failed start: the next restart is quick again. */
const STABLE_AFTER_MS = 10_000;

/**
 * Runs this command line again in each of several processes that share its port (node:cluster). The first one starts
 * alone, so that what is wrong is told once: rejected with `WorkerFailed` then. Later on, one that dies is started again, after a
 * delay that doubles as long as that does not help.
 */
export async function startWorkers({ count, orders, stopGraceMs, log }: WorkersOptions): Promise<Workers> {
  const running = new Set<Worker>();
  let isStopping = false;

  function start(): Worker {
    const worker = cluster.fork({ [ORDERS_VARIABLE]: JSON.stringify(orders) });
    running.add(worker);
    worker.once("exit", () => running.delete(worker));
    // A message to one that has just died.
    worker.on("error", (error) => log.debug({ err: error, worker: worker.id }, "a worker cannot be told"));
    return worker;
  }

  function watch(worker: Worker, delayMs: number, startedAt = performance.now()): void {
    worker.once("exit", (code: number | null, signal: string | null) => {
      if (isStopping) return;
      const isStable = performance.now() - startedAt > STABLE_AFTER_MS;
      const nextDelayMs = isStable ? FIRST_RESTART_DELAY_MS : Math.min(delayMs * 2, MAX_RESTART_DELAY_MS);
      const restartMs = isStable ? FIRST_RESTART_DELAY_MS : delayMs;
      log.error({ worker: worker.id, code, signal, restartMs }, "a worker died; it is started again");
      setTimeout(() => {
        if (!isStopping) watch(start(), nextDelayMs);
      }, restartMs);
    });
  }

  async function dispose(): Promise<void> {
    isStopping = true;
    await Promise.all([...running].map((worker) => stop(worker, stopGraceMs)));
  }

  try {
    const first = start();
    const url = await ready(first);
    watch(first, FIRST_RESTART_DELAY_MS);
    const others = Array.from({ length: count - 1 }, () => start());
    await Promise.all(others.map(ready));
    for (const worker of others) watch(worker, FIRST_RESTART_DELAY_MS);
    return { url, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Gives where a worker listens, once it does. */
function ready(worker: Worker): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(
    () => reject(new Error(`A worker was not ready within ${START_TIMEOUT_MS} ms.`)),
    START_TIMEOUT_MS,
  );
  worker.on("message", (message: Partial<WorkerReady> | undefined) => {
    if (message?.kind === "ready") resolve(message.url ?? "");
  });
  worker.once("exit", (code: number | null) => reject(new WorkerFailed(code ?? 1)));
  return promise.finally(() => clearTimeout(timer));
}

async function stop(worker: Worker, graceMs: number): Promise<void> {
  const { process } = worker;
  if (process.exitCode !== null || process.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.once("exit", () => resolve());
  const timer = setTimeout(() => process.kill("SIGKILL"), graceMs);
  process.kill("SIGTERM");
  await promise.finally(() => clearTimeout(timer));
}
