/**
 * One upstream call as the layers of resilience make it. Its answer goes to a function, exactly once, and not through a
 * promise: a dozen layers would make dozens of them for each call.
 */
import type { ExecutionResult } from "@graphql-tools/utils";
import type { Executor, UpstreamRequest } from "../transports/transport.ts";

export type Answer = (result: ExecutionResult) => void;

/** A call that fails is answered with its errors. */
export type Call = (request: UpstreamRequest, answer: Answer) => void;

/** A call as everybody else makes it. Rejected for a fault of our own alone. */
export function toExecutor(call: Call): Executor {
  return (request) => new Promise((resolve, reject) => call({ ...request, onFault: reject }, resolve));
}

/** Calls of what gives promises. What it is rejected with is a fault of our own. */
export function toCall(execute: Executor): Call {
  return (request, answer) => {
    execute(request).then(
      (result) => deliver(request, answer, result),
      (error: unknown) => request.onFault?.(error),
    );
  };
}

/**
 * Answers from where nobody waits: a promise, a timer, an event. What is thrown on the way back is a fault of our own, and
 * rejects the one call that it belongs to; there, it would end the process.
 */
export function deliver(request: UpstreamRequest, answer: Answer, result: ExecutionResult): void {
  try {
    answer(result);
  } catch (error) {
    request.onFault?.(error);
  }
}

/** Goes on likewise. */
export function goOn(request: UpstreamRequest, next: () => void): void {
  try {
    next();
  } catch (error) {
    request.onFault?.(error);
  }
}
