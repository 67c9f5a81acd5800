import type { ExecutionResult } from "@graphql-tools/utils";
import type { OperationTypeNode } from "graphql";
import type { RequestContext } from "../context.ts";
import { isPlainAnswer } from "../planning/is-plain-answer.ts";
import type { Fetch, Plan } from "../planning/plan.ts";
import { compileProjection, type Project } from "./compile-projection.ts";
import { RequestWriter, type UpstreamRequest } from "./upstream-request.ts";

export interface PlannedRequest extends UpstreamRequest {
  readonly operationType: OperationTypeNode;
  readonly context: RequestContext;
  /** See `UpstreamRequest.asText`. */
  readonly asText?: boolean;
  /** Where in the answer a failure would show. */
  readonly place: () => ReadonlyArray<string | number>;
}

/** Sends one request of a fetch. Not rejected: what goes wrong is in the result. */
export type UpstreamCall = (fetch: Fetch, request: PlannedRequest) => Promise<ExecutionResult>;

/** A plan with all that can be made of it before it runs. */
export class PreparedPlan {
  readonly plan: Plan;
  /** Undefined where no code may be made at run time. */
  readonly project: Project | undefined;
  /** Whether the answer of its one service is the client's as it is. */
  readonly isPlainAnswer: boolean;
  readonly #writers = new Map<Fetch, RequestWriter>();

  constructor(plan: Plan) {
    this.plan = plan;
    this.project = compileProjection(plan.shape);
    this.isPlainAnswer = isPlainAnswer(plan);
    for (const fetch of plan.steps.flatMap(({ fetches }) => fetches))
      this.#writers.set(fetch, new RequestWriter(plan, fetch));
  }

  /** Writes the upstream texts that are known before there are keys. */
  writeTexts(): void {
    for (const writer of this.#writers.values()) writer.writeText();
  }

  writerOf(fetch: Fetch): RequestWriter {
    return this.#writers.get(fetch) as RequestWriter;
  }
}
