import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
} from "graphql";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import { buildPlan } from "../planning/build-plan.ts";
import { PlanRefused, type Fetch, type PlanRefusal } from "../planning/plan.ts";
import type { Service } from "../registry/service.ts";
import { toExecutor } from "../resilience/call.ts";
import { textOf } from "../transports/transport.ts";
import { NotPlain } from "./compile-projection.ts";
import type { Tree } from "./tree.ts";
import type { Engine, EngineRequest, ErrorBehavior } from "./engine.ts";
import { findLostField } from "./find-lost-field.ts";
import { firstPlace } from "./first-place.ts";
import { foldCauses, type LocatedCause } from "./fold-errors.ts";
import { Misfits } from "./misfits.ts";
import { PreparedPlan, type UpstreamCall } from "./prepared-plan.ts";
import { projectResponse } from "./project-response.ts";
import { StepRun, type PlanRun } from "./run-step.ts";
import { untoldFailures } from "./silent-failures.ts";
import { stoppable, stoppedAnswer } from "./stopped-answer.ts";

export interface PlannedEngineOptions {
  /** Told each time an operation goes to the other engine, with the reason. */
  readonly onFallback?: (reason: PlanRefusal) => void;
}

/**
 * The fast engine: plans an operation once, runs the plan for each request. What it cannot plan it leaves, whole, to the
 * other engine.
 */
export function createPlannedEngine(
  schema: ComposedSchema,
  services: readonly Service[],
  fallback: Engine,
  { onFallback }: PlannedEngineOptions = {},
): Engine {
  const graph = {
    schema: schema.executableSchema,
    owners: schema.owners,
    aggregates: schema.aggregates,
    timeouts: schema.timeouts,
  };
  const byName = new Map(services.map((service) => [service.name, service]));
  // A plan lives as long as its document, which is in bounds.
  const plans = new WeakMap<DocumentNode, PreparedPlan | PlanRefused>();

  function serviceOf({ service: name }: Fetch): Service {
    const service = byName.get(name);
    if (service === undefined) throw new Error(`There is no ${name} service to ask.`);
    return service;
  }

  const call: UpstreamCall = (fetch, request, answer) => serviceOf(fetch).call(request, answer);

  function prepare(document: DocumentNode): PreparedPlan | PlanRefused {
    const known = plans.get(document);
    if (known !== undefined) return known;
    const prepared = tryPlan(graph, document);
    plans.set(document, prepared);
    return prepared;
  }

  /** The plan; undefined, and counted, where there is none for these variables. */
  function planFor({ document, variables }: EngineRequest): PreparedPlan | undefined {
    const prepared = prepare(document);
    const isRefused = prepared instanceof PlanRefused;
    if (!isRefused && prepared.plan.neverNull.every((name) => variables[name] !== null)) return prepared;
    onFallback?.(isRefused ? prepared.reason : "null-variable");
    return undefined;
  }

  /** Asks for an answer that can be the client's as it is; one that is not so, after all, is read like any other. */
  async function answerUnread(prepared: PreparedPlan, request: EngineRequest): Promise<ExecutionResult | undefined> {
    const { variables, context, event, isRead = false } = request;
    if (context.takesText !== true || isRead || !prepared.isPlainAnswer || event !== undefined) return undefined;
    const [fetch] = prepared.plan.steps[0]?.fetches ?? [];
    if (fetch === undefined || serviceOf(fetch).passThrough !== true) return undefined;
    const asked = fetch.calls.map((root) => ({ call: root, keys: [] }));
    const upstream = prepared.writerOf(fetch).write(asked, variables);
    const place = () => firstPlace(prepared.plan, {}, fetch);
    return toExecutor(serviceOf(fetch).call)({
      ...upstream,
      operationType: fetch.operation,
      context,
      place,
      asText: true,
    });
  }

  return {
    name: "planned",
    prepare(document) {
      const prepared = prepare(document);
      if (prepared instanceof PlanRefused) fallback.prepare(document);
      else prepared.makeReady();
    },
    async execute(request) {
      const prepared = planFor(request);
      if (prepared === undefined) return fallback.execute(request);
      const { variables, event, critical, onError = "PROPAGATE" } = request;
      const unread = await answerUnread(prepared, request);
      if (unread !== undefined && textOf(unread) !== undefined) return unread;
      const given = event ?? unread;
      const root: Tree = {};
      const stop = critical && stoppable(request.context);
      const context = stop?.context ?? request.context;
      const run: PlanRun = {
        prepared,
        root,
        variables,
        context,
        call: given === undefined ? call : givenOr(given, request, call),
        hasFailed: false,
        misfits: new Misfits(),
        findLost: critical && ((pending) => findLostField(prepared.plan.shape, root, { critical, onError, pending })),
      };
      for (const step of prepared.plan.steps) {
        await new StepRun(run, step).run();
        if (run.lost === undefined) continue;
        stop?.stop();
        return stoppedAnswer(run.lost, context);
      }
      return (run.hasFailed ? undefined : projectPlain(run)) ?? projectWithCare(run, onError);
    },
    async subscribe(request) {
      const prepared = planFor(request);
      if (prepared === undefined) return fallback.subscribe(request);
      const { variables, context } = request;
      const [fetch] = prepared.plan.steps[0]?.fetches ?? [];
      const [root] = fetch?.calls ?? [];
      if (fetch === undefined || root === undefined) throw new Error("A subscription is opened that asks no service.");
      const upstream = prepared.writerOf(fetch).write([{ call: root, keys: [] }], variables);
      try {
        return await serviceOf(fetch).subscribe({ ...upstream, operationType: fetch.operation, context });
      } catch (cause) {
        return { errors: foldCauses(null, [{ cause, place: [] }], context) };
      }
    },
  };
}

/** The answer to the call of a plan's one root field is there already: the event of a subscription, or what was not passed on. */
function givenOr(given: ExecutionResult, { event }: EngineRequest, call: UpstreamCall): UpstreamCall {
  return (fetch, request, answer) => {
    if (event === undefined || fetch.operation === OperationTypeNode.SUBSCRIPTION) answer(given);
    else call(fetch, request, answer);
  };
}

function tryPlan(graph: Parameters<typeof buildPlan>[0], document: DocumentNode): PreparedPlan | PlanRefused {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation === undefined) throw new Error("A document is executed that holds no operation.");
  try {
    return new PreparedPlan(buildPlan(graph, operation));
  } catch (error) {
    if (error instanceof PlanRefused) return error;
    throw error;
  }
}

/** The answer of a run in which all went well; undefined where it must be looked at with care. */
function projectPlain({ prepared, root }: PlanRun): ExecutionResult | undefined {
  try {
    const data = prepared.projection()?.(root);
    return data === undefined ? undefined : { data };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

function projectWithCare({ prepared, root, context, misfits }: PlanRun, onError: ErrorBehavior): ExecutionResult {
  const { data, causes } = projectResponse(prepared.plan.shape, root, context, misfits, onError);
  const silent = untoldFailures(
    data,
    causes.map(({ cause }) => cause),
    context,
  );
  const located: readonly LocatedCause[] = [...causes, ...silent];
  const errors = foldCauses(data, located, context);
  return errors.length === 0 ? { data } : { errors, data };
}
