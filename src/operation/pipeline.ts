import type { ExecutionResult } from "graphql";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { RequestContext } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Engine } from "../execution/engine.ts";
import { authorize } from "./authorize.ts";
import { checkVariables } from "./check-variables.ts";
import { createDocumentCache } from "./document-cache.ts";
import { asksIntrospection, introspect, isIntrospectionOnly, withIntrospection } from "./introspection.ts";
import type { Limits } from "./limits.ts";
import type { Operation, OperationRequest } from "./operation.ts";
import { OperationRefused } from "./refusal.ts";
import { selectOperation } from "./select-operation.ts";

/** Answers one operation. Never rejected for what the client or a service did: that is told in `errors`. */
export type Pipeline = (request: OperationRequest, context: RequestContext) => Promise<ExecutionResult>;

/**
 * The way of an operation from text to result: the order of its stages, written once. No stage before the last calls a
 * service.
 */
export function createPipeline({ publicSchema }: ComposedSchema, engine: Engine, limits: Limits): Pipeline {
  const readDocument = createDocumentCache(publicSchema, limits);

  async function execute(operation: Operation): Promise<ExecutionResult> {
    const { document, definition, variables, context } = operation;
    const request = { document, operationName: definition.name?.value, variables, context };
    if (!asksIntrospection(document)) return engine.execute(request);
    const introspection = introspect(publicSchema, operation);
    if (isIntrospectionOnly(operation)) return introspection;
    return withIntrospection(await engine.execute(request), await introspection);
  }

  return async function runPipeline(request, context) {
    try {
      const { query, operationName, variables } = checkRequest(request);
      const document = readDocument(query);
      const definition = selectOperation(document, operationName, request.allowMutation);
      limits.checkVariables(variables);
      checkVariables(publicSchema, definition, variables);
      const operation = authorize({ document, definition, variables, context });
      return await execute(operation);
    } catch (error) {
      if (error instanceof OperationRefused) return { errors: error.errors };
      throw error;
    }
  };
}

interface CheckedRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

function checkRequest({ query, operationName, variables }: OperationRequest): CheckedRequest {
  if (typeof query !== "string") throw malformed("The request names no query: a text is expected.");
  if (operationName !== undefined && operationName !== null && typeof operationName !== "string") {
    throw malformed("The request's operationName is no text.");
  }
  if (variables !== undefined && variables !== null && (typeof variables !== "object" || Array.isArray(variables))) {
    throw malformed("The request's variables are no object.");
  }
  return {
    query,
    operationName: operationName || undefined,
    variables: (variables ?? {}) as Readonly<Record<string, unknown>>,
  };
}

/** Not a GraphQL request at all: the status says so to every client. */
function malformed(message: string): OperationRefused {
  return new OperationRefused([new GatewayError("BAD_USER_INPUT", { message })]);
}
