import type { GraphQLSchema } from "graphql";
import { ServiceError } from "../../errors.ts";
import type { StreamExecutor } from "../transport.ts";
import { toResult, type RootCall } from "./mapped-executor.ts";
import type { LeafReaders } from "./project-value.ts";
import { createOperationReader, type ReadOperation } from "./read-operation.ts";

/**
 * Opens the stream of a subscription's root field, of the service's own values. Rejected with a `ServiceError`, now where it
 * cannot be opened, and while it is iterated where it breaks.
 */
export type StreamOpener = (call: RootCall) => Promise<AsyncIterable<unknown>>;

/** Answers subscriptions against a contract for a service that does not speak GraphQL: each value is read as an answer is. */
export function createMappedStream(
  service: string,
  schema: GraphQLSchema,
  open: StreamOpener,
  leafReaderOf: LeafReaders,
): StreamExecutor {
  const readOperation = createOperationReader(schema, leafReaderOf);

  return async function subscribeMapped(request) {
    let operation: ReadOperation;
    try {
      operation = readOperation(request);
    } catch (error) {
      throw new ServiceError("SERVICE_ERROR", service, { cause: error });
    }
    // A subscription has one root field: the specification, section 5.2.3.1.
    const [field] = operation.rootFields;
    if (field === undefined) throw new ServiceError("SERVICE_ERROR", service, { cause: "Nothing is subscribed to." });
    const values = await open({ ...field, operation, request });
    return (async function* results() {
      for await (const value of values) yield toResult(operation, [value]);
    })();
  };
}
