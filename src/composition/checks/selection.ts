/** Selections that a contract or a join holds as text, for example `{ id }`. */
import {
  GraphQLError,
  GraphQLObjectType,
  GraphQLSchema,
  isOutputType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type SelectionSetNode,
} from "graphql";
import type { DescribedContract } from "./described-contract.ts";

/** Parses a selection of plain fields. Gives the selection, or what is wrong with it. */
export function parseSelection(text: string): SelectionSetNode | string {
  try {
    const [operation, ...others] = parse(text, { noLocation: true }).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return "it must be one selection";
    return isPlain(operation.selectionSet) ? operation.selectionSet : "it may name plain fields only, without aliases";
  } catch (error) {
    if (error instanceof GraphQLError) return withoutStop(error.message);
    throw error;
  }
}

/** What is wrong with a selection on a contract's type; nothing where it is valid. */
export function selectionProblems(
  selectionSet: SelectionSetNode,
  type: string,
  contract: DescribedContract,
): readonly string[] {
  const selected = contract.schema?.getType(type);
  if (selected === undefined || !isOutputType(selected)) return [`${contract.title} has no type ${type}`];
  const field = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "value" }, selectionSet } as const;
  const operation = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  } as const;
  const query = new GraphQLObjectType({ name: "SelvageSelection", fields: { value: { type: selected } } });
  const schema = new GraphQLSchema({ query, assumeValid: true });
  return validate(schema, { kind: Kind.DOCUMENT, definitions: [operation] }).map(({ message }) => withoutStop(message));
}

/** The paths of a selection's leaves: `organization.id` of `{ organization { id } }`. */
export function selectionPaths({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [];
    if (selection.selectionSet === undefined) return [selection.name.value];
    return selectionPaths(selection.selectionSet).map((path) => `${selection.name.value}.${path}`);
  });
}

function isPlain({ selections }: SelectionSetNode): boolean {
  return selections.every(
    (selection) =>
      selection.kind === Kind.FIELD &&
      selection.alias === undefined &&
      (selection.selectionSet === undefined || isPlain(selection.selectionSet)),
  );
}

/** Made to stand inside a sentence of ours. */
function withoutStop(message: string): string {
  return message.replace(/\.$/, "");
}
