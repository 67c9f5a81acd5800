import {
  getNullableType,
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  Source,
  typeFromAST,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from "graphql";
import { validateDocument } from "./validate-document.ts";

/** A query that the gateway itself keeps, to be asked for by its path. */
export interface StoredOperation {
  readonly query: string;
  readonly variables: readonly StoredVariable[];
}

/** One variable of a stored operation, as a request's path or query gives it: as text. */
export interface StoredVariable {
  readonly name: string;
  /** Whether the operation cannot do without it. */
  readonly isRequired: boolean;
  readonly isList: boolean;
  /** What a text stands for; the text itself where it does not fit, so that it is refused like any other value. */
  readonly read: (text: string) => unknown;
}

/** The stored operation of a text, or everything that keeps it from being one. */
export type ReadStoredOperation =
  | { readonly operation: StoredOperation; readonly problems?: never }
  | { readonly operation?: never; readonly problems: readonly GraphQLError[] };

/** Reads the text of a file: exactly one query, valid for the schema, whose variables a path and its query can give. */
export function readStoredOperation(text: string, file: string, schema: GraphQLSchema): ReadStoredOperation {
  let document: DocumentNode;
  try {
    document = parse(new Source(text, file));
  } catch (error) {
    if (error instanceof GraphQLError) return { problems: [error] };
    throw error;
  }
  const invalid = validateDocument(schema, document);
  if (invalid.length > 0) return { problems: invalid };
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation, other] = operations;
  if (operation === undefined || other !== undefined || operation.operation !== "query") {
    const message = "A stored operation is one query.";
    return { problems: [new GraphQLError(message, { nodes: other ?? operation ?? null })] };
  }
  return readVariables(text, operation, schema);
}

function readVariables(
  query: string,
  { variableDefinitions = [] }: OperationDefinitionNode,
  schema: GraphQLSchema,
): ReadStoredOperation {
  const problems: GraphQLError[] = [];
  const variables = variableDefinitions.map((definition): StoredVariable => {
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType;
    const nullable = getNullableType(type);
    const item = isListType(nullable) ? getNullableType(nullable.ofType) : nullable;
    if (!isLeafType(item)) problems.push(notInAnAddress(definition));
    return {
      name: definition.variable.name.value,
      isRequired: isNonNullType(type) && definition.defaultValue === undefined,
      isList: isListType(nullable),
      read: READERS[(item as { name?: string }).name ?? ""] ?? ((text) => text),
    };
  });
  return problems.length > 0 ? { problems } : { operation: { query, variables } };
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  Int: (text) => (/^-?\d{1,10}$/.test(text) ? Number(text) : text),
  Float: (text) => (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text),
  Boolean: (text) => (text === "true" ? true : text === "false" ? false : text),
};

function notInAnAddress(definition: VariableDefinitionNode): GraphQLError {
  const message = `$${definition.variable.name.value} cannot be given in an address: it must be a scalar, an enum or a list of these.`;
  return new GraphQLError(message, { nodes: definition });
}
