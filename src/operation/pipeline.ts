import { Kind, type ExecutionResult, type VariableDefinitionNode } from "graphql";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { RequestContext } from "../context.ts";
import { GatewayError, ServiceError } from "../errors.ts";
import type { Engine, ErrorBehavior } from "../execution/engine.ts";
import { foldCauses } from "../execution/fold-errors.ts";
import { createNormalizer } from "../planning/normal-document.ts";
import type { Authorize, Authorized } from "./authorize.ts";
import { createVariableChecker } from "./check-variables.ts";
import type { ChargeCost } from "./cost/cost-policy.ts";
import type { StaleValuesSettings } from "./degradation/stale-values.ts";
import { createDegradation } from "./degradation/degrade-answer.ts";
import { createDocumentCache } from "./document-cache.ts";
import { executeEvents, type ResultStream } from "./execute-events.ts";
import { GATEWAY_FIELD, type GatewayField } from "./gateway-field.ts";
import { asksIntrospection, introspect, isIntrospectionOnly, withIntrospection } from "./introspection.ts";
import type { IntrospectionPolicy } from "./introspection-policy.ts";
import type { Limits } from "./limits.ts";
import type { Operation, OperationRequest } from "./operation.ts";
import { OperationRefused } from "./refusal.ts";
import { tellRefusals } from "./refused-fields.ts";
import { selectOperation } from "./select-operation.ts";
import { tellPartial } from "./tell-partial.ts";

/** Answers operations. Never rejected for what the client or a service did: that is told in `errors`. */
export interface Pipeline {
  /**
   * Reads a text of one operation and plans it, so that its first request pays for neither: as it is without variables,
   * and where one of them must decide a condition, as if it were true. Throws `OperationRefused` for a text that would
   * never be answered.
   */
  prepare(query: string): void;
  /** Answers one query or mutation. */
  (request: OperationRequest, context: RequestContext): Promise<ExecutionResult>;
  /**
   * Answers one operation of any kind: a subscription that is opened with its results, each of which may take as long as
   * the context's deadline left for the opening; any other, and a subscription that is not opened, with one result.
   */
  subscribe(request: OperationRequest, context: RequestContext): Promise<ExecutionResult | ResultStream>;
}

export interface PipelineParts {
  readonly schema: ComposedSchema;
  readonly engine: Engine;
  readonly limits: Limits;
  readonly chargeCost: ChargeCost;
  readonly authorize: Authorize;
  readonly introspection: IntrospectionPolicy;
  /** @default the graph has no such field */
  readonly gatewayField?: GatewayField | undefined;
  readonly degradation?: StaleValuesSettings;
}

/**
 * The way of an operation from text to result: the order of its stages, written once. No stage before the last calls a
 * service.
 */
