/**
 * The planned engine, the stitched engine and a monolith of the same data, over graphs, data and operations that are made
 * from numbers. All are to give the same answer, to the letter.
 *
 * `GRAPHS` and `OPERATIONS` (of each graph) say how many, `SEED` which. A failure prints the seed and, shrunk, the numbers
 * that it is made from; as `CASE` they bring it back.
 */
import { array, asyncProperty, check, nat, type Parameters } from "fast-check";
import { execute, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import type { Engine } from "../../src/execution/engine.ts";
import {
  createContext,
  createDifferentialGraph,
  printContracts,
  type DifferentialGraph,
} from "./differential-graph.ts";
import { operationNumbers, writeOperation } from "./random-operation.ts";
import { shrinkCase } from "./shrink-case.ts";

const GRAPHS = Number(process.env["GRAPHS"] ?? 200);
const OPERATIONS = Number(process.env["OPERATIONS"] ?? 100);
const SHRINK_MS = Number(process.env["SHRINK_MS"] ?? 60_000);
/** Which engines are compared with the monolith. */
const ENGINES = (process.env["ENGINES"] ?? "planned").split(" ");
const RUNS: Parameters<unknown> = {
  numRuns: GRAPHS,
  // What is found is shrunk here: a graph with 100 operations is more than fast-check can make smaller in time.
  endOnFailure: true,
  ...(process.env["SEED"] === undefined ? {} : { seed: Number(process.env["SEED"]) }),
};

/** Ids that are some object's, and one that is nobody's. */
const VALUES = { id: ['"n0"', '"n1"', '"n2"', '"n3"', '"n4"', '"none"'] };

const graphNumbers = array(nat(1_000), { minLength: 20, maxLength: 500, size: "max" });
const manyOperations = array(operationNumbers(), { minLength: OPERATIONS, maxLength: OPERATIONS });

const counts = { graphs: 0, operations: 0, invalid: 0, fallbacks: 0 };

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
}

interface Case extends Record<string, readonly number[]> {
  readonly operation: readonly number[];
  readonly graph: readonly number[];
}

describe("healthy services", () => {
  it("answers any operation on any graph as graphql-js answers it over one monolith of the same data", async () => {
    const given = process.env["CASE"];
    if (given !== undefined) {
      const { graph, operation } = JSON.parse(given) as Case;
      await compareWithMonolith(createDifferentialGraph(graph), operation);
      return;
    }
    let difference: unknown;
    const details = await check(
      asyncProperty(graphNumbers, manyOperations, async (numbers, operations) => {
        const graph = createDifferentialGraph(numbers);
        counts.graphs += 1;
        for (const operation of operations) {
          if (await agrees(graph, operation)) continue;
          difference = await explain({ operation, graph: numbers });
          return false;
        }
        counts.fallbacks += graph.fallbacks.length;
        return true;
      }),
      RUNS,
    );
    process.stdout.write(`differential test: seed ${details.seed}, ${JSON.stringify(counts)}\n`);
    if (details.failed) throw difference ?? details.errorInstance;
    expect(counts.fallbacks / counts.operations).toBeLessThan(0.02);
  }, 1_200_000);
});

async function agrees(graph: DifferentialGraph, operation: readonly number[]): Promise<boolean> {
  try {
    await compareWithMonolith(graph, operation);
    return true;
  } catch {
    return false;
  }
}

/** What the smallest case that shows the same says. */
async function explain(found: Case): Promise<unknown> {
  let known: { readonly numbers: readonly number[]; readonly graph: DifferentialGraph } | undefined;
  const fails = async ({ graph: numbers, operation }: Case) => {
    try {
      if (known?.numbers !== numbers) known = { numbers, graph: createDifferentialGraph(numbers) };
    } catch {
      return false;
    }
    return !(await agrees(known.graph, operation));
  };
  const smallest = await shrinkCase(found, fails, SHRINK_MS);
  try {
    await compareWithMonolith(createDifferentialGraph(smallest.graph), smallest.operation);
  } catch (error) {
    if (error instanceof Error) error.message = `CASE='${JSON.stringify(smallest)}'\n\n${error.message}`;
    return error;
  }
  return new Error(`Only once: CASE='${JSON.stringify(smallest)}'`);
}

async function compareWithMonolith(graph: DifferentialGraph, numbers: readonly number[]): Promise<void> {
  const { query, variables } = writeOperation(graph.publicSchema, VALUES, numbers);
  const document = parse(query);
  const problems = validate(graph.publicSchema, document).filter(({ message }) => !message.includes("never used"));
  if (problems.length > 0) {
    counts.invalid += 1;
    return;
  }
  counts.operations += 1;
  const expected = await askMonolith(graph, query, variables);
  for (const engine of [graph.planned, graph.stitched].filter(({ name }) => ENGINES.includes(name))) {
    const answer = await ask(graph, engine, query, variables);
    const isSame = JSON.stringify(answer.data) === JSON.stringify(expected.data) && answer.errors === undefined;
    if (isSame) continue;
    const told = [printContracts(graph.contracts), query, JSON.stringify(variables), engine.name].join("\n\n");
    expect(answer, told).toEqual({ data: expected.data });
    expect(JSON.stringify(answer.data), told).toBe(JSON.stringify(expected.data));
  }
}

async function ask(
  { normalize, world, fallbacks }: DifferentialGraph,
  engine: Engine,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { document } = normalize(parse(query), undefined, variables);
  const run = async () => {
    world.reset();
    return toJson(await engine.execute({ document, variables, context: createContext() }));
  };
  const known = fallbacks.length;
  const answer = await run();
  if (engine.name !== "planned" || fallbacks.length > known) return answer;
  // What was made ready takes a shorter way to the answer, by code that is made for the plan.
  engine.prepare(document);
  const again = await run();
  expect(JSON.stringify(again), query).toBe(JSON.stringify(answer));
  return answer;
}

/** A null of an object that its owner does not know is an error to a monolith; to the gateway it is not. */
async function askMonolith(
  { monolith, world }: DifferentialGraph,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  world.reset();
  const fieldResolver = world.resolverFor();
  const { data, errors = [] } = await execute({
    schema: monolith,
    document: parse(query),
    variableValues: variables,
    fieldResolver,
    typeResolver: world.typeOf,
  });
  const others = errors.filter(({ message }) => !message.startsWith("Cannot return null for non-nullable field"));
  expect(others, query).toEqual([]);
  return toJson({ data });
}

function toJson(value: unknown): Answer {
  return JSON.parse(JSON.stringify(value)) as Answer;
}
