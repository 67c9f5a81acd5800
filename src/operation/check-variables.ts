import { getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from "graphql";
import { OperationRefused, withCode } from "./refusal.ts";

/** How many mistakes in the variables are told. */
const MAX_ERRORS = 20;

/** Throws `OperationRefused` with BAD_USER_INPUT for every variable that is missing or does not fit its type. */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  if (operation.variableDefinitions === undefined || operation.variableDefinitions.length === 0) return;
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
    maxErrors: MAX_ERRORS,
  });
  if (errors !== undefined) throw new OperationRefused(errors.map((error) => withCode(error, "BAD_USER_INPUT")));
}
