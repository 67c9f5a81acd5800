/**
 * Each `NAME.graphql` here is planned and run, and what comes of it is compared with the files beside it: `.plan.txt`
 * (the plan), `.calls.txt` (what the services were asked, wave by wave) and `.json` (the answer). `NAME.variables.json`
 * holds its variables. The first line says over which graph it runs, which service is down, and for whom:
 *
 *     # store, as user-1: CUSTOMER
 *     # sample, without catalogue
 *
 * Where the engines may differ (`docs/engines.md`), a line says so: `# Not so with the stitched engine: …`.
 *
 * `UPDATE_PLANS=1 npx vitest run test/plans` writes the files anew; read what has changed before you keep it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getOperationAST, OperationTypeNode, parse, validate, type ExecutionResult } from "graphql";
import { afterAll, describe, expect, it } from "vitest";
import { ANONYMOUS, type Principal } from "../../src/auth/principal.ts";
import type { RequestContext } from "../../src/context.ts";
import type { Engine } from "../../src/execution/engine.ts";
import { createPlannedEngine } from "../../src/execution/planned-engine.ts";
import { createStitchedEngine } from "../../src/execution/stitched-engine.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { buildPlan } from "../../src/planning/build-plan.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";
import { printPlan } from "../../src/planning/print-plan.ts";
import { PLAN_GRAPHS, type PlanGraph } from "./plan-graphs.ts";
import { recordCalls } from "./record-calls.ts";

const FOLDER = import.meta.dirname;
const log = createLogger("silent");
const UPDATES = process.env["UPDATE_PLANS"] === "1";

interface PlanCase {
  readonly name: string;
  readonly text: string;
  readonly graph: string;
  /** The service that is down. */
  readonly without: string | undefined;
  readonly principal: Principal;
  readonly variables: Readonly<Record<string, unknown>>;
}

function readCase(file: string): PlanCase {
  const name = file.replace(/\.graphql$/, "");
  const text = readFileSync(join(FOLDER, file), "utf8");
  const [, graph, without, id, roles] = /^# (\w+)(?:, without (\w+))?(?:, as ([\w-]+): ([\w ]+))?\n/.exec(text) ?? [];
  if (graph === undefined)
    throw new Error(`${file}: the first line must name a graph, like "# store, as user-1: CUSTOMER".`);
  const values = join(FOLDER, `${name}.variables.json`);
  return {
    name,
    text,
    graph,
    without,
    principal: id === undefined ? ANONYMOUS : { kind: "user", id, roles: roles?.split(" ") ?? [], scopes: [] },
    variables: existsSync(values) ? (JSON.parse(readFileSync(values, "utf8")) as Record<string, unknown>) : {},
  };
}

const opened = new Map<string, Promise<PlanGraph>>();
afterAll(async () => {
  for (const graph of opened.values()) await (await graph)[Symbol.asyncDispose]();
});

/** Queries share a world. A mutation changes its own, and gets a new one. */
async function openGraph({ graph, without, text }: PlanCase): Promise<PlanGraph> {
  const open = PLAN_GRAPHS[graph];
  if (open === undefined) throw new Error(`There is no graph ${graph}.`);
  const name = `${graph} without ${without}`;
  const known = opened.get(name);
  if (known !== undefined && getOperationAST(parse(text))?.operation !== "mutation") return known;
  const fresh = open((service) => service === without);
  opened.set(known === undefined ? name : `${name} ${opened.size}`, fresh);
  return fresh;
}

async function execute(
  engine: Engine,
  { composed }: PlanGraph,
  { text, principal, variables }: PlanCase,
  isMadeReady = false,
) {
  const document = parse(text);
  expect(validate(composed.publicSchema, document)).toEqual([]);
  const normal = createNormalizer(composed.executableSchema)(document, undefined, variables);
  if (isMadeReady) engine.prepare(normal.document);
  const ask = (event?: ExecutionResult) =>
    engine.execute({
      document: normal.document,
      variables,
      context: createContext(principal),
      ...(event === undefined ? {} : { event }),
    });
  let answer: unknown;
  if (normal.definition.operation === OperationTypeNode.SUBSCRIPTION) {
    const events = await engine.subscribe({ document: normal.document, variables, context: createContext(principal) });
    answer = "errors" in events ? events : await Array.fromAsync(events, ask);
  } else answer = await ask();
  return { answer: `${JSON.stringify(answer, undefined, 2)}\n`, definition: normal.definition };
}

function createContext(principal: Principal): RequestContext {
  return {
    requestId: "plans",
    principal,
    client: "plans",
    charge: async () => undefined,
    deadline: performance.now() + 60_000,
    signal: new AbortController().signal,
    log,
  };
}

function expectFile(name: string, text: string): void {
  const file = join(FOLDER, name);
  if (UPDATES) writeFileSync(file, text);
  expect(text, name).toBe(
    existsSync(file) ? readFileSync(file, "utf8") : `no file ${name}: write it with UPDATE_PLANS=1`,
  );
}

const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".graphql"))
  .map(readCase);

describe("a plan", () => {
  it.each(cases)("of $name: what is planned, asked and answered", async (planCase) => {
    const graph = await openGraph(planCase);
    const { composed, services } = graph;
    const calls = recordCalls(services);
    const fallbacks: string[] = [];
    const onFallback = (reason: string) => void fallbacks.push(reason);
    const planned = createPlannedEngine(composed, calls.services, createStitchedEngine(composed), { onFallback });
    const { answer, definition } = await execute(planned, graph, planCase);
    expect(fallbacks).toEqual([]);
    const plan = buildPlan(
      { schema: composed.executableSchema, owners: composed.owners, aggregates: composed.aggregates },
      definition,
    );
    expectFile(`${planCase.name}.plan.txt`, printPlan(plan));
    expectFile(`${planCase.name}.calls.txt`, calls.print());
    expectFile(`${planCase.name}.json`, answer);
  });

  it.each(cases)("of $name gives the same when it was made ready before", async (planCase) => {
    const graph = await openGraph(planCase);
    const planned = createPlannedEngine(graph.composed, graph.services, createStitchedEngine(graph.composed));
    const { answer } = await execute(planned, graph, planCase, true);
    expect(answer).toBe(readFileSync(join(FOLDER, `${planCase.name}.json`), "utf8"));
  });

  const isSame = ({ text }: PlanCase) => !text.includes("\n# Not so with the stitched engine: ");
  it.each(cases.filter(isSame))("of $name gives what the stitched engine gives", async (planCase) => {
    const graph = await openGraph(planCase);
    const { answer } = await execute(createStitchedEngine(graph.composed), graph, planCase);
    expect(answer).toBe(readFileSync(join(FOLDER, `${planCase.name}.json`), "utf8"));
  });
});
