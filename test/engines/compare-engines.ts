/**
 * One operation, asked of both engines, or of them and a monolith.
 *
 * Where they may differ, and why:
 *
 * - The stitched engine asks for keys where it needs none. Where such a field fails, it loses more than the planned engine,
 *   which did not ask for it; where one service fails to give a key, it may have it from another: counted (`askedMore`).
 * - It sees by a field of its own choice that the object of a join is there. Where that failed, the object is lost: counted.
 * - It hands over what a service computes a field from whenever it has it. Where that failed, all that this service knows of
 *   the object is lost, though the field was not asked for: counted as well.
 * - The planned engine asks for all that it has the keys of; the stitched one not for what hangs on an object that is lost
 *   by then. Where such a call fails, it takes nothing along, and the planned engine tells of it: counted (`askedSooner`).
 * - The stitched engine makes several calls where the planned one makes one. It tells of each; where the loss is told by
 *   another one, at a place where nothing is lost. What a null takes along it tells once, and the planned engine with all places.
 * - The engines ask for different things with one call. Where it failed, and nothing is lost by that (an object is not there, or
 *   another failure took it), each names a place.
 */
import { execute, getNamedType, isNonNullType, isObjectType, parse, validate, type ExecutionResult } from "graphql";
import type { Engine, ErrorBehavior } from "../../src/execution/engine.ts";
import { createContext, printContracts, type DifferentialGraph } from "./differential-graph.ts";
import { isKeyFault, makeFaults } from "./faults.ts";
import { isToldElsewhere, isToldOnce, losesMore, printFailures, readLoss, tellsMore, type Failure } from "./losses.ts";
import { writeOperation, type RandomOperation } from "./random-operation.ts";

/** The numbers that a case is made from. */
export interface Case extends Record<string, readonly number[]> {
  readonly operation: readonly number[];
  readonly graph: readonly number[];
  /** Empty: nothing goes wrong. */
  readonly faults: readonly number[];
}

export interface Counts {
  graphs: number;
  operations: number;
  /** Operations that are not valid: they are not compared. */
  invalid: number;
  askedMore: number;
  askedSooner: number;
  /** Operations that ask for an aggregate. */
  aggregates: number;
  /** Operations that the planned engine left to the other one. */
  fallbacks: number;
}

