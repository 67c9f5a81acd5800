import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import { digestOnce } from "../transports/print-once.ts";
import { variablesText, type UpstreamRequest } from "../transports/transport.ts";
import { Cancellation } from "../util/cancellation.ts";
import { deliver, type Answer, type Call } from "./call.ts";
import { failWith } from "./call-failure.ts";
import { cloneResult } from "./clone-result.ts";
import { isQuery } from "./repeatable.ts";

/** A call takes further takers while it is no older than this share of its time: later ones would share a call that may hang. */
const JOINABLE_SHARE = 0.25;

/**
 * Makes one call of identical queries that are asked for at the same time by the same principal; text, variables and
 * identity tell, not who asks first, by which request, or until when. Each taker gets a copy of its own. The call is aborted
 * when the last taker has left, and no taker waits beyond its own deadline.
 */
export function deduplicate(next: Call, service: string, timeoutMs: number, onShared: () => void = () => {}): Call {
  const calls = new Map<string, SharedCall>();

  /** Whether the call is young, and ends no sooner for its own request's sake than one of the taker's own would. */
  function isJoinable({ startedAt, deadline }: SharedCall, request: UpstreamRequest): boolean {
    return (
      performance.now() - startedAt <= timeoutMs * JOINABLE_SHARE &&
      (deadline >= startedAt + timeoutMs || deadline >= (request.deadline ?? Infinity))
    );
  }

  return function executeOnce(request, answer) {
    if (request.identity === undefined || request.signal?.aborted === true || !isQuery(request))
      return next(request, answer);
    const name = nameOf(request, request.identity);
    const known = calls.get(name);
    if (known !== undefined && isJoinable(known, request)) {
      onShared();
      known.join(new Taker(known, service, request, answer, false));
      return;
    }
    const call = new SharedCall(request.deadline ?? Infinity, () => {
      if (calls.get(name) === call) calls.delete(name);
    });
    calls.set(name, call);
    call.join(new Taker(call, service, request, answer, true));
    next({ ...request, signal: call.cancellation }, (result) => call.settle(result));
  };
}

class SharedCall {
  readonly startedAt = performance.now();
  readonly deadline: number;
  readonly cancellation = new Cancellation();
  readonly #onEnd: () => void;
  /** Who waits for the answer, the one who made the call first. */
  #takers: readonly Taker[] = [];

  constructor(deadline: number, onEnd: () => void) {
    this.deadline = deadline;
    this.#onEnd = onEnd;
  }

  join(taker: Taker): void {
    this.#takers = this.#takers.length === 0 ? [taker] : [...this.#takers, taker];
  }

  leave(taker: Taker, reason: unknown): void {
    this.#takers = this.#takers.filter((other) => other !== taker);
    if (this.#takers.length > 0) return;
    this.#onEnd();
    this.cancellation.abort(reason);
  }

  settle(result: ExecutionResult): void {
    this.#onEnd();
    const [first, ...others] = this.#takers;
    this.#takers = [];
    if (others.length === 0) return first?.take(result);
    // Copied before the first taker can write into it.
    const copies = others.map((taker) => [taker, cloneResult(result)] as const);
    first?.take(result);
    for (const [taker, copy] of copies) taker.take(copy);
  }
}

/** Waits for the answer of a call that others may wait for, too, until its own deadline or its client's leave. */
class Taker {
  readonly #call: SharedCall;
  readonly #service: string;
  readonly #request: UpstreamRequest;
  readonly #answer: Answer;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(call: SharedCall, service: string, request: UpstreamRequest, answer: Answer, isFirst: boolean) {
    this.#call = call;
    this.#service = service;
    this.#request = request;
    this.#answer = answer;
    const { signal, deadline = Infinity } = request;
    signal?.addEventListener("abort", this.#leave);
    // The first one's deadline is the call's own.
    if (!isFirst && deadline < Infinity)
      this.#timer = setTimeout(this.#leave, Math.max(0, deadline - performance.now()));
  }

  take(result: ExecutionResult): void {
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this.#leave);
    deliver(this.#request, this.#answer, result);
  }

  readonly #leave = () => {
    const { signal } = this.#request;
    this.#call.leave(this, signal?.reason);
    const code = signal?.aborted === true ? "SERVICE_UNAVAILABLE" : "DEADLINE_EXCEEDED";
    this.take(failWith(new ServiceError(code, this.#service, { cause: "It was given up while it was waited for." })));
  };
}

/** What a call has in common with others that are given the same answer. */
function nameOf(request: UpstreamRequest, identity: string): string {
  const { document, operationName = "", asText = false, fault } = request;
  const name = `${digestOnce(document)}${identity}\n${operationName}\n${asText}\n${variablesText(request)}`;
  return fault === undefined ? name : `${fault.text}\n${name}`;
}
