import cluster from "node:cluster";
import { Counter, Registry } from "prom-client";
import { createWorkerMetrics } from "./worker-metrics.ts";

export type { Counter };

/** Everything that is counted, in one place. */
export interface Metrics {
  /** Rate limits that could not be counted where they are shared. */
  readonly rateLimitFallbacks: Counter;
  /** What was refused for being over a limit, by `limit`: `client`, or a field's coordinate. */
  readonly rateLimited: Counter<"limit">;
  /** The metrics as Prometheus reads them, those of all workers together. */
  print(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    rateLimitFallbacks: new Counter({
      name: "selvage_rate_limit_fallbacks_total",
      help: "Times a shared rate limit could not be counted and the process counted its own share.",
      registers,
    }),
    rateLimited: new Counter({
      name: "selvage_rate_limited_total",
      help: "Requests and fields refused for being over a rate limit.",
      labelNames: ["limit"],
      registers,
    }),
    print: cluster.isWorker ? createWorkerMetrics(registry) : () => registry.metrics(),
    contentType: registry.contentType,
  };
}
