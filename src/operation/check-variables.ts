import {
  getNullableType,
  getVariableValues,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  type GraphQLSchema,
  type GraphQLType,
  type OperationDefinitionNode,
} from "graphql";
import { OperationRefused, withCode } from "./refusal.ts";

/** How many mistakes in the variables are told. */
const MAX_ERRORS = 20;

type IsFine = (value: unknown) => boolean;

interface VariableCheck {
  readonly name: string;
  readonly mayLack: boolean;
  readonly isFine: IsFine;
}

/**
 * Gives what throws `OperationRefused` with BAD_USER_INPUT for every variable that is missing or does not fit its type. The
 * types of an operation are looked up once; what is not plainly right is left to graphql-js, and so are all messages.
 */
export function createVariableChecker(schema: GraphQLSchema) {
  const known = new WeakMap<OperationDefinitionNode, readonly VariableCheck[]>();

  function checksOf(operation: OperationDefinitionNode): readonly VariableCheck[] {
    let checks = known.get(operation);
    if (checks === undefined) {
      checks = (operation.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => ({
        name: variable.name.value,
        mayLack: defaultValue !== undefined || type.kind !== Kind.NON_NULL_TYPE,
        isFine: plainCheckOf(typeFromAST(schema, type)),
      }));
      known.set(operation, checks);
    }
    return checks;
  }

  return function checkVariables(
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): void {
    const { variableDefinitions = [] } = operation;
    if (variableDefinitions.length === 0) return;
    const isPlainlyFine = checksOf(operation).every(({ name, mayLack, isFine }) =>
      Object.hasOwn(variables, name) ? isFine(variables[name]) : mayLack,
    );
    if (isPlainlyFine) return;
    const { errors } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: MAX_ERRORS });
    if (errors !== undefined) throw new OperationRefused(errors.map((error) => withCode(error, "BAD_USER_INPUT")));
  };
}

/** Of the specification's own scalars, and lists of them. Of any other type, nothing is plainly fine. */
function plainCheckOf(type: GraphQLType | undefined): IsFine {
  const nullable = type && getNullableType(type);
  const isFine = isListType(nullable) ? listCheckOf(plainCheckOf(nullable.ofType)) : PLAIN.get(String(nullable));
  if (isFine === undefined) return () => false;
  return isNonNullType(type) ? isFine : (value) => value === null || isFine(value);
}

function listCheckOf(isFine: IsFine): IsFine {
  return (value) => Array.isArray(value) && value.every((item) => item !== undefined && isFine(item));
}

const PLAIN: ReadonlyMap<string, IsFine> = new Map([
  ["Boolean", (value) => typeof value === "boolean"],
  ["Float", Number.isFinite],
  ["ID", (value) => typeof value === "string"],
  ["Int", (value) => Number.isInteger(value) && value === ((value as number) | 0)],
  ["String", (value) => typeof value === "string"],
] satisfies [string, IsFine][]);
