/** One subscription, of which both engines and a monolith tell all events. */
import { parse, subscribe, type DocumentNode, type ExecutionResult } from "graphql";
import type { Engine } from "../../src/execution/engine.ts";
import {
  askedInvalid,
  describe,
  differenceOf,
  readOperation,
  toJson,
  withoutMissing,
  type Compare,
} from "./compare-engines.ts";
import { createContext } from "./differential-graph.ts";
import { writeSubscription, type RandomOperation } from "./random-operation.ts";

/** Compares both engines, event by event, with graphql-js that subscribes to one schema of the same data. */
export const compareEvents: Compare = async (graph, numbers, counts, isThorough) => {
  const written = readOperation(graph, numbers, counts, writeSubscription);
  if (written === undefined) return undefined;
  const { query, variables } = written;
  const options = {
    variableValues: variables,
    fieldResolver: graph.world.resolverFor(),
    typeResolver: graph.world.typeOf,
  };
  const subscribeFieldResolver = () => graph.world.events();
  const told = await subscribe({ schema: graph.monolith, document: parse(query), ...options, subscribeFieldResolver });
  if ("errors" in told) throw new AggregateError(told.errors ?? [], `The monolith tells of no events of ${query}.`);
  const expected = (await Array.fromAsync(told as AsyncIterable<ExecutionResult>)).map((each) =>
    withoutMissing(each, query),
  );
  for (const engine of isThorough ? [graph.planned, graph.stitched] : [graph.planned]) {
    const of = describe(graph, written, engine.name);
    const [known, invalid] = [graph.fallbacks.length, graph.invalidRequests.length];
    const { document } = graph.normalize(parse(query), undefined, variables);
    const answers = [await askEvents(engine, document, variables)];
    // What was made ready takes a shorter way.
    if (engine === graph.planned && graph.fallbacks.length === known) {
      engine.prepare(document);
      answers.push(await askEvents(engine, document, variables));
    }
    const isInvalid = graph.invalidRequests.length > invalid;
    const difference = askedInvalid(graph, { isInvalid }, of) ?? differenceOf(answers, expected, of);
    if (difference !== undefined) return difference;
  }
  return undefined;
};

async function askEvents(engine: Engine, document: DocumentNode, variables: RandomOperation["variables"]) {
  const events = await engine.subscribe({ document, variables, context: createContext() });
  if ("errors" in events) return events.errors.map(toJson);
  const execute = (event: ExecutionResult) => engine.execute({ document, variables, context: createContext(), event });
  return (await Array.fromAsync(events, execute)).map(toJson);
}
