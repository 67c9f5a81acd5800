/**
 * The planned engine, the stitched engine and a monolith of the same data, over graphs, data and operations that are made
 * from numbers. All are to give the same answer, to the letter; where they may differ, `compare-engines.ts` says.
 *
 * `GRAPHS` and `OPERATIONS` (of each graph) say how many, `SEED` which: always the same, unless it is a number of yours, or
 * `random`. A failure prints the seed and, shrunk (for `SHRINK_MS`), the numbers that it is made from; as `CASE` they bring it
 * back.
 */
import { array, asyncProperty, check, nat, record } from "fast-check";
import { expect, it } from "vitest";
import { chooseSeed } from "./choose-seed.ts";
import {
  compareWithFaults,
  compareWithMonolith,
  noCounts,
  type Case,
  type Compare,
  type Counts,
} from "./compare-engines.ts";
import { compareEvents } from "./compare-events.ts";
import { createDifferentialGraph, type DifferentialGraph } from "./differential-graph.ts";
import { operationNumbers } from "./random-operation.ts";
import { shrinkCase } from "./shrink-case.ts";

const GRAPHS = Number(process.env["GRAPHS"] ?? 206);
const OPERATIONS = Number(process.env["OPERATIONS"] ?? 100);
const SHRINK_MS = Number(process.env["SHRINK_MS"] ?? 60_000);

const graphNumbers = array(nat(1_000), { minLength: 20, maxLength: 500, size: "max" });
const faultNumbers = array(nat(1_000), { minLength: 4, maxLength: 12, size: "max" });
const oneOperation = record({ operation: operationNumbers(), faults: faultNumbers });

/** What of the operations may be left to the other engine, and what may differ for a known reason. */
const MAX_SHARES = { fallbacks: 0.02, askedMore: 0.02, askedSooner: 0.01 } as const;

it("answers any operation on any graph as graphql-js answers it over one monolith of the same data", async () => {
  expect(tooMany(await compareAll(compareWithMonolith, GRAPHS))).toEqual([]);
}, 1_200_000);

it("loses the same with either engine where services fail, and tells the same of it", async () => {
  expect(tooMany(await compareAll(compareWithFaults, Math.ceil(GRAPHS / 4)))).toEqual([]);
}, 1_200_000);

it("tells each event of any subscription as one monolith tells it", async () => {
  expect(tooMany(await compareAll(compareEvents, Math.ceil(GRAPHS / 20), Math.ceil(OPERATIONS / 2)))).toEqual([]);
}, 1_200_000);

function tooMany(counts: Counts): string[] {
  return Object.entries(MAX_SHARES).flatMap(([name, share]) =>
    counts[name as keyof typeof MAX_SHARES] > counts.operations * share ? [name] : [],
  );
}

async function compareAll(compare: Compare, numRuns: number, perGraph = OPERATIONS): Promise<Counts> {
  const counts = noCounts();
  const given = process.env["CASE"];
  if (given !== undefined) {
    await expectNone(compare, JSON.parse(given) as Case);
    return counts;
  }
  let found: Case | undefined;
  const manyOperations = array(oneOperation, { minLength: perGraph, maxLength: perGraph });
  const property = asyncProperty(graphNumbers, manyOperations, async (numbers, operations) => {
    const graph = createDifferentialGraph(numbers);
    counts.graphs += 1;
    for (const [index, { operation, faults }] of operations.entries()) {
      const each: Case = { operation, faults, graph: numbers };
      if ((await compare(graph, each, counts, index % 4 === 0)) === undefined) continue;
      found = each;
      return false;
    }
    counts.fallbacks += graph.fallbacks.length;
    return true;
  });
  // What is found is shrunk here: a graph with 100 operations is more than fast-check can make smaller in time.
  const details = await check(property, { seed: chooseSeed(), endOnFailure: true, numRuns });
  process.stdout.write(`differential test: seed ${details.seed}, ${JSON.stringify(counts)}\n`);
  if (found !== undefined) {
    const smallest = await shrinkCase(found, differs(compare), SHRINK_MS);
    process.stdout.write(`CASE='${JSON.stringify(smallest)}'\n`);
    await expectNone(compare, smallest);
    throw new Error("It was different, and is not any more.");
  }
  if (details.failed) throw details.errorInstance;
  return counts;
}

async function expectNone(compare: Compare, numbers: Case): Promise<void> {
  const difference = await compare(createDifferentialGraph(numbers.graph), numbers, noCounts(), true);
  expect(difference?.actual, difference?.of).toEqual(difference?.expected);
  // In another order, at least.
  expect(JSON.stringify(difference?.actual), difference?.of).toBe(JSON.stringify(difference?.expected));
}

/** Whether a smaller case, which may make no graph that composes, shows a difference, too. */
function differs(compare: Compare): (smaller: Case) => Promise<boolean> {
  let known: { readonly numbers: readonly number[]; readonly graph: DifferentialGraph } | undefined;
  return async (smaller) => {
    try {
      if (known?.numbers !== smaller.graph)
        known = { numbers: smaller.graph, graph: createDifferentialGraph(smaller.graph) };
      return (await compare(known.graph, smaller, noCounts(), true)) !== undefined;
    } catch {
      return false;
    }
  };
}
