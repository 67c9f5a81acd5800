/** A random graph, composed, with both engines over it, and the monolith of its data. */
import {
  buildSchema,
  concatAST,
  execute,
  parse,
  print,
  printSchema,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from "graphql";
import { ANONYMOUS } from "../../src/auth/principal.ts";
import { checkComposition } from "../../src/composition/checks/check-composition.ts";
import { compose } from "../../src/composition/compose.ts";
import type { RequestContext } from "../../src/context.ts";
import { ServiceError } from "../../src/errors.ts";
import type { Engine } from "../../src/execution/engine.ts";
import { createPlannedEngine } from "../../src/execution/planned-engine.ts";
import { createStitchedEngine } from "../../src/execution/stitched-engine.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { createNormalizer, type Normalize } from "../../src/planning/normal-document.ts";
import { toCall } from "../../src/resilience/call.ts";
import { isContract, parseContract, type Contract } from "../../src/registry/contract.ts";
import { tellFailure, type Service } from "../../src/registry/service.ts";
import { readGraphqlBody } from "../../src/transports/read-graphql-result.ts";
import { spoil, wayTo, type AnswerBody, type Faults } from "./faults.ts";
import { limitFields, NO_CONTRACT } from "./limit-fields.ts";
import { printContract } from "./print-graph.ts";
import { type RandomGraph } from "./graph-model.ts";
import { makeGraph } from "./random-graph.ts";
import { World } from "./world.ts";

export interface DifferentialGraph {
  readonly graph: RandomGraph;
  readonly contracts: readonly Contract[];
  readonly publicSchema: GraphQLSchema;
  readonly monolith: GraphQLSchema;
  readonly world: World;
  readonly stitched: Engine;
  readonly planned: Engine;
  readonly normalize: Normalize;
  /** Why operations went to the other engine. */
  readonly fallbacks: string[];
  /** What services were asked and could not be asked: the contract does not allow it. */
  readonly invalidRequests: string[];
  /** How many fields have a time limit of their own. */
  readonly limitedFields: number;
  /** What goes wrong from now on; undefined: nothing. */
  faults: Faults | undefined;
}

const log = createLogger(process.env["LOG_LEVEL"] === "error" ? "error" : "silent");

/** Throws where the contracts do not compose: then the maker of graphs is wrong. */
export function createDifferentialGraph(numbers: readonly number[], { isLimited = false } = {}): DifferentialGraph {
  const graph = makeGraph(numbers);
  const world = new World(graph);
  const contracts = graph.services.map((service) => {
    const sdl = printContract(graph, service);
    const contract = parseContract(service.name, `${service.name}.graphql`, sdl);
    if (!isContract(contract)) throw new Error(`${sdl}\n${JSON.stringify(contract, null, 2)}`);
    return contract;
  });
  const own = graph.aggregate && parse(graph.aggregate.sdl);
  const aggregates = graph.aggregate === undefined ? [] : [graph.aggregate.aggregate];
  const { errors } = checkComposition(contracts, own, aggregates);
  if (errors.length > 0) throw new Error(`${printContracts(contracts)}\n${JSON.stringify(errors, null, 2)}`);
  const invalidRequests: string[] = [];
  const services = contracts.map((contract) =>
    createRandomService(contract, world, invalidRequests, () => differential.faults),
  );
  const gatewayContract = isLimited ? limitFields(contracts, numbers) : NO_CONTRACT;
  const composed = compose({
    services,
    gatewayContract: own === undefined ? gatewayContract : concatAST([gatewayContract, own]),
    aggregates,
    scalars: {},
  });
  const stitched = createStitchedEngine(composed);
  const fallbacks: string[] = [];
  const differential: DifferentialGraph = {
    graph,
    contracts,
    publicSchema: composed.publicSchema,
    monolith: buildSchema(printSchema(composed.publicSchema)),
    world,
    stitched,
    planned: createPlannedEngine(composed, services, stitched, { onFallback: (reason) => fallbacks.push(reason) }),
    normalize: createNormalizer(composed.executableSchema),
    fallbacks,
    invalidRequests,
    limitedFields: composed.timeouts.size,
    faults: undefined,
  };
  return differential;
}

/** All contracts, for whoever looks at a failure. */
export function printContracts(contracts: readonly Contract[]): string {
  return contracts.map(({ name, document }) => `# ${name}\n${document.loc?.source.body ?? ""}`).join("\n\n");
}

/** In this process, but through JSON, and as strict about what it is asked as any service. */
function createRandomService(
  contract: Contract,
  world: World,
  invalidRequests: string[],
  faults: () => Faults | undefined,
): Service {
  const { name, schema } = contract;
  const resolve = world.resolverFor(name);
  const fieldResolver: typeof resolve = (source, args, context, info) => {
    const fault = faults()?.of(name, `${info.parentType.name}.${info.fieldName}`, wayTo(info));
    if (fault === "error") throw new Error("No.");
    return resolve(source, args, context, info);
  };
  function assertValid(document: DocumentNode): void {
    const invalid = validate(schema, document);
    if (invalid.length === 0) return;
    invalidRequests.push(`${name}: ${print(document)}\n${invalid.map(({ message }) => message).join("\n")}`);
    throw new Error(`${name} was asked what it cannot be asked.`);
  }

  return {
    name,
    contract,
    call: toCall(async (request) => {
      const { document, variables, place } = request;
      assertValid(document);
      faults()?.noteKeys(name, document, variables ?? {});
      if (faults()?.isDown(name) === true) {
        const error = new ServiceError("SERVICE_UNAVAILABLE", name);
        tellFailure(request.context as RequestContext, error, place?.() ?? []);
        return { errors: [error] };
      }
      const variableValues = JSON.parse(JSON.stringify(variables ?? {})) as Record<string, unknown>;
      const answer = await execute({ schema, document, variableValues, fieldResolver, typeResolver: world.typeOf });
      const body = JSON.parse(JSON.stringify(answer)) as AnswerBody;
      spoil(body, document, schema, (coordinate, way) => faults()?.of(name, coordinate, way));
      const result = readGraphqlBody(body, request, { service: name });
      for (const error of result.errors ?? [])
        if (error instanceof ServiceError)
          tellFailure(request.context as RequestContext, error, place?.(error.path) ?? []);
      return result;
    }),
    subscribe: async (request) => {
      const { document, variables } = request;
      assertValid(document);
      const events = await subscribe({
        schema,
        document,
        variableValues: JSON.parse(JSON.stringify(variables ?? {})) as Record<string, unknown>,
        fieldResolver,
        typeResolver: world.typeOf,
        subscribeFieldResolver: () => world.events(),
      });
      if ("errors" in events) throw new AggregateError(events.errors ?? [], `${name} tells of no events.`);
      return readEvents(events as AsyncIterable<ExecutionResult>, request, name);
    },
    dispose: async () => undefined,
  };
}

async function* readEvents(
  events: AsyncIterable<ExecutionResult>,
  request: Parameters<Service["subscribe"]>[0],
  service: string,
): AsyncGenerator<ExecutionResult> {
  for await (const event of events) yield readGraphqlBody(JSON.parse(JSON.stringify(event)), request, { service });
}

export function createContext(): RequestContext {
  return {
    requestId: "r",
    principal: ANONYMOUS,
    client: "test",
    charge: async () => undefined,
    deadline: Infinity,
    signal: new AbortController().signal,
    log,
  };
}
