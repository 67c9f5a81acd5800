import { Kind, print, type FieldNode, type SelectionSetNode } from "graphql";

/** Nodes with more in them than the client selected, as long as the client's document lives: the library plans by node. */
const extendedNodes = new WeakMap<FieldNode, Map<string, FieldNode>>();

/** The field's one node: what the client selected under all its nodes, and what is added. The same again for the same. */
export function extendedNode(nodes: readonly FieldNode[], added: readonly FieldNode[]): FieldNode {
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error("A field is resolved without its node.");
  if (others.length === 0 && added.length === 0) return first;
  if (others.length > 0) return extend(nodes, first, added);
  const known = extendedNodes.get(first) ?? new Map<string, FieldNode>();
  extendedNodes.set(first, known);
  const name = added.map(({ alias }) => alias?.value).join(" ");
  const node = known.get(name) ?? extend(nodes, first, added);
  known.set(name, node);
  return node;
}

function extend(nodes: readonly FieldNode[], first: FieldNode, added: readonly FieldNode[]): FieldNode {
  const selections = nodes.flatMap((node) => node.selectionSet?.selections ?? []);
  return { ...first, selectionSet: { kind: Kind.SELECTION_SET, selections: [...selections, ...added] } };
}

const printed = new WeakMap<SelectionSetNode, string>();

/** A selection as text, printed once as long as it lives. */
export function printSelection(selectionSet: SelectionSetNode): string {
  const text = printed.get(selectionSet) ?? print(selectionSet);
  printed.set(selectionSet, text);
  return text;
}
