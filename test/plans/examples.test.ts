import { readdirSync, readFileSync } from "node:fs";
import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { works } from "../../bench/works/works.ts";
import { composeContracts } from "../../src/assembly/compose-contracts.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { buildPlan } from "../../src/planning/build-plan.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";

const { config, directory } = await loadConfig("gateway.config.ts", {});
const { schema } = composeContracts(config, directory, {});
const normalize = createNormalizer(schema.executableSchema);

const operations: readonly (readonly [string, string])[] = [
  ...(config.examples ?? []).map(({ title, query }) => [title, query] as const),
  ...readdirSync("operations").map((file) => [file, readFileSync(`operations/${file}`, "utf8")] as const),
  ...Object.values(works)
    .filter(({ graph }) => graph === "store")
    .map(({ title, query }) => [title, query] as const),
];

describe("what the store shows and the benchmark measures is planned", () => {
  it.each(operations)("%s", (_title, query) => {
    const document = parse(query);
    expect(validate(schema.publicSchema, document)).toEqual([]);
    const { definition } = normalize(document, undefined, {});
    const { steps } = buildPlan(
      { schema: schema.executableSchema, owners: schema.owners, aggregates: schema.aggregates },
      definition,
    );
    expect(steps).toHaveLength(1);
  });
});
