import type { DocumentNode, OperationDefinitionNode } from "graphql";
import type { RequestContext } from "../context.ts";
import type { ErrorBehavior } from "../execution/engine.ts";

/** What a client asks, before anything of it was looked at. */
export interface OperationRequest {
  readonly query: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  /** How far an error reaches, see `ErrorBehavior`. @default "PROPAGATE" */
  readonly onError?: unknown;
  /** Whether a mutation may be asked for this way: not by GET. */
  readonly allowMutation: boolean;
}

/** One parsed and valid GraphQL operation with its variables. */
export interface Operation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** As the client sent them; known to fit. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly onError: ErrorBehavior;
  readonly context: RequestContext;
}
