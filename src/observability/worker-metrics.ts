/** Whichever worker is asked for metrics, it tells those of all: it asks the primary, which asks every worker. */
import cluster, { type Worker } from "node:cluster";
import { AggregatorRegistry, type Registry } from "prom-client";

interface MetricsMessage {
  readonly kind: "metrics";
  readonly id: number;
  /** The answer; undefined in a question, or where it cannot be had. */
  readonly text?: string | undefined;
}

/** How long the primary may take, in milliseconds; then a worker tells its own metrics. */
const TIMEOUT_MS = 6_000;

/** Answers the workers of this process, as long as it lives. */
export function gatherWorkerMetrics(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on("message", (worker: Worker, message: Partial<MetricsMessage> | undefined) => {
    if (message?.kind !== "metrics" || message.id === undefined) return;
    const { id } = message;
    void aggregator.clusterMetrics().then(
      (text) => worker.isConnected() && worker.send({ kind: "metrics", id, text } satisfies MetricsMessage),
      () => worker.isConnected() && worker.send({ kind: "metrics", id } satisfies MetricsMessage),
    );
  });
}

/** Makes, in a worker, what prints the metrics of all workers. */
export function createWorkerMetrics(registry: Registry): () => Promise<string> {
  // Its construction lets this process answer the primary.
  void new AggregatorRegistry();
  AggregatorRegistry.setRegistries(registry);
  const waiting = new Map<number, (text: string | undefined) => void>();
  let lastId = 0;
  process.on("message", (message: Partial<MetricsMessage> | undefined) => {
    if (message?.kind === "metrics") waiting.get(message.id ?? 0)?.(message.text);
  });

  return async function printAll() {
    lastId += 1;
    const id = lastId;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    waiting.set(id, resolve);
    const timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
    process.send?.({ kind: "metrics", id } satisfies MetricsMessage);
    const text = await promise;
    clearTimeout(timer);
    waiting.delete(id);
    return text ?? registry.metrics();
  };
}
