import type { OperationTypeNode } from "graphql";
import type { RequestContext } from "../context.ts";
import { isPlainAnswer } from "../planning/is-plain-answer.ts";
import type { Fetch, Plan, Target } from "../planning/plan.ts";
import type { Answer } from "../resilience/call.ts";
import { compileProjection, type Project } from "./compile-projection.ts";
import { compileWalks, type Walk } from "./compile-walks.ts";
import { RequestWriter, type UpstreamRequest } from "./upstream-request.ts";

export interface PlannedRequest extends UpstreamRequest {
  readonly operationType: OperationTypeNode;
  readonly context: RequestContext;
  /** See `UpstreamRequest.asText`. */
  readonly asText?: boolean;
  /** See `UpstreamRequest.timeLimitMs`. */
  readonly timeLimitMs?: number | undefined;
  /** Where in the answer a failure would show, given its path in the service's, if it has one. */
  readonly place: (failed?: ReadonlyArray<string | number>) => ReadonlyArray<string | number>;
  /** Told of a fault of our own. */
  readonly onFault: (error: unknown) => void;
}

/** Sends one request of a fetch. What goes wrong is in the result. */
export type UpstreamCall = (fetch: Fetch, request: PlannedRequest, answer: Answer) => void;

const PROJECTED_AFTER = 2;
const WALKED_AFTER = 3;

function targetsOf({ steps }: Plan): Target[] {
  const calls = steps.flatMap(({ fetches }) => fetches).flatMap((fetch) => fetch.calls);
  return calls.flatMap((call) => (call.kind === "lookup" ? call.targets : []));
}

/** A plan with all that can be made of it before it runs. */
export class PreparedPlan {
  readonly plan: Plan;
  /** Whether the answer of its one service is the client's as it is. */
  readonly isPlainAnswer: boolean;
  readonly #writers = new Map<Fetch, RequestWriter>();
  #project: Project | undefined;
  #walks: ReadonlyMap<Target, Walk> | undefined;
  #uses = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    this.isPlainAnswer = isPlainAnswer(plan);
    for (const fetch of plan.steps.flatMap(({ fetches }) => fetches))
      this.#writers.set(fetch, new RequestWriter(plan, fetch));
  }

  /** Makes what is made at the first uses otherwise: the upstream texts that are known before there are keys, and code. */
  makeReady(): void {
    for (const writer of this.#writers.values()) writer.writeText();
    this.#compileProjection();
    this.#compileWalks();
    this.#uses = WALKED_AFTER;
  }

  /**
   * The short way to the answer; undefined where there is none. To make code takes longer than all the rest of planning, and
   * an operation that comes once does not earn that back: it is made when the plan is used for the second time, and the code of
   * the walks when it is used for the third, so that no one request waits for both.
   */
  projection(): Project | undefined {
    this.#uses += 1;
    if (this.#uses === PROJECTED_AFTER) this.#compileProjection();
    if (this.#uses === WALKED_AFTER) this.#compileWalks();
    return this.#project;
  }

  #compileProjection(): void {
    this.#project = compileProjection(this.plan.shape);
  }

  #compileWalks(): void {
    this.#walks = compileWalks(targetsOf(this.plan));
  }

  /** The short way to what a lookup's key is of; undefined where there is none. */
  walkOf(target: Target): Walk | undefined {
    return this.#walks?.get(target);
  }

  writerOf(fetch: Fetch): RequestWriter {
    return this.#writers.get(fetch) as RequestWriter;
  }
}
