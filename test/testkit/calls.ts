/** Calls without a network: for the tests of what wraps them. */
import type { ExecutionResult } from "@graphql-tools/utils";
import { OperationTypeNode, parse } from "graphql";
import { ServiceError, type ErrorCode, type ServiceErrorOptions } from "../../src/errors.ts";
import type { Executor, UpstreamRequest } from "../../src/transports/transport.ts";

export const HELLO: ExecutionResult = Object.freeze({ data: { hello: "you" } });

/** A request for `{ hello }`, or whatever else it is to be. */
export function requestFor(
  query = "{ hello }",
  {
    operationType = "query",
    ...rest
  }: Omit<Partial<UpstreamRequest>, "operationType"> & { operationType?: string } = {},
): UpstreamRequest {
  const type = operationType === "query" ? OperationTypeNode.QUERY : OperationTypeNode.MUTATION;
  return { document: parse(query), operationType: type, tried: [], ...rest };
}

export function failure(code: ErrorCode, options?: ServiceErrorOptions): ExecutionResult {
  return { errors: [new ServiceError(code, "library", options)] };
}

/** The data, or the code of what came in its place. */
export function told({ data, errors }: ExecutionResult): unknown {
  return data ?? errors?.[0]?.extensions["code"];
}

/** Answers the calls one after the other with these results; with the last one over and over. */
export function scripted(...results: readonly ExecutionResult[]) {
  const requests: UpstreamRequest[] = [];
  const execute: Executor = async (request) => {
    requests.push(request);
    return results[Math.min(requests.length, results.length) - 1] ?? HELLO;
  };
  return { execute, requests };
}

export interface HeldCall {
  readonly request: UpstreamRequest;
  readonly answer: (result: ExecutionResult) => void;
}

/** Holds every call until the test answers it. Heeds no signal. */
export function held() {
  const calls: HeldCall[] = [];
  const execute: Executor = (request) => new Promise((answer) => calls.push({ request, answer }));
  return { execute, calls };
}
