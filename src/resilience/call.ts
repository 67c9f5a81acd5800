/**
 * One upstream call as the layers of resilience make it. Its answer goes to a function, exactly once, and not through a
 * promise: a dozen layers would make dozens of them for each call.
 */
import type { ExecutionResult } from "@graphql-tools/utils";
import type { Executor, UpstreamRequest } from "../transports/transport.ts";

export type Answer = (result: ExecutionResult) => void;

/** Never throws; a call that fails is answered with its errors. */
export type Call = (request: UpstreamRequest, answer: Answer) => void;

/** A call as everybody else makes it. */
export function toExecutor(call: Call): Executor {
  return (request) => new Promise((resolve) => call(request, resolve));
}
