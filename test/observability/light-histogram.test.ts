import { AggregatorRegistry, Histogram, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { LightHistogram } from "../../src/observability/light-histogram.ts";

const SHAPE = { name: "seconds", help: "How long it took.", buckets: [0.1, 1, 10] };
/** Below, on and above each bound, and beyond all. */
const VALUES = [0, 0.05, 0.1, 0.11, 1, 1, 9.99, 10, 10.01, 1e9];

function theirs(): Registry {
  const registry = new Registry();
  const histogram = new Histogram({ ...SHAPE, labelNames: ["service", "outcome"], registers: [registry] });
  for (const value of VALUES) histogram.observe({ service: 'a "b"', outcome: "ok" }, value);
  histogram.observe({ service: "c" }, 2);
  return registry;
}

function ours(): Registry {
  const registry = new Registry();
  const histogram = new LightHistogram<"service" | "outcome">({ ...SHAPE, registry });
  const series = histogram.with({ service: 'a "b"', outcome: "ok" });
  for (const value of VALUES) series.observe(value);
  histogram.with({ service: "c" }).observe(2);
  return registry;
}

describe("a light histogram", () => {
  it("tells what prom-client's own tells", async () => {
    expect(await ours().metrics()).toBe(await theirs().metrics());
  });

  it("adds up over workers as prom-client's own does", async () => {
    const sumOf = async (registries: Registry[]) =>
      AggregatorRegistry.aggregate(
        await Promise.all(registries.map((registry) => registry.getMetricsAsJSON())),
      ).metrics();
    expect(await sumOf([ours(), ours()])).toBe(await sumOf([theirs(), theirs()]));
  });
});