export function createPipeline({
  schema,
  engine,
  limits,
  chargeCost,
  authorize,
  introspection,
  gatewayField,
  degradation,
}: PipelineParts): Pipeline {
  const { publicSchema, executableSchema } = schema;
  const visibleSchema = gatewayField?.extend(publicSchema) ?? publicSchema;
  const readDocument = createDocumentCache(visibleSchema, limits);
  const checkVariables = createVariableChecker(visibleSchema);
  const normalize = createNormalizer(executableSchema);
  const degradationOf = createDegradation(schema, degradation);

  async function execute({ document, definition, variables, onError, context }: Operation): Promise<ExecutionResult> {
    const normal = normalize(document, definition.name?.value, variables);
    // What is there at once is not waited for: each wait is a turn of the whole way from here to the client.
    const charged = chargeCost(normal, variables, context);
    if (charged !== undefined) await charged;
    const judged = authorize(normal, context);
    const authorized = judged instanceof Promise ? await judged : judged;
    const { document: executed, isRead, critical, degrade } = degradationOf(authorized.document);
    const answer = await engine.execute({ document: executed, variables, onError, context, isRead, critical });
    const degraded = degrade(answer, variables, context);
    const result = degraded instanceof Promise ? await degraded : degraded;
    return tellRefusals(tellPartial(result, context), authorized.refusals);
  }

  async function subscribe(operation: Operation): Promise<ExecutionResult | ResultStream> {
    const { document, definition, variables, onError, context } = operation;
    if (gatewayField?.isAskedFor(operation) === true) {
      gatewayField.demand(context.principal);
      return gatewayField.subscribe(() => introspect(visibleSchema, operation, GATEWAY_FIELD, gatewayField.root));
    }
    const allowanceMs = context.deadline - performance.now();
    const normal = normalize(document, definition.name?.value, variables);
    await chargeCost(normal, variables, context);
    const authorized = await authorize(normal, context);
    assertRootField(authorized);
    const { document: executed, critical, degrade } = degradationOf(authorized.document);
    const events = await engine.subscribe({ document: executed, variables, onError, context });
    if ("errors" in events) return tellPartial(events, context);
    async function executeEvent(event: ExecutionResult): Promise<ExecutionResult> {
      // Rejected, the subscription ends, and says when to come again.
      await chargeCost(normal, variables, context, 0);
      const eventContext = { ...context, deadline: performance.now() + allowanceMs, byteBudget: undefined };
      const request = { document: executed, variables, onError, context: eventContext, critical, event };
      const answer = await engine.execute(request);
      return tellRefusals(
        tellPartial(await degrade(answer, variables, eventContext), eventContext),
        authorized.refusals,
      );
    }
    return executeEvents(events, executeEvent, (reason) => tellEnd(reason, context));
  }

  function answer(operation: Operation): Promise<ExecutionResult> {
    const asksGateway = gatewayField?.isAskedFor(operation) === true;
    const asksSchema = asksIntrospection(operation.document);
    if (!asksSchema && !asksGateway) return execute(operation);
    if (asksSchema) introspection.demand(operation.context.principal);
    if (!asksGateway) return answerBeside(operation, undefined);
    gatewayField.demand(operation.context.principal);
    return answerBeside(operation, gatewayField);
  }

  /** Answers what is the gateway's own, and leaves the rest to an engine. */
  async function answerBeside(operation: Operation, asked: GatewayField | undefined): Promise<ExecutionResult> {
    const ownField = asked && GATEWAY_FIELD;
    const answerOwn = () => introspect(visibleSchema, operation, ownField, asked?.root);
    if (isIntrospectionOnly(operation, ownField)) return answerOwn();
    // Last, so that it tells of the services as this very answer found them.
    const rest = await execute(asked?.leaveOut(operation) ?? operation);
    return withIntrospection(rest, await answerOwn());
  }

  async function run<Result>(
    request: OperationRequest,
    context: RequestContext,
    allowSubscription: boolean,
    answerOperation: (operation: Operation) => Promise<Result>,
  ): Promise<Result | ExecutionResult> {
    try {
      const { query, operationName, variables, onError } = checkRequest(request);
      const document = readDocument(query);
      const allowed = { mutation: request.allowMutation, subscription: allowSubscription };
      const definition = selectOperation(document, operationName, allowed);
      limits.checkVariables(variables);
      checkVariables(definition, variables);
      return await answerOperation({ document, definition, variables, onError, context });
    } catch (error) {
      if (error instanceof OperationRefused)
        return { errors: introspection.withoutHints(error.errors, context.principal) };
      throw error;
    }
  }

  return Object.assign((request: OperationRequest, context: RequestContext) => run(request, context, false, answer), {
    prepare(query: string) {
      const document = readDocument(query);
      const { name, variableDefinitions } = selectOperation(document, undefined, {
        mutation: true,
        subscription: true,
      });
      const normal = normalize(document, name?.value, requiredConditions(variableDefinitions));
      engine.prepare(degradationOf(normal.document).document);
    },
    subscribe: (request: OperationRequest, context: RequestContext) =>
      run(request, context, true, async (operation): Promise<ExecutionResult | ResultStream> =>
        operation.definition.operation === "subscription" ? subscribe(operation) : answer(operation),
      ),
  });
}

/** The last result of a subscription that ends early: it alone has errors and no data, as one has that is not opened. */
function tellEnd(cause: unknown, context: RequestContext): ExecutionResult {
  if (cause instanceof GatewayError) return { errors: [cause] };
  if (!(cause instanceof ServiceError)) throw cause;
  return tellPartial({ errors: foldCauses(null, [{ cause, place: [] }], context) }, context);
}

/** The variables that only a client can decide conditions by, each as true. */
function requiredConditions(definitions: readonly VariableDefinitionNode[] = []): Readonly<Record<string, boolean>> {
  const required = definitions.filter(
    ({ type, defaultValue }) =>
      defaultValue === undefined &&
      type.kind === Kind.NON_NULL_TYPE &&
      type.type.kind === Kind.NAMED_TYPE &&
      type.type.name.value === "Boolean",
  );
  return Object.fromEntries(required.map(({ variable }) => [variable.name.value, true]));
}

/** What is refused of a query is null in its answer; a subscription whose one root field is refused has no answers at all. */
function assertRootField({ document, refusals }: Authorized): void {
  const [operation] = document.definitions;
  const [root] = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  if (root?.kind === Kind.FIELD && root.name.value !== "__typename") return;
  if (refusals.length > 0) throw new OperationRefused(refusals.map(({ error }) => error));
  throw malformed("The subscription asks for no field.");
}

interface CheckedRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly onError: ErrorBehavior;
}

function checkRequest({ query, operationName, variables, onError }: OperationRequest): CheckedRequest {
  if (typeof query !== "string") throw malformed("The request names no query: a text is expected.");
  if (operationName !== undefined && operationName !== null && typeof operationName !== "string") {
    throw malformed("The request's operationName is no text.");
  }
  if (variables !== undefined && variables !== null && (typeof variables !== "object" || Array.isArray(variables))) {
    throw malformed("The request's variables are no object.");
  }
  if (onError !== undefined && onError !== null && onError !== "PROPAGATE" && onError !== "NULL") {
    throw malformed('The request\'s onError must be "PROPAGATE" or "NULL"; "HALT" is not supported.');
  }
  return {
    query,
    operationName: operationName || undefined,
    variables: (variables ?? {}) as Readonly<Record<string, unknown>>,
    onError: onError ?? "PROPAGATE",
  };
}

/** Not a GraphQL request at all: the status says so to every client. */
function malformed(message: string): OperationRefused {
  return new OperationRefused([new GatewayError("BAD_USER_INPUT", { message })]);
}
