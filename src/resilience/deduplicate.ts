import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import { printOnce, writeOnce } from "../transports/print-once.ts";
import type { Executor, UpstreamRequest } from "../transports/transport.ts";
import { failWith } from "./call-failure.ts";
import { cloneResult } from "./clone-result.ts";
import { isQuery } from "./repeatable.ts";

/** A call takes further takers while it is no older than this share of its time: later ones would share a call that may hang. */
const JOINABLE_SHARE = 0.25;

interface SharedCall {
  readonly startedAt: number;
  readonly deadline: number;
  readonly controller: AbortController;
  /** Who waits for the answer, the one who made the call first. */
  readonly takers: Set<(result: ExecutionResult) => void>;
}

/**
 * Makes one call of identical queries that are asked for at the same time by the same principal; text, variables and
 * identity tell, not who asks first, by which request, or until when. Each taker gets a copy of its own. The call is aborted
 * when the last taker has left, and no taker waits beyond its own deadline.
 */
export function deduplicate(
  next: Executor,
  service: string,
  timeoutMs: number,
  onShared: () => void = () => {},
): Executor {
  // By text, which is one string for all requests of a document, and then by the rest, which is short.
  const callsByText = new Map<string, Map<string, SharedCall>>();

  /** Whether the call is young, and ends no sooner for its own request's sake than one of the taker's own would. */
  function isJoinable({ startedAt, deadline }: SharedCall, request: UpstreamRequest): boolean {
    return (
      performance.now() - startedAt <= timeoutMs * JOINABLE_SHARE &&
      (deadline >= startedAt + timeoutMs || deadline >= (request.deadline ?? Infinity))
    );
  }

  function remove({ text, key }: CallName, call: SharedCall): void {
    const calls = callsByText.get(text);
    if (calls?.get(key) !== call) return;
    calls.delete(key);
    if (calls.size === 0) callsByText.delete(text);
  }

  function start(name: CallName, request: UpstreamRequest): SharedCall {
    const call: SharedCall = {
      startedAt: performance.now(),
      deadline: request.deadline ?? Infinity,
      controller: new AbortController(),
      takers: new Set(),
    };
    const calls = callsByText.get(name.text) ?? new Map<string, SharedCall>();
    callsByText.set(name.text, calls);
    calls.set(name.key, call);
    const settle = (result: ExecutionResult) => {
      remove(name, call);
      // Copied before the first taker can write into it.
      const [first, ...others] = call.takers;
      const copies = others.map((take) => [take, cloneResult(result)] as const);
      first?.(result);
      for (const [take, copy] of copies) take(copy);
    };
    next({ ...request, signal: call.controller.signal }).then(settle, (error: unknown) => {
      settle(failWith(new ServiceError("SERVICE_UNAVAILABLE", service, { cause: error })));
    });
    return call;
  }

  function take(
    name: CallName,
    call: SharedCall,
    request: UpstreamRequest,
    isFirst: boolean,
  ): Promise<ExecutionResult> {
    const { signal, deadline = Infinity } = request;
    const { promise, resolve } = Promise.withResolvers<ExecutionResult>();
    let timer: NodeJS.Timeout | undefined;
    const finish = (result: ExecutionResult) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
      resolve(result);
    };
    const leave = () => {
      call.takers.delete(finish);
      if (call.takers.size === 0) {
        remove(name, call);
        call.controller.abort(signal?.reason);
      }
      const code = signal?.aborted === true ? "SERVICE_UNAVAILABLE" : "DEADLINE_EXCEEDED";
      finish(failWith(new ServiceError(code, service, { cause: "It was given up while it was waited for." })));
    };
    call.takers.add(finish);
    signal?.addEventListener("abort", leave);
    // The first one's deadline is the call's own.
    if (!isFirst && deadline < Infinity) timer = setTimeout(leave, Math.max(0, deadline - performance.now()));
    return promise;
  }

  return function executeOnce(request) {
    if (request.identity === undefined || request.signal?.aborted === true || !isQuery(request)) return next(request);
    const name = nameOf(request, request.identity);
    const call = callsByText.get(name.text)?.get(name.key);
    if (call !== undefined && isJoinable(call, request)) {
      onShared();
      return take(name, call, request, false);
    }
    return take(name, start(name, request), request, true);
  };
}

/** What a call has in common with others that are given the same answer. */
interface CallName {
  readonly text: string;
  readonly key: string;
}

function nameOf(request: UpstreamRequest, identity: string): CallName {
  const { document, operationName = "", variables, asText = false, fault } = request;
  const key = `${identity}\n${operationName}\n${asText}\n${writeOnce(variables)}`;
  return { text: printOnce(document), key: fault === undefined ? key : `${fault.text}\n${key}` };
}
