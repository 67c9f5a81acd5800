/**
 * Fields with time limits of their own are fetched apart: by the planned engine's plan, and by the stitched engine from parts of
 * their services. While all is well, nothing of an answer is another one for it.
 */
import { array, asyncProperty, check, nat, record } from "fast-check";
import { expect, it } from "vitest";
import { chooseSeed } from "./choose-seed.ts";
import { compareWithMonolith, noCounts, type Case } from "./compare-engines.ts";
import { createDifferentialGraph } from "./differential-graph.ts";
import { operationNumbers } from "./random-operation.ts";

const GRAPHS = Number(process.env["GRAPHS"] ?? 8);
const OPERATIONS = Number(process.env["OPERATIONS"] ?? 50);

const graphNumbers = array(nat(1_000), { minLength: 20, maxLength: 500, size: "max" });
const manyOperations = array(record({ operation: operationNumbers() }), {
  minLength: OPERATIONS,
  maxLength: OPERATIONS,
});

it("answers the same, with either engine, whichever fields have time limits of their own", async () => {
  const counts = noCounts();
  let limited = 0;
  const property = asyncProperty(graphNumbers, manyOperations, async (graph, operations) => {
    const differential = createDifferentialGraph(graph, { isLimited: true });
    limited += differential.limitedFields;
    for (const [index, { operation }] of operations.entries()) {
      const each: Case = { operation, faults: [], graph };
      const difference = await compareWithMonolith(differential, each, counts, index % 4 === 0);
      expect(difference?.actual, difference?.of).toEqual(difference?.expected);
    }
    expect(differential.fallbacks).toEqual([]);
  });
  const details = await check(property, { seed: chooseSeed(), endOnFailure: true, numRuns: GRAPHS });
  process.stdout.write(`limited fields: seed ${details.seed}, ${limited} limits, ${JSON.stringify(counts)}\n`);
  if (details.failed) throw details.errorInstance;
  expect(limited).toBeGreaterThan(GRAPHS);
}, 600_000);
