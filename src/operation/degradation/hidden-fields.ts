import { randomBytes } from "node:crypto";
import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Path } from "../../aggregates/answer-notes.ts";
import { inOrder } from "../../execution/answer-order.ts";
import { errorOf, failureOf } from "../../execution/fold-errors.ts";

/** Not to be guessed: a client's own field of such a name would be taken for one of ours. */
const PREFIX = `selvage_known_${randomBytes(8).toString("hex")}_`;

/** The response keys that clients did not ask for, and under which of theirs there are more. */
export interface HiddenTree {
  readonly keys: ReadonlySet<string>;
  readonly inner: ReadonlyMap<string, HiddenTree>;
}

/** Fields that are asked for beside the client's own, and taken out of the answer again. */
export class HiddenFields {
  readonly #added = new Map<SelectionSetNode, Map<string, SelectionNode>>();

  /** Has a field selected, or one of objects of a type; gives its response key. */
  add(set: SelectionSetNode, name: string, type?: string): string {
    const key = `${PREFIX}${type === undefined ? "" : `${type}_`}${name.replace(/^__/, "")}`;
    const added = this.#added.get(set) ?? new Map<string, SelectionNode>();
    this.#added.set(set, added);
    const field = fieldNode(key, name);
    added.set(key, type === undefined ? field : onType(type, field));
    return key;
  }

  /** The document with what was added to it; the same one where nothing was. */
  addTo(document: DocumentNode): { readonly document: DocumentNode; readonly hidden: HiddenTree | undefined } {
    if (this.#added.size === 0) return { document, hidden: undefined };
    const tree = newTree();
    const definitions = document.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? { ...definition, selectionSet: this.#write(definition.selectionSet, tree) }
        : definition,
    );
    prune(tree);
    return { document: { ...document, definitions }, hidden: tree };
  }

  #write(set: SelectionSetNode, tree: GrowingTree): SelectionSetNode {
    const added = this.#added.get(set) ?? new Map<string, SelectionNode>();
    for (const key of added.keys()) tree.keys.add(key);
    const selections = set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || selection.selectionSet === undefined) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return { ...selection, selectionSet: this.#write(selection.selectionSet, tree) };
      const key = (selection.alias ?? selection.name).value;
      const inner = tree.inner.get(key) ?? newTree();
      tree.inner.set(key, inner);
      return { ...selection, selectionSet: this.#write(selection.selectionSet, inner) };
    });
    return { kind: Kind.SELECTION_SET, selections: [...selections, ...added.values()] };
  }
}

function fieldNode(key: string, name: string): FieldNode {
  return { kind: Kind.FIELD, alias: { kind: Kind.NAME, value: key }, name: { kind: Kind.NAME, value: name } };
}

function onType(type: string, field: FieldNode): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
}

interface GrowingTree {
  readonly keys: Set<string>;
  readonly inner: Map<string, GrowingTree>;
}

function newTree(): GrowingTree {
  return { keys: new Set(), inner: new Map() };
}

/** Leaves only the ways that lead to something; gives whether any does. */
function prune({ keys, inner }: GrowingTree): boolean {
  for (const [key, tree] of inner) if (!prune(tree)) inner.delete(key);
  return keys.size > 0 || inner.size > 0;
}

/** The same errors, each told of the object where it was one of a hidden field of it: clients know nothing of those. */
export function locateAboveHidden(
  errors: readonly GraphQLError[],
  data: unknown,
  tree: HiddenTree,
): readonly GraphQLError[] {
  return errors.map((error) => {
    const failure = failureOf(error);
    if (failure === undefined) return error;
    const places = failure.places.map((place) => aboveHidden(place, tree));
    const isAsBefore = places.every((place, index) => place === failure.places[index]);
    return isAsBefore ? error : errorOf(failure.cause, inOrder(data, places));
  });
}

function aboveHidden(place: Path, tree: HiddenTree): Path {
  let at: HiddenTree | undefined = tree;
  for (const [depth, key] of place.entries()) {
    if (typeof key === "number") continue;
    if (at?.keys.has(key) === true) return place.slice(0, depth);
    at = at?.inner.get(key);
  }
  return place;
}

/** Takes what is hidden out of an answer, in place. */
export function removeHidden(value: unknown, tree: HiddenTree): void {
  if (Array.isArray(value)) for (const item of value) removeHidden(item, tree);
  else if (typeof value === "object" && value !== null) {
    const object = value as Record<string, unknown>;
    for (const key of tree.keys) delete object[key];
    for (const [key, inner] of tree.inner) removeHidden(object[key], inner);
  }
}