/** What is not as it should be. */
export interface Difference {
  /** The contracts, the operation, and what goes wrong. */
  readonly of: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** `isThorough`: with the stitched engine, too, which takes most of the time. */
export type Compare = (
  graph: DifferentialGraph,
  numbers: Case,
  counts: Counts,
  isThorough: boolean,
) => Promise<Difference | undefined>;

type WriteOperation = (...given: Parameters<typeof writeOperation>) => RandomOperation | undefined;

/** Ids that are some object's, and one that is nobody's. */
const VALUES = { id: ['"n0"', '"n1"', '"n2"', '"n3"', '"n4"', '"none"'] };

const NOBODY: ReadonlySet<string> = new Set();

export function noCounts(): Counts {
  return {
    graphs: 0,
    operations: 0,
    invalid: 0,
    askedMore: 0,
    askedSooner: 0,
    aggregates: 0,
    fallbacks: 0,
  };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** Compares the planned engine, and now and then the stitched one, with graphql-js over one schema of the same data. */
export const compareWithMonolith: Compare = async (graph, numbers, counts, isThorough) => {
  const written = readOperation(graph, numbers, counts);
  if (written === undefined) return undefined;
  if (asksAggregate(written)) return compareWithStitched(graph, written, counts);
  const expected = await askMonolith(graph, written);
  for (const engine of isThorough ? [graph.planned, graph.stitched] : [graph.planned]) {
    const asked = await ask(graph, engine, written);
    const of = describe(graph, written, engine.name);
    const difference = askedInvalid(graph, asked, of) ?? differenceOf(asked.answers, expected, of);
    if (difference !== undefined) return difference;
  }
  return undefined;
};

function asksAggregate({ query }: RandomOperation): boolean {
  return query.includes("report(id:");
}

/** Aggregates are the gateway's own: a monolith has none. */
async function compareWithStitched(
  graph: DifferentialGraph,
  written: RandomOperation,
  counts: Counts,
): Promise<Difference | undefined> {
  counts.aggregates += 1;
  const of = describe(graph, written, "with an aggregate");
  const stitched = await ask(graph, graph.stitched, written);
  const planned = await ask(graph, graph.planned, written);
  return askedInvalid(graph, stitched, of) ?? differenceOf(planned.answers, stitched.answers[0], of);
}

/** That a service was asked what it cannot be asked. */
export function askedInvalid(
  { invalidRequests }: DifferentialGraph,
  { isInvalid }: Pick<Asked, "isInvalid">,
  of: string,
): Difference | undefined {
  return isInvalid ? { of, actual: invalidRequests.at(-1), expected: undefined } : undefined;
}

/**
 * Compares the engines with each other, where services fail: what they lose, whom they blame for it, and where; with either
 * `onError`.
 */
export const compareWithFaults: Compare = async (graph, numbers, counts) => {
  const written = readOperation(graph, numbers, counts);
  if (written === undefined) return undefined;
  if (asksAggregate(written)) counts.aggregates += 1;
  const schemas = new Map(graph.contracts.map(({ name, schema }) => [name, schema]));
  graph.faults = undefined;
  const [whole] = (await ask(graph, graph.planned, written)).answers;
  graph.faults = makeFaults(graph.graph, schemas, numbers.faults);
  const onError = (numbers.faults.at(-1) ?? 0) % 2 === 0 ? "PROPAGATE" : "NULL";
  const planned = await ask(graph, graph.planned, written, onError);
  const stitched = await ask(graph, graph.stitched, written, onError);
  const of = describe(graph, written, `onError: ${onError}\n${String(graph.faults)}`);
  const wrong =
    askedInvalid(graph, planned, of) ??
    askedInvalid(graph, stitched, of) ??
    differenceOf(planned.answers.slice(1), planned.answers[0], of);
  if (wrong !== undefined) return wrong;
  if (!stitched.met.isSubsetOf(planned.met)) {
    counts.askedMore += 1;
    return undefined;
  }
  const lost = readLoss(planned.result, whole?.data);
  const expected = readLoss(stitched.result, whole?.data);
  const alone = [...planned.met.difference(stitched.met), ...planned.keys.difference(stitched.keys)];
  const sooner = new Set(alone.map((each) => each.split(" ")[0] ?? ""));
  const isTold = (each: Failure, asked: ReadonlySet<string>) => !isToldOnce(each, expected, asked);
  if (lost.failures.some((each) => isTold(each, NOBODY) && !isTold(each, sooner))) counts.askedSooner += 1;
  const told = lost.failures.filter((each) => isTold(each, sooner));
  const met = [...planned.met];
  const all = [...lost.failures, ...expected.failures];
  const isKey = met.some(isKeyFault) || all.some(({ key }) => isKeyName(key, written.query));
  const mayLoseMore = isKey || met.some((fault) => hasSources(graph, fault) || isWitness(graph, fault));
  if (
    (mayLoseMore && (losesMore(expected.data, lost.data) || tellsMore(expected, { ...lost, failures: told }))) ||
    (isKey && losesMore(lost.data, expected.data))
  ) {
    counts.askedMore += 1;
    return undefined;
  }
  const toldByBoth = expected.failures.filter((each) => !isToldElsewhere(each, lost, sooner));
  return differenceOf(
    [{ data: lost.data, failures: printFailures(told) }],
    { data: expected.data, failures: printFailures(toldByBoth) },
    of,
  );
};

/** Whether a response key is a key's field, which several services know. */
function isKeyName(key: string, query: string): boolean {
  return isKeyFault(`.${key}`) || new RegExp(`\\b${key}: (id|code|shelf|place)\\b`).test(query);
}

/** Whether others compute fields from those of the service that a fault is of. */
function hasSources({ graph }: DifferentialGraph, met: string): boolean {
  const [service] = met.split(" ");
  const parts = graph.services.find(({ name }) => name === service)?.parts;
  const computed = graph.services.flatMap((other) => (other.name === service ? [] : [...other.parts.values()]));
  return computed.some(({ type, fields }) =>
    fields.some(({ computedFrom }) => parts?.get(type)?.fields.some(({ name }) => name === computedFrom)),
  );
}

/** Whether a fault may be of the field by which the stitched engine sees that the object of a join is there. */
function isWitness({ graph, contracts }: DifferentialGraph, met: string): boolean {
  const [service, typeName = "", fieldName = ""] = met.split(/[ .]/);
  const schema = contracts.find(({ name }) => name === service)?.schema;
  const type = schema?.getType(typeName);
  if (!isObjectType(type) || !isNonNullType(type.getFields()[fieldName]?.type)) return false;
  const joins = graph.aggregate?.aggregate.joins ?? [];
  return joins.some(
    (join) =>
      join.kind === "fetch" &&
      join.service === service &&
      getNamedType(schema?.getQueryType()?.getFields()[join.rootField]?.type) === type,
  );
}

export function readOperation(
  graph: DifferentialGraph,
  { operation }: Case,
  counts: Counts,
  write: WriteOperation = writeOperation,
): RandomOperation | undefined {
  const written = write(graph.publicSchema, VALUES, operation);
  if (written === undefined) return undefined;
  const problems = validate(graph.publicSchema, parse(written.query));
  const isValid = problems.every(({ message }) => message.includes("never used"));
  if (isValid) counts.operations += 1;
  else counts.invalid += 1;
  return isValid ? written : undefined;
}

/** What one engine answered, and what came of its requests. */
interface Asked {
  /** The planned engine's, twice: what was made ready takes a shorter way to the answer, by code that is made for the plan. */
  readonly answers: readonly Answer[];
  readonly result: ExecutionResult;
  /** Which of the faults it met. */
  readonly met: ReadonlySet<string>;
  /** The fields of objects that services were asked for by the objects' keys. */
  readonly keys: ReadonlySet<string>;
  /** Whether a service was asked what it cannot be asked. */
  readonly isInvalid: boolean;
}

async function ask(
  graph: DifferentialGraph,
  engine: Engine,
  { query, variables }: RandomOperation,
  onError: ErrorBehavior = "PROPAGATE",
): Promise<Asked> {
  const { normalize, world, fallbacks, faults, invalidRequests } = graph;
  const { document } = normalize(parse(query), undefined, variables);
  const run = async () => {
    world.reset();
    return engine.execute({ document, variables, context: createContext(), onError });
  };
  faults?.clear();
  const [known, invalid] = [fallbacks.length, invalidRequests.length];
  const result = await run();
  const answers = [result];
  if (engine === graph.planned && fallbacks.length === known) {
    engine.prepare(document);
    answers.push(await run());
  }
  return {
    answers: answers.map(toJson),
    result,
    met: new Set(faults?.met),
    keys: new Set(faults?.asked),
    isInvalid: invalidRequests.length > invalid,
  };
}

async function askMonolith(
  { monolith, world }: DifferentialGraph,
  { query, variables }: RandomOperation,
): Promise<Answer> {
  world.reset();
  const result = await execute({
    schema: monolith,
    document: parse(query),
    variableValues: variables,
    fieldResolver: world.resolverFor(),
    typeResolver: world.typeOf,
  });
  return withoutMissing(result, query);
}

/** A null of an object that its owner does not know is an error to a monolith; to the gateway it is not. */
export function withoutMissing({ data, errors = [] }: ExecutionResult, query: string): Answer {
  const others = errors.filter(({ message }) => !message.startsWith("Cannot return null for non-nullable field"));
  if (others.length > 0) throw new AggregateError(others, `The monolith fails with ${query}.`);
  return toJson({ data });
}

/** Compares to the letter, with the order of fields. */
export function differenceOf(answers: readonly unknown[], expected: unknown, of: string): Difference | undefined {
  const actual = answers.find((answer) => JSON.stringify(answer) !== JSON.stringify(expected));
  return actual === undefined ? undefined : { of, actual, expected };
}

export function describe(
  { contracts }: DifferentialGraph,
  { query, variables }: RandomOperation,
  what: string,
): string {
  return [printContracts(contracts), query, JSON.stringify(variables), what].join("\n\n");
}

export function toJson(value: unknown): Answer {
  return JSON.parse(JSON.stringify(value)) as Answer;
}
