import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { FieldGuard, FieldGuards } from "../directives/field-guards.ts";

/** A selected field that demands something. */
export interface GuardedField {
  readonly guard: FieldGuard;
  /** What is left out where the field is refused: its own node, or, where that may not be null, the one above that may. */
  readonly target: FieldNode;
  /** The nodes above: where one of them is left out, this field is not asked for. */
  readonly above: readonly FieldNode[];
}

/** Finds what an operation selects that demands something, from the top down. Expects a normal document. */
export function findGuardedFields(
  schema: GraphQLSchema,
  guards: FieldGuards,
  { operation, selectionSet }: OperationDefinitionNode,
): readonly GuardedField[] {
  const found: GuardedField[] = [];

  function walk(set: SelectionSetNode, type: GraphQLCompositeType, above: readonly Step[], isNarrowed: boolean): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = schema.getType(selection.typeCondition?.name.value ?? type.name);
        if (isCompositeType(condition))
          walk(selection.selectionSet, condition, above, isNarrowed || isAbstractType(type));
      } else if (selection.kind === Kind.FIELD && !isUnionType(type)) {
        const field = type.getFields()[selection.name.value];
        if (field === undefined) continue;
        const guard = isNarrowed ? guards.narrowedGuardOf(type, field.name) : guards.guardOf(type, field.name);
        const steps = [...above, { node: selection, isNullable: !isNonNullType(field.type) }];
        if (guard !== undefined) found.push({ guard, ...place(steps) });
        const given = getNamedType(field.type);
        if (selection.selectionSet !== undefined && isCompositeType(given))
          walk(selection.selectionSet, given, steps, false);
      }
    }
  }

  const rootType = schema.getRootType(operation);
  if (rootType) walk(selectionSet, rootType, [], false);
  return found;
}

interface Step {
  readonly node: FieldNode;
  readonly isNullable: boolean;
}

/** Where nothing above may be null, the root field itself is left out: the answer is null as a whole then. */
function place(steps: readonly Step[]): Pick<GuardedField, "target" | "above"> {
  const index = Math.max(
    0,
    steps.findLastIndex(({ isNullable }) => isNullable),
  );
  const nodes = steps.map(({ node }) => node);
  return { target: nodes[index] as FieldNode, above: nodes.slice(0, index) };
}
