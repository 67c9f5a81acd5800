import type { ExecutionResult } from "@graphql-tools/utils";
import type { GraphQLSchema } from "graphql";
import { ServiceError } from "../../errors.ts";
import { setOwn } from "../../util/set-own.ts";
import type { Executor, UpstreamRequest } from "../transport.ts";
import { placeServiceError } from "./place-service-error.ts";
import { jsonLeafReaderOf, type LeafReaders } from "./project-value.ts";
import { createOperationReader, type ReadOperation, type RootField } from "./read-operation.ts";

/** One root field that is to be answered, and the operation that it is part of. */
export interface RootCall extends RootField {
  readonly operation: ReadOperation;
  /** The whole request: its signal ends the call, its headers and context go with it. One object for all calls of an operation. */
  readonly request: UpstreamRequest;
}

/**
 * Answers one root field by the service's own value, which may hold a `ServiceError` in place of what failed. Rejected
 * with a `ServiceError` where the whole call failed.
 */
export type RootFieldAnswerer = (call: RootCall) => Promise<unknown>;

/**
 * Answers operations against a contract for a service that does not speak GraphQL: one call a root field, those of a
 * query side by side, those of a mutation one after another. All calls of a query are made in the same turn, so that an
 * answerer can put them together. A root field that failed is null and takes nothing else with it.
 */
export function createMappedExecutor(
  service: string,
  schema: GraphQLSchema,
  answer: RootFieldAnswerer,
  leafReaderOf: LeafReaders = jsonLeafReaderOf,
): Executor {
  const readOperation = createOperationReader(schema, leafReaderOf);

  return async function executeMapped(request) {
    let operation: ReadOperation;
    try {
      operation = readOperation(request);
    } catch (error) {
      return { errors: [new ServiceError("SERVICE_ERROR", service, { cause: error })] };
    }
    const ask = (field: RootField) =>
      answer({ ...field, operation, request }).catch((error: unknown) => asServiceError(error, service));
    const values: unknown[] = [];
    if (operation.kind === "mutation") {
      for (const field of operation.rootFields) values.push(await ask(field));
    } else {
      values.push(...(await Promise.all(operation.rootFields.map(ask))));
    }
    return toResult(operation, values);
  };
}

/** What an answerer throws that is no `ServiceError` is a mistake of ours, but must not take other services' parts. */
function asServiceError(error: unknown, service: string): ServiceError {
  return error instanceof ServiceError ? error : new ServiceError("SERVICE_UNAVAILABLE", service, { cause: error });
}

/** What the values of all root fields, each a `ServiceError` where it failed, are together. */
export function toResult({ typename, rootFields }: ReadOperation, values: readonly unknown[]): ExecutionResult {
  // What keeps a service from answering is one failure, however many calls an operation takes.
  const failures = new Map<string, object>();
  const errors: ServiceError[] = [];
  const data: Record<string, unknown> = {};
  for (const key of typename.keys) setOwn(data, key, typename.name);
  let answered = typename.keys.length;
  rootFields.forEach(({ key, project }, index) => {
    const value = values[index];
    if (!(value instanceof ServiceError)) {
      answered += 1;
      setOwn(data, key, project(value, [key], errors) ?? null);
      return;
    }
    const isOfField = value.code === "SERVICE_ERROR" || "coordinate" in value.extensions;
    const failure = isOfField ? value.failure : (failures.get(value.code) ?? value.failure);
    if (!isOfField) failures.set(value.code, failure);
    setOwn(data, key, null);
    errors.push(placeServiceError(value, [key], { failure }));
  });
  if (errors.length === 0) return { data };
  const [first] = errors;
  const isWhole = answered === 0 && errors.every(({ failure }) => failure === first?.failure);
  if (first === undefined || !isWhole) return { data, errors };
  // Without any data the failure is the whole call's, and may be tried again, or elsewhere if it never left.
  return { errors: [placeServiceError(first, undefined, { neverSent: errors.every((error) => error.neverSent) })] };
}
