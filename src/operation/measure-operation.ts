import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** How large an operation is, its fragments written out. */
export interface OperationSize {
  /** How many fields deep the deepest one lies. */
  readonly depth: number;
  readonly rootFields: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
}

const EMPTY: OperationSize = { depth: 0, rootFields: 0, fields: 0, aliases: 0, directives: 0 };

/**
 * Measures an operation. Each fragment is measured once, however often it is spread, so that a document of fragments
 * that spread each other, small to write and huge to write out, is measured in the time it takes to read it. The
 * document may be invalid: a fragment that is missing counts nothing, nor does one within itself.
 */
export function measureOperation(document: DocumentNode, operation: OperationDefinitionNode): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, OperationSize>();

  function measureFragment(name: string): OperationSize {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    measured.set(name, EMPTY);
    const size =
      fragment === undefined ? EMPTY : measureSelections(fragment.selectionSet, fragment.directives?.length ?? 0);
    measured.set(name, size);
    return size;
  }

  function measureSelections(selectionSet: SelectionSetNode, ownDirectives: number): OperationSize {
    let size: OperationSize = { ...EMPTY, directives: ownDirectives };
    for (const selection of selectionSet.selections) {
      const directives = selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        size = add(size, measureFragment(selection.name.value), directives);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        size = add(size, measureSelections(selection.selectionSet, 0), directives);
      } else {
        const inner = selection.selectionSet === undefined ? EMPTY : measureSelections(selection.selectionSet, 0);
        const aliases = inner.aliases + (selection.alias === undefined ? 0 : 1);
        const field = { ...inner, depth: inner.depth + 1, rootFields: 1, fields: inner.fields + 1, aliases };
        size = add(size, field, directives);
      }
    }
    return size;
  }

  return measureSelections(operation.selectionSet, operation.directives?.length ?? 0);
}

function add(left: OperationSize, right: OperationSize, directives: number): OperationSize {
  return {
    depth: Math.max(left.depth, right.depth),
    rootFields: left.rootFields + right.rootFields,
    fields: left.fields + right.fields,
    aliases: left.aliases + right.aliases,
    directives: left.directives + right.directives + directives,
  };
}
