import type { DocumentNode, ExecutionResult, GraphQLError } from "graphql";
import type { RequestContext } from "../context.ts";

/** What executes an operation. All engines give the same answer to the same operation. */
export interface Engine {
  readonly name: "stitched" | "planned";
  /** Executes a valid operation. Never rejected for what a service did: that is told in the result's `errors`. */
  execute(request: EngineRequest): Promise<EngineAnswer>;
  /** Makes ready what executing a normal document takes, so that its first request does not wait for it. */
  prepare(document: DocumentNode): void;
  /**
   * Asks the service of a subscription's one root field for its events, or tells in `errors` why there are none. The
   * iteration is rejected with a `ServiceError` where the upstream subscription breaks; `context.signal` or `return` ends it.
   * Each event is to be executed in a context of its own, see `EngineRequest.event`.
   */
  subscribe(request: EngineRequest): Promise<AsyncIterableIterator<ExecutionResult> | EngineRefusal>;
}

export interface EngineAnswer extends ExecutionResult {
  /** Whether a critical field's loss ended the operation: its error, with its path, is the only one, and there is no data. */
  readonly isStopped?: boolean;
}

/** Why a subscription was not opened. */
export interface EngineRefusal {
  readonly errors: readonly GraphQLError[];
}

/**
 * How far an error reaches (https://github.com/graphql/graphql-spec/pull/1163): up to the nearest field that may be null,
 * or no further than its own place, be it non-null or not.
 */
export type ErrorBehavior = "PROPAGATE" | "NULL";

export interface EngineRequest {
  /** A normal document (`normal-document.ts`): one operation, its conditions decided, its fragments written out. */
  readonly document: DocumentNode;
  /** Raw, as the client sent them; known to fit. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  /** @default "PROPAGATE" */
  readonly onError?: ErrorBehavior;
  /** Whether somebody will look into the answer, so that it may not be a service's unread text. @default false */
  readonly isRead?: boolean;
  /**
   * The coordinates of fields that the operation must not lose: when one is known to be lost to a service's failure, nothing
   * further is asked, and calls under way are aborted. @default none
   */
  readonly critical?: ReadonlySet<string> | undefined;
  /** One event of a subscription, what the root field's service sent: the answer to the call that the root field would make. */
  readonly event?: ExecutionResult;
}
