import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { GatewayError } from "../errors.ts";
import { OperationRefused, refuse } from "./refusal.ts";

/** Finds the operation to execute. Throws `OperationRefused`: none of that name, several and none named, or one of a kind that may not be here. */
export function selectOperation(
  document: DocumentNode,
  name: string | undefined,
  allowed: { readonly mutation: boolean; readonly subscription: boolean },
): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === "OperationDefinition");
  const named = name === undefined ? operations : operations.filter((operation) => operation.name?.value === name);
  const [operation, ...others] = named;
  if (operation === undefined) {
    throw refuse(
      "BAD_USER_INPUT",
      name === undefined ? "The document holds no operation." : `The document holds no operation named "${name}".`,
    );
  }
  if (others.length > 0)
    throw refuse("BAD_USER_INPUT", "The document holds several operations: name one in operationName.");
  if (operation.operation === "mutation" && !allowed.mutation) {
    throw new OperationRefused([
      new GatewayError("BAD_USER_INPUT", {
        message: "A mutation is sent by POST.",
        httpStatus: 405,
        httpHeaders: { allow: "POST" },
      }),
    ]);
  }
  if (operation.operation === "subscription" && !allowed.subscription) {
    throw refuse("BAD_USER_INPUT", "Send a subscription with `Accept: text/event-stream`, or over a WebSocket.");
  }
  return operation;
}
