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
/** A call that would end for its own request's sake still serves a taker whose own would take no more than so many times as long. */
const ALIKE = 1.1;

/**
 * Makes one call of identical queries that are asked for at the same time by the same principal; text, variables and
 * identity tell, not who asks first, by which request, or until when. Each taker gets a copy of its own. The call is aborted
 * when the last taker has left, and no taker waits beyond its own deadline.
 */
export function deduplicate(next: Call, service: string, timeoutMs: number, onShared: () => void = () => {}): Call {
  const calls = new Map<string, SharedCall>();

  /** Whether the call is young, and has as much time in all, for its own request's sake, as one of the taker's own would. */
  function isJoinable({ startedAt, deadline }: SharedCall, request: UpstreamRequest): boolean {
    const now = performance.now();
    const lastsMs = Math.min(timeoutMs, deadline - startedAt);
    const ownMs = Math.min(timeoutMs, (request.deadline ?? Infinity) - now);
    return now - startedAt <= lastsMs * JOINABLE_SHARE && ownMs <= lastsMs * ALIKE;
  }

  return function executeOnce(request, answer) {
    if (request.identity === undefined || request.signal?.aborted === true || !isQuery(request))
      return next(request, answer);
    const name = nameOf(request, request.identity);
    const known = calls.get(name);
    if (known !== undefined && isJoinable(known, request)) {
      onShared();
      known.join(new Taker(known, service, request, answer, request.deadline ?? Infinity));
      return;
    }
    const call = new SharedCall(calls, name, request, service, answer);
    calls.set(name, call);
    next({ ...request, signal: call.cancellation }, call.settle);
  };
}

/** Waits for the answer of a call that others may wait for, too, until its own deadline or its client's leave. */
class Taker {
  readonly #call: SharedCall;
  readonly #service: string;
  readonly #request: UpstreamRequest;
  readonly #answer: Answer;
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param untilMs its deadline; none for whoever made the call, which has the same */
  constructor(call: SharedCall, service: string, request: UpstreamRequest, answer: Answer, untilMs: number) {
    this.#call = call;
    this.#service = service;
    this.#request = request;
    this.#answer = answer;
    request.signal?.addEventListener("abort", this);
    if (untilMs < Infinity)
      this.#timer = setTimeout(() => this.handleEvent(), Math.max(0, untilMs - performance.now()));
  }

  take(result: ExecutionResult): void {
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this);
    deliver(this.#request, this.#answer, result);
  }

  /** Its client left, or its time is over. */
  handleEvent(): void {
    const { signal } = this.#request;
    this.#call.leave(this, signal?.reason);
    const code = signal?.aborted === true ? "SERVICE_UNAVAILABLE" : "DEADLINE_EXCEEDED";
    this.take(failWith(new ServiceError(code, this.#service, { cause: "It was given up while it was waited for." })));
  }
}

class SharedCall {
  readonly startedAt = performance.now();
  readonly deadline: number;
  readonly cancellation = new Cancellation();
  readonly #calls: Map<string, SharedCall>;
  readonly #name: string;
  /** Who waits for the answer, the one who made the call first. */
  #takers: readonly Taker[];

  constructor(calls: Map<string, SharedCall>, name: string, request: UpstreamRequest, service: string, answer: Answer) {
    this.#calls = calls;
    this.#name = name;
    this.deadline = request.deadline ?? Infinity;
    this.#takers = [new Taker(this, service, request, answer, Infinity)];
  }

  join(taker: Taker): void {
    this.#takers = [...this.#takers, taker];
  }

  leave(taker: Taker, reason: unknown): void {
    this.#takers = this.#takers.filter((other) => other !== taker);
    if (this.#takers.length > 0) return;
    this.#end();
    this.cancellation.abort(reason);
  }

  readonly settle = (result: ExecutionResult): void => {
    this.#end();
    const takers = this.#takers;
    this.#takers = [];
    if (takers.length <= 1) return takers[0]?.take(result);
    // Copied before the first taker can write into it.
    const results = takers.map((_, index) => (index === 0 ? result : cloneResult(result)));
    for (const [index, taker] of takers.entries()) taker.take(results[index] as ExecutionResult);
  };

  #end(): void {
    // A later one may have taken its name.
    if (this.#calls.get(this.#name) === this) this.#calls.delete(this.#name);
  }
}

/** What a call has in common with others that are given the same answer. */
function nameOf(request: UpstreamRequest, identity: string): string {
  const { document, operationName, asText, fault } = request;
  const name = `${digestOnce(document)}${identity}\n${variablesText(request)}`;
  // Hardly ever: a text that is put together of more parts takes longer.
  return operationName === undefined && asText !== true && fault === undefined
    ? name
    : `${JSON.stringify([operationName, asText, fault?.text])}${name}`;
}
