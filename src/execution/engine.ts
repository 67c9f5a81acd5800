import type { DocumentNode, ExecutionResult } from "graphql";
import type { RequestContext } from "../context.ts";

/** What executes an operation. All engines give the same answer to the same operation. */
export interface Engine {
  readonly name: "stitched" | "planned";
  /** Executes a valid operation. Never rejected for what a service did: that is told in the result's `errors`. */
  execute(request: EngineRequest): Promise<ExecutionResult>;
}

export interface EngineRequest {
  /** Parsed and valid for the public schema. */
  readonly document: DocumentNode;
  /** The operation to execute where the document holds several. */
  readonly operationName: string | undefined;
  /** Raw, as the client sent them; known to fit. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}
