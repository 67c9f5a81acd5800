import {
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from "graphql";
import type { UpstreamRequest } from "../transports/transport.ts";

/** A root field of an operation: where a service is entered. */
export interface EntryField {
  readonly name: string;
  /** Its key in the answer. */
  readonly key: string;
  readonly node: FieldNode;
}

const known = new WeakMap<DocumentNode, readonly EntryField[] | undefined>();

/** The root fields of a request's operation; `undefined` where they cannot be told apart: fragments are among them. */
export function readEntryFields(document: DocumentNode): readonly EntryField[] | undefined {
  if (known.has(document)) return known.get(document);
  const selections = operationOf(document)?.selectionSet.selections;
  const fields = selections?.every((selection) => selection.kind === Kind.FIELD)
    ? selections.map((node) => ({ name: node.name.value, key: (node.alias ?? node.name).value, node }))
    : undefined;
  known.set(document, fields);
  return fields;
}

/** The request for some of its root fields alone, without the variables and fragments that these do not use. */
export function pickEntryFields(request: UpstreamRequest, picked: readonly EntryField[]): UpstreamRequest {
  const operation = operationOf(request.document);
  if (operation === undefined) return request;
  const nodes = picked.map(({ node }) => node);
  const used = findUses(request.document, nodes);
  const variables = Object.entries((request.variables ?? {}) as Record<string, unknown>);
  return {
    ...request,
    document: {
      kind: Kind.DOCUMENT,
      definitions: [
        {
          ...operation,
          variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
            used.variables.has(variable.name.value),
          ),
          selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
        },
        ...request.document.definitions.filter(
          (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && used.fragments.has(definition.name.value),
        ),
      ],
    },
    variables: Object.fromEntries(variables.filter(([name]) => used.variables.has(name))),
    variablesText: undefined,
    // What another part tried tells nothing here.
    ...(request.tried === undefined ? {} : { tried: [] }),
  };
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode | undefined {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 ? operations[0] : undefined;
}

function findUses(document: DocumentNode, nodes: readonly SelectionNode[]) {
  const variables = new Set<string>();
  const fragments = new Set<string>();
  const look = (node: SelectionNode | DocumentNode["definitions"][number]): void => {
    visit(node, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread({ name }) {
        if (fragments.has(name.value)) return;
        fragments.add(name.value);
        const definition = document.definitions.find(
          (other) => other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === name.value,
        );
        if (definition !== undefined) look(definition);
      },
    });
  };
  nodes.forEach(look);
  return { variables, fragments };
}
