import type { Operation } from "./operation.ts";

/** Where an operation's depth, aliases, size and cost are judged. Nothing is demanded yet. */
export function checkLimits(operation: Operation): Operation {
  return operation;
}
