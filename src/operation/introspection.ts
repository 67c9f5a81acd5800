/**
 * Introspection shows what clients may see. An engine executes a schema that holds more, so what asks for `__schema`
 * or `__type` is answered here, from the public schema.
 */
import {
  execute,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Operation } from "./operation.ts";

/** Stands in a selection of which nothing is left: no name that a client can write. */
const NOTHING = "-";
const META_FIELDS = new Set(["__schema", "__type"]);

const known = new WeakMap<DocumentNode, boolean>();

/** Whether a document asks for `__schema` or `__type` anywhere; looked for once. */
export function asksIntrospection(document: DocumentNode): boolean {
  let asks = known.get(document);
  if (asks === undefined) {
    asks = holdsMetaField(document);
    known.set(document, asks);
  }
  return asks;
}

function holdsMetaField(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field: (field) => {
      if (META_FIELDS.has(field.name.value)) found = true;
    },
  });
  return found;
}

/** Whether an operation asks for nothing but introspection, and `own`: no engine is needed then. */
export function isIntrospectionOnly({ definition }: Pick<Operation, "definition">, own?: string): boolean {
  return definition.selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && isOwn(selection.name.value, own),
  );
}

function isOwn(name: string, own: string | undefined): boolean {
  return name.startsWith("__") || name === own;
}

/** Answers what of an operation is introspection, and the root field `own`, from `root`. */
export async function introspect(
  schema: GraphQLSchema,
  { document, definition, variables }: Pick<Operation, "document" | "definition" | "variables">,
  own?: string,
  root?: object,
): Promise<ExecutionResult> {
  const rootType = schema.getRootType(definition.operation)?.name;
  const only: DocumentNode = visit(document, {
    OperationDefinition: (node) => ({ ...node, selectionSet: onlyOwnFields(node.selectionSet, own) }),
    FragmentDefinition: (node) =>
      node.typeCondition.name.value === rootType
        ? { ...node, selectionSet: onlyOwnFields(node.selectionSet, own) }
        : false,
  });
  return execute({
    schema,
    rootValue: root,
    document: only,
    operationName: definition.name?.value ?? null,
    variableValues: variables,
  });
}

function onlyOwnFields(selectionSet: SelectionSetNode, own: string | undefined): SelectionSetNode {
  const selections = selectionSet.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return isOwn(selection.name.value, own) ? [selection] : [];
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return [{ ...selection, selectionSet: onlyOwnFields(selection.selectionSet, own) }];
    return [selection];
  });
  // A selection may not be empty.
  const typename: SelectionNode = {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: NOTHING },
    name: { kind: Kind.NAME, value: "__typename" },
  };
  return { ...selectionSet, selections: selections.length === 0 ? [typename] : selections };
}

/** Puts the introspection's part into an engine's answer, in its place. */
export function withIntrospection(answer: ExecutionResult, introspection: ExecutionResult): ExecutionResult {
  if (answer.data === null || answer.data === undefined) return answer;
  const { [NOTHING]: _nothing, ...data } = introspection.data ?? {};
  return { ...answer, data: { ...answer.data, ...data } };
}
