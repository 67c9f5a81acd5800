import type { Operation } from "./operation.ts";

/** Where the policies of an operation's fields are judged against its principal. No field has one yet. */
export function authorize(operation: Operation): Operation {
  return operation;
}
