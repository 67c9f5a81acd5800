import type { DocumentNode, ExecutionResult } from "graphql";
import type { RequestContext } from "../context.ts";

/** What executes an operation. All engines give the same answer to the same operation. */
export interface Engine {
  readonly name: "stitched" | "planned";
  /** Executes a valid operation. Never rejected for what a service did: that is told in the result's `errors`. */
  execute(request: EngineRequest): Promise<ExecutionResult>;
}

export interface EngineRequest {
  /** A normal document (`normal-document.ts`): one operation, its conditions decided, its fragments written out. */
  readonly document: DocumentNode;
  /** Raw, as the client sent them; known to fit. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}
