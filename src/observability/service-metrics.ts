import { Counter, Gauge, type Registry } from "prom-client";
import { LightHistogram, type Series } from "./light-histogram.ts";

/** What is counted of the calls of one service. */
export interface ServiceMetrics {
  /** A call was made: `ok`, `abandoned` (its client left), or the error's code; how long it took, in milliseconds. */
  readonly called: (outcome: string, tookMs: number) => void;
  readonly retried: () => void;
  readonly hedged: () => void;
  /** A query was answered by the call of another that was the same. */
  readonly shared: () => void;
  /** A call was not made: too many were being made. */
  readonly refused: () => void;
  readonly ejected: (endpoint: string) => void;
  /** A circuit changed: an endpoint's, or a root field's. */
  readonly circuitChanged: (kind: "endpoint" | "field", name: string, state: "closed" | "half-open" | "open") => void;
}

const CIRCUIT_VALUES = { closed: 0, "half-open": 1, open: 2 } as const;

/** For services that nobody watches. */
export const NO_SERVICE_METRICS: ServiceMetrics = {
  called: () => {},
  retried: () => {},
  hedged: () => {},
  shared: () => {},
  refused: () => {},
  ejected: () => {},
  circuitChanged: () => {},
};

/** The metrics of upstream calls; gives those of a service by its name, or of a group of its endpoints, which has a label of its own. */
export function createServiceMetrics(registry: Registry): (service: string, group?: string) => ServiceMetrics {
  const registers = [registry];
  const calls = new LightHistogram<"service" | "group" | "outcome">({
    name: "selvage_upstream_call_seconds",
    help: "How long calls of services took, by outcome: ok, abandoned (the client left), or the code of their error.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registry,
  });
  const counter = <Label extends string>(name: string, help: string, ...labels: Label[]) =>
    new Counter({ name, help, labelNames: ["service", "group", ...labels], registers });
  const retries = counter("selvage_upstream_retries_total", "Calls of services that were repeated.");
  const hedges = counter("selvage_upstream_hedges_total", "Queries that were asked a second time, being slow.");
  const shared = counter("selvage_upstream_shared_total", "Queries answered by the call of another that was the same.");
  const refused = counter("selvage_upstream_refused_total", "Calls that were not made: too many were being made.");
  const ejections = counter("selvage_upstream_ejections_total", "Endpoints left out for a while.", "endpoint");
  const circuits = new Gauge({
    name: "selvage_circuit_state",
    help: "Circuits that have opened once, by endpoint or root field: 0 closed, 1 half-open, 2 open.",
    labelNames: ["service", "group", "kind", "name"],
    registers,
  });
  return (service, group) => {
    const labels = group === undefined ? { service } : { service, group };
    const outcomes = new Map<string, Series>();
    const ofOutcome = (outcome: string) => {
      const known = outcomes.get(outcome);
      if (known !== undefined) return known;
      const series = calls.with({ ...labels, outcome });
      outcomes.set(outcome, series);
      return series;
    };
    return {
      called: (outcome, tookMs) => ofOutcome(outcome).observe(tookMs / 1_000),
      retried: () => retries.inc(labels),
      hedged: () => hedges.inc(labels),
      shared: () => shared.inc(labels),
      refused: () => refused.inc(labels),
      ejected: (endpoint) => ejections.inc({ ...labels, endpoint }),
      circuitChanged: (kind, name, state) => circuits.set({ ...labels, kind, name }, CIRCUIT_VALUES[state]),
    };
  };
}
