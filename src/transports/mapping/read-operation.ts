import {
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from "graphql";
import { inputNamerOf } from "./name-input.ts";
import {
  collectFieldNodes,
  createProjector,
  type LeafReaders,
  type Projector,
  type SelectionScope,
} from "./project-value.ts";
import type { UpstreamRequest } from "../transport.ts";

/** One root field of an operation, to be answered by a call of its own. */
export interface RootField {
  /** Its key in the answer. */
  readonly key: string;
  readonly field: GraphQLField<unknown, unknown>;
  /** Coerced, with defaults, in the service's own words; an argument that was left out is not there. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The field as it was asked for, with all that was selected below. */
  readonly nodes: readonly FieldNode[];
  /** Makes the service's own value into what was selected. */
  readonly project: Projector;
}

export interface ReadOperation {
  readonly kind: OperationTypeNode;
  readonly rootFields: readonly RootField[];
  /** The keys at which the root type's own name was asked for. */
  readonly typename: { readonly keys: readonly string[]; readonly name: string };
}

interface CompiledField extends Omit<RootField, "arguments"> {
  readonly nameArguments: ReadonlyMap<string, (value: unknown) => unknown>;
}

interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  readonly typename: ReadOperation["typename"];
  readonly fields: readonly CompiledField[];
}

type RequestedOperation = Pick<UpstreamRequest, "document" | "operationName" | "variables">;

/**
 * Reads operations against a contract. A document is compiled the first time that it is seen; one with `@skip` or
 * `@include`, whose selection depends on variables, each time. Throws a `GraphQLError` where the operation does not fit
 * the contract.
 */
export function createOperationReader(
  schema: GraphQLSchema,
  leafReaderOf: LeafReaders,
): (request: RequestedOperation) => ReadOperation {
  const compiled = new WeakMap<DocumentNode, Map<string | undefined, CompiledOperation>>();

  function compile(request: RequestedOperation, variables: Readonly<Record<string, unknown>>): CompiledOperation {
    const { document, operationName } = request;
    const known = compiled.get(document)?.get(operationName);
    if (known !== undefined) return known;
    const operation = operationOf(request);
    const fresh = compileOperation(operation, { schema, fragments: fragmentsOf(document), variables, leafReaderOf });
    if (!hasConditions(document)) {
      const ofDocument = compiled.get(document) ?? new Map<string | undefined, CompiledOperation>();
      compiled.set(document, ofDocument.set(operationName, fresh));
    }
    return fresh;
  }

  return function readOperation(request) {
    const { variableDefinitions = [] } = operationOf(request);
    const { coerced, errors } = getVariableValues(schema, variableDefinitions, request.variables ?? {});
    if (coerced === undefined) throw errors[0] ?? new GraphQLError("The variables do not fit.");
    const { operation, typename, fields } = compile(request, coerced);
    return {
      kind: operation.operation,
      typename,
      rootFields: fields.map(({ nameArguments, ...field }) => ({
        ...field,
        arguments: Object.fromEntries(
          Object.entries(getArgumentValues(field.field, field.nodes[0] as FieldNode, coerced)).map(([name, value]) => [
            name,
            nameArguments.get(name)?.(value) ?? value,
          ]),
        ),
      })),
    };
  };
}

function operationOf({ document, operationName }: RequestedOperation): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new GraphQLError("The document has no such operation.");
  return operation;
}

function compileOperation(operation: OperationDefinitionNode, scope: SelectionScope): CompiledOperation {
  const type = scope.schema.getRootType(operation.operation);
  if (!type) throw new GraphQLError(`The contract has no ${operation.operation}.`);
  const entries = [...collectFieldNodes(type, operation.selectionSet, scope)];
  const isTypename = ([, nodes]: (typeof entries)[number]) => nodes[0]?.name.value === "__typename";
  return {
    operation,
    typename: { keys: entries.filter(isTypename).map(([key]) => key), name: type.name },
    fields: entries
      .filter((entry) => !isTypename(entry))
      .map(([key, nodes]) => {
        const name = nodes[0]?.name.value ?? "";
        const field = type.getFields()[name];
        if (field === undefined) throw new GraphQLError(`The contract has no ${type.name}.${name}.`);
        return {
          key,
          field,
          nodes,
          nameArguments: new Map(field.args.map((argument) => [argument.name, inputNamerOf(argument.type)])),
          project: createProjector(field.type, nodes, scope),
        };
      }),
  };
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
}

function hasConditions(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ name }) {
      if (name.value === "skip" || name.value === "include") found = true;
    },
  });
  return found;
}
