/**
 * What an operation costs at most, as the GraphQL Cost Directives Specification estimates it: each field as often as the
 * lists around it may have items. An operation is read once; what is left to be computed for each request is what its
 * variables decide.
 */
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { Costs } from "../../directives/costs.ts";
import { largest, product, sum, valueOf, type Amount, type Variables } from "./amount.ts";
import { createInputCost } from "./input-cost.ts";
import { readListSize, type SlicingRule } from "./list-size.ts";
import { createWeights } from "./weights.ts";

/** What one operation costs, by its variables. */
export interface OperationCost {
  estimate(variables: Variables): number;
  /** What the operation must say of its lists and does not. */
  findUnsliced(variables: Variables): readonly string[];
}

export type CompileCost = (operation: OperationDefinitionNode) => OperationCost;

/** Compiles normal operations over the public schema. */
export function createCostCompiler(schema: GraphQLSchema, costs: Costs, defaultListSize: number): CompileCost {
  const weights = createWeights(schema, costs);
  const costOfInput = createInputCost(costs);

  function costOfArguments(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string): Amount[] {
    return (node.arguments ?? []).map(({ name, value }) => {
      const argument = field.args.find((candidate) => candidate.name === name.value);
      return argument === undefined ? 0 : costOfInput(argument.type, `${coordinate}(${name.value}:)`, value);
    });
  }

  return function compileCost({ operation, selectionSet, variableDefinitions = [] }) {
    const rules: SlicingRule[] = [];
    const rootType = schema.getRootType(operation);
    if (!rootType) throw new Error("An operation is costed that the schema has no root type for.");

    function costOfSelections(set: SelectionSetNode, type: GraphQLCompositeType, sizes: Sizes): Amount {
      const fields = set.selections.filter((selection) => selection.kind === Kind.FIELD);
      const fragments = set.selections.filter((selection) => selection.kind === Kind.INLINE_FRAGMENT);
      const own = isUnionType(type)
        ? []
        : fields.map((node) => costOfField(node, type.getFields()[node.name.value], type, sizes));
      return sum([...own, ...(fragments.length === 0 ? [] : [costOfFragments(fragments, type, sizes)])]);
    }

    /** An object is of one type: of what its possible types select, the dearest counts. */
    function costOfFragments(
      fragments: readonly InlineFragmentNode[],
      type: GraphQLCompositeType,
      sizes: Sizes,
    ): Amount {
      const parts = fragments.map(({ typeCondition, selectionSet: set }) => {
        const condition = schema.getType(typeCondition?.name.value ?? type.name);
        if (!isCompositeType(condition)) return { names: new Set<string>(), cost: 0 };
        return { names: namesOf(condition), cost: costOfSelections(set, condition, sizes) };
      });
      const cases = new Map<string, Amount>();
      for (const name of namesOf(type)) {
        const held = parts.filter(({ names }) => names.has(name));
        cases.set(held.map((part) => parts.indexOf(part)).join(), sum(held.map(({ cost }) => cost)));
      }
      return largest([...cases.values()]);
    }

    function namesOf(type: GraphQLCompositeType): ReadonlySet<string> {
      return new Set(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]);
    }

    function costOfField(
      node: FieldNode,
      field: GraphQLField<unknown, unknown> | undefined,
      type: GraphQLCompositeType,
      sizes: Sizes,
    ): Amount {
      if (field === undefined) return 0;
      const coordinate = `${type.name}.${field.name}`;
      const given = getNamedType(field.type);
      const rule = costs.listSizes.get(coordinate);
      const size = rule === undefined ? undefined : readListSize(coordinate, rule, node, field, defaultListSize);
      if (size?.rule !== undefined) rules.push(size.rule);
      const isOfInner = rule !== undefined && rule.sizedFields.length > 0;
      const innerSizes: Sizes =
        isOfInner && size !== undefined ? { names: rule.sizedFields, size: size.amount } : NO_SIZES;
      const inner =
        node.selectionSet !== undefined && isCompositeType(given)
          ? costOfSelections(node.selectionSet, given, innerSizes)
          : 0;
      const each = sum([weights.ofField(type, field), inner]);
      const count = !isListType(getNullableType(field.type))
        ? 1
        : sizes.names.includes(field.name)
          ? sizes.size
          : isOfInner || size === undefined
            ? defaultListSize
            : size.amount;
      // An argument's weight may be negative, where it makes a field cheaper.
      return largest([sum([product(count, each), ...costOfArguments(node, field, coordinate)])]);
    }

    const total = sum([weights.ofRoot(rootType), costOfSelections(selectionSet, rootType, NO_SIZES)]);
    const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    );
    const complete = (variables: Variables) =>
      defaults.length === 0 ? variables : { ...Object.fromEntries(defaults), ...variables };
    return {
      estimate: (variables) => valueOf(total, complete(variables)),
      findUnsliced: (variables) => (rules.length === 0 ? [] : rules.flatMap((rule) => rule(complete(variables)) ?? [])),
    };
  };
}

/** The lists below a field whose sizes it has said. */
interface Sizes {
  readonly names: readonly string[];
  readonly size: Amount;
}

const NO_SIZES: Sizes = { names: [], size: 0 };
