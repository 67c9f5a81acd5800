import {
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  valueFromASTUntyped,
  visit,
  type GraphQLInputType,
  type ValueNode,
} from "graphql";
import type { Costs } from "../../directives/costs.ts";
import type { Amount } from "./amount.ts";

/** What a given argument costs: an input object 1 and what its fields cost, anything else nothing, if not said otherwise. */
export function createInputCost({ weights }: Costs) {
  function costOf(type: GraphQLInputType, coordinate: string, value: unknown): number {
    if (value === null || value === undefined) return 0;
    const given = getNullableType(type);
    if (isListType(given)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.reduce<number>((total, item) => total + costOf(given.ofType, coordinate, item), 0);
    }
    const own = weights.get(coordinate);
    if (!isInputObjectType(given)) return own ?? weights.get(given.name) ?? 0;
    const fields = given.getFields();
    return Object.entries(value).reduce((total, [name, inner]) => {
      const field = fields[name];
      return field === undefined ? total : total + costOf(field.type, `${given.name}.${name}`, inner);
    }, own ?? 1);
  }

  /** Most arguments cost nothing, whatever they hold. */
  function isFree(type: GraphQLInputType, coordinate: string): boolean {
    const given = getNullableType(type);
    if (isListType(given)) return isFree(given.ofType, coordinate);
    return !isInputObjectType(given) && !weights.has(coordinate) && !weights.has(given.name);
  }

  return function costOfInput(type: GraphQLInputType, coordinate: string, value: ValueNode): Amount {
    if (isFree(type, coordinate)) return 0;
    if (!holdsVariable(value)) return costOf(type, coordinate, valueFromASTUntyped(value));
    return (variables) => costOf(type, coordinate, valueFromASTUntyped(value, variables));
  };
}

function holdsVariable(value: ValueNode): boolean {
  let isFound = false;
  visit(value, {
    [Kind.VARIABLE]: () => {
      isFound = true;
    },
  });
  return isFound;
}
