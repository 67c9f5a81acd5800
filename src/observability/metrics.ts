import cluster from "node:cluster";
import { Counter, Gauge, Registry } from "prom-client";
import { LightHistogram, type Series } from "./light-histogram.ts";
import { createServiceMetrics, type ServiceMetrics } from "./service-metrics.ts";
import { createWorkerMetrics } from "./worker-metrics.ts";

export type { Counter, Gauge, Series };

/** Everything that is counted, in one place. */
export interface Metrics {
  /** Rate limits that could not be counted where they are shared. */
  readonly rateLimitFallbacks: Counter;
  /** What was refused for being over a limit, by `limit`: `client`, or a field's coordinate. */
  readonly rateLimited: Counter<"limit">;
  /** Requests refused because the gateway was saturated, by `reason`. */
  readonly requestsShed: Counter<"reason">;
  /** Subscriptions that are open at services; clients that may see the same share one. */
  readonly upstreamSubscriptions: Gauge<"service">;
  /** Subscriptions that clients have open, by `protocol`: `sse` or `ws`. */
  readonly clientSubscriptions: Gauge<"protocol">;
  /** What operations may cost, by estimate. */
  readonly operationCost: Series;
  /** What is counted of a service's calls, by its name; of those to a group of its endpoints, by the group's, too. */
  ofService(name: string, group?: string): ServiceMetrics;
  /** Operations that the planned engine left to the stitched one, by `reason`. */
  readonly planFallbacks: Counter<"reason">;
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
    requestsShed: new Counter({
      name: "selvage_requests_shed_total",
      help: "Requests refused because the gateway was saturated.",
      labelNames: ["reason"],
      registers,
    }),
    upstreamSubscriptions: new Gauge({
      name: "selvage_upstream_subscriptions",
      help: "Subscriptions that are open at services.",
      labelNames: ["service"],
      registers,
    }),
    clientSubscriptions: new Gauge({
      name: "selvage_client_subscriptions",
      help: "Subscriptions that clients have open.",
      labelNames: ["protocol"],
      registers,
    }),
    operationCost: new LightHistogram({
      name: "selvage_operation_cost",
      help: "What operations may cost, by estimate.",
      buckets: [1, 10, 100, 1_000, 10_000, 100_000],
      registry,
    }).with({}),
    ofService: createServiceMetrics(registry),
    planFallbacks: new Counter({
      name: "selvage_plan_fallbacks_total",
      help: "Operations that the planned engine left to the stitched one.",
      labelNames: ["reason"],
      registers,
    }),
    print: cluster.isWorker ? createWorkerMetrics(registry) : () => registry.metrics(),
    contentType: registry.contentType,
  };
}
