/**
 * `onError: "NULL"` over the random graphs of `differential.test.ts`, where services fail: both engines lose the same, and
 * no more than they lose where errors propagate. `GRAPHS`, `OPERATIONS`, `SEED`, `SHRINK_MS` and `CASE` are as there.
 */
import { array, asyncProperty, check, nat, record } from "fast-check";
import { parse } from "graphql";
import { expect, it } from "vitest";
import type { Engine } from "../../src/execution/engine.ts";
import { failureOf } from "../../src/execution/fold-errors.ts";
import { chooseSeed } from "./choose-seed.ts";
import { compareWithFaults, noCounts, type Case, type Difference } from "./compare-engines.ts";
import { createContext, createDifferentialGraph, type DifferentialGraph } from "./differential-graph.ts";
import { operationNumbers, writeOperation } from "./random-operation.ts";
import { shrinkCase } from "./shrink-case.ts";

const GRAPHS = Number(process.env["GRAPHS"] ?? 20);
const OPERATIONS = Number(process.env["OPERATIONS"] ?? 40);
const SHRINK_MS = Number(process.env["SHRINK_MS"] ?? 60_000);

interface NullGraph {
  readonly graph: DifferentialGraph;
  /** The planned engine, with errors that propagate. */
  readonly propagating: Engine;
}

/** A graph whose engines are asked with `onError: "NULL"`. */
function createNullGraph(numbers: readonly number[]): NullGraph {
  const graph = createDifferentialGraph(numbers);
  const { planned, stitched } = graph;
  const withNull = (engine: Engine): Engine => ({
    ...engine,
    execute: (request) => engine.execute({ ...request, onError: "NULL" }),
  });
  return {
    graph: Object.assign(graph, { planned: withNull(planned), stitched: withNull(stitched) }),
    propagating: planned,
  };
}

/** With the faults that `compareWithFaults` has set. */
async function compareWithPropagation(
  { graph, propagating }: NullGraph,
  { operation }: Case,
): Promise<Difference | undefined> {
  const { query, variables } = writeOperation(graph.publicSchema, { id: ['"n0"', '"n1"', '"none"'] }, operation);
  const { document } = graph.normalize(parse(query), undefined, variables);
  const ask = async (engine: Engine) => {
    graph.world.reset();
    const { data, errors = [] } = await engine.execute({ document, variables, context: createContext() });
    const failures = errors.map((error) => {
      const { service, code } = failureOf(error)?.cause.extensions ?? {};
      return `${String(service)} ${String(code)}`;
    });
    return { data: JSON.parse(JSON.stringify(data)) as unknown, failures: [...new Set(failures)].toSorted() };
  };
  const propagated = await ask(propagating);
  const kept = await ask(graph.planned);
  const isKept = keeps(kept.data, propagated.data) && kept.failures.join() === propagated.failures.join();
  return isKept ? undefined : { of: `${query}\n\n${String(graph.faults)}`, actual: kept, expected: propagated };
}

/** Whether all of `less` is in `more`, at its place; a null of `less` may be anything there. */
function keeps(more: unknown, less: unknown): boolean {
  if (less === null) return true;
  if (typeof less !== "object" || typeof more !== "object" || more === null) return more === less;
  const keys = Object.keys(less);
  return (
    keys.join() === Object.keys(more).join() &&
    keys.every((key) => keeps((more as Record<string, unknown>)[key], (less as Record<string, unknown>)[key]))
  );
}

async function compare(graph: NullGraph, each: Case, counts = noCounts()): Promise<Difference | undefined> {
  const invalid = counts.invalid;
  const difference = await compareWithFaults(graph.graph, each, counts, true);
  if (difference !== undefined || counts.invalid > invalid) return difference;
  return compareWithPropagation(graph, each);
}

it("loses the same with either engine, and nothing beside what failed", async () => {
  const counts = noCounts();
  const given = process.env["CASE"];
  const expectNone = async (each: Case) => {
    const difference = await compare(createNullGraph(each.graph), each);
    expect(difference?.actual, difference?.of).toEqual(difference?.expected);
  };
  if (given !== undefined) return expectNone(JSON.parse(given) as Case);
  let found: Case | undefined;
  const graphNumbers = array(nat(1_000), { minLength: 20, maxLength: 500, size: "max" });
  const faultNumbers = array(nat(1_000), { minLength: 4, maxLength: 12, size: "max" });
  const oneOperation = record({ operation: operationNumbers(), faults: faultNumbers });
  const operations = array(oneOperation, { minLength: OPERATIONS, maxLength: OPERATIONS });
  const property = asyncProperty(graphNumbers, operations, async (numbers, all) => {
    const graph = createNullGraph(numbers);
    counts.graphs += 1;
    for (const { operation, faults } of all) {
      const each: Case = { operation, faults, graph: numbers };
      if ((await compare(graph, each, counts)) === undefined) continue;
      found = each;
      return false;
    }
    return true;
  });
  const details = await check(property, { seed: chooseSeed(), endOnFailure: true, numRuns: GRAPHS });
  process.stdout.write(`onError NULL: seed ${details.seed}, ${JSON.stringify(counts)}\n`);
  if (found !== undefined) {
    const differs = async (smaller: Case) => {
      try {
        return (await compare(createNullGraph(smaller.graph), smaller)) !== undefined;
      } catch {
        return false;
      }
    };
    const smallest = await shrinkCase(found, differs, SHRINK_MS);
    process.stdout.write(`CASE='${JSON.stringify(smallest)}'\n`);
    await expectNone(smallest);
    throw new Error("It was different, and is not any more.");
  }
  if (details.failed) throw details.errorInstance;
}, 1_200_000);
