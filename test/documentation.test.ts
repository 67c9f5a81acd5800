import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Registry } from "prom-client";
import { z } from "zod";
import { configSchema } from "../src/config/config-schema.ts";
import { COST_DEFAULTS } from "../src/operation/cost/cost-policy.ts";
import { LIMITS_DEFAULTS } from "../src/operation/limits.ts";
import { createServiceMetrics } from "../src/observability/service-metrics.ts";
import { BULKHEAD_DEFAULTS } from "../src/resilience/bulkhead.ts";
import { CIRCUIT_DEFAULTS } from "../src/resilience/circuit.ts";
import { HEALTH_DEFAULTS } from "../src/resilience/health-checks.ts";
import { HEDGE_DEFAULTS } from "../src/resilience/hedge.ts";
import { OUTLIER_DEFAULTS } from "../src/resilience/outliers.ts";
import { RETRY_DEFAULTS } from "../src/resilience/retry.ts";
import { LOAD_SHEDDING_DEFAULTS } from "../src/server/load-shedding.ts";
import { SERVER_DEFAULTS } from "../src/server/server-options.ts";
import { ERRORS } from "../src/index.ts";

const readme = readFileSync("README.md", "utf8");

describe("the README", () => {
  it("gives each limit's default", () => {
    for (const [name, value] of Object.entries(LIMITS_DEFAULTS)) {
      const row = new RegExp(`^\\| \`limits\\.${name}\` \\| .* \\| (.*) \\|$`, "m").exec(readme);
      expect(row?.[1], name).toBe(typeof value === "number" ? String(value) : `\`"${value}"\``);
    }
  });

  it("lists every error code with its status, and no other", () => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (yes|no) \| (.+) \|$/gm)].map(
      ([, ...cells]) => cells,
    );
    const codes = Object.entries(ERRORS).map(([code, { httpStatus, retryable, message }]) => [
      code,
      String(httpStatus),
      retryable ? "yes" : "no",
      message,
    ]);
    expect(rows).toEqual(codes);
  });

  it("lists every field of the configuration, and no other", () => {
    const section = readme.slice(readme.indexOf("### Configuration"), readme.indexOf("The environment goes before"));
    const documented = [...section.matchAll(/^\| `([a-zA-Z.[\]]+)` \| /gm)].map(([, field = ""]) => field);
    const fields = Object.entries(configSchema.shape).flatMap(([name, field]) => leavesOf(name, field));
    expect(documented.toSorted()).toEqual(fields.toSorted());
  });
});

describe("the guide to protecting a graph", () => {
  it("gives each limit's default", () => {
    const guide = readFileSync("docs/protecting.md", "utf8");
    const rows = [...guide.matchAll(/^\| `(limits|cost|server)\.(\w+)` \| (\d+) \|/gm)];
    const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      limits: LIMITS_DEFAULTS,
      cost: COST_DEFAULTS,
      server: SERVER_DEFAULTS,
    };
    for (const [, part = "", name = "", value = ""] of rows) expect(String(defaults[part]?.[name]), name).toBe(value);
    const sizes = Object.keys(LIMITS_DEFAULTS).filter((name) => name !== "mode" && name !== "maxUpstreamBytes");
    const named = rows.filter(([, part]) => part === "limits").map(([, , name = ""]) => name);
    expect(new Set(named)).toEqual(new Set(sizes));
  });
});

describe("the guide to running it", () => {
  it("lists every option of load shedding with its default", () => {
    const guide = readFileSync("docs/running.md", "utf8");
    const rows = [...guide.matchAll(/^\| `loadShedding\.(\w+)` \| .* \| (\S+) \|$/gm)].map(([, ...cells]) => cells);
    expect(rows).toEqual(Object.entries(LOAD_SHEDDING_DEFAULTS).map(([name, value]) => [name, String(value)]));
  });
});

describe("the guide to failing services", () => {
  const guide = readFileSync("docs/when-a-service-fails.md", "utf8");

  it("lists every option of a call's chain with its default", () => {
    const parts = {
      retry: RETRY_DEFAULTS,
      hedge: HEDGE_DEFAULTS,
      circuitBreaker: CIRCUIT_DEFAULTS,
      bulkhead: BULKHEAD_DEFAULTS,
      outliers: OUTLIER_DEFAULTS,
      health: HEALTH_DEFAULTS,
    };
    const expected = Object.entries(parts).flatMap(([part, defaults]) =>
      Object.entries(defaults).map(([name, value]) => [`${part}.${name}`, String(value)]),
    );
    const rows = [...guide.matchAll(/^\| `(\w+\.\w+)` \| .* \| (\S+) \|$/gm)].map(([, ...cells]) => cells);
    expect(rows).toEqual(expected);
  });

  it("lists every metric of upstream calls, and no other", async () => {
    const documented = [...guide.matchAll(/^\| `(selvage_\w+)` \|/gm)].map(([, name = ""]) => name);
    const registry = new Registry();
    createServiceMetrics(registry);
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(documented.toSorted()).toEqual(names.toSorted());
  });
});

/** The fields of a configuration's part, those of nested objects by their paths. */
function leavesOf(path: string, field: unknown): string[] {
  if (field instanceof z.ZodOptional) return leavesOf(path, field.unwrap());
  if (field instanceof z.ZodObject)
    return Object.entries(field.shape).flatMap(([name, inner]) => leavesOf(`${path}.${name}`, inner));
  if (field instanceof z.ZodDiscriminatedUnion)
    return [...new Set(field.options.flatMap((option) => leavesOf(path, option)))];
  if (["services", "routes"].includes(path) && field instanceof z.ZodArray) return leavesOf(`${path}[]`, field.element);
  return [path];
}
