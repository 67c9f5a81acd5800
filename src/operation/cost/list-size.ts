import { Kind, type FieldNode, type GraphQLField } from "graphql";
import type { ListSize } from "../../directives/costs.ts";
import type { Amount, Variables } from "./amount.ts";

/** Gives what is wrong with the slicing arguments of one field, if anything is. */
export type SlicingRule = (variables: Variables) => string | undefined;

/** How many items a field's list may have, and what must hold for that. */
export function readListSize(
  coordinate: string,
  { assumedSize, slicingArguments, requireOneSlicingArgument }: ListSize,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  defaultListSize: number,
): { readonly amount: Amount; readonly rule: SlicingRule | undefined } {
  const given = (node.arguments ?? []).filter(({ name }) => slicingArguments.includes(name.value));
  const fallback = Math.max(
    ...field.args.filter(({ name }) => slicingArguments.includes(name)).map(({ defaultValue }) => asSize(defaultValue)),
  );
  const hasFallback = fallback >= 0;

  function sizesOf(variables: Variables): number[] {
    return given
      .map(({ value }) => asSize(value.kind === Kind.VARIABLE ? variables[value.name.value] : valueOfLiteral(value)))
      .filter((size) => size >= 0);
  }
  function amount(variables: Variables): number {
    const sizes = sizesOf(variables);
    if (sizes.length > 0) return Math.max(...sizes);
    return hasFallback ? fallback : (assumedSize ?? defaultListSize);
  }
  function rule(variables: Variables): string | undefined {
    const { length } = sizesOf(variables);
    if (length === 1 || (length === 0 && hasFallback)) return undefined;
    return `${coordinate} must be given ${slicingArguments.length > 1 ? "exactly one of " : ""}${slicingArguments.join(", ")}.`;
  }

  const isFixed = given.every(({ value }) => value.kind !== Kind.VARIABLE);
  const isDemanded = requireOneSlicingArgument && slicingArguments.length > 0;
  return {
    amount: isFixed ? amount({}) : amount,
    rule: isDemanded && !(isFixed && rule({}) === undefined) ? rule : undefined,
  };
}

function valueOfLiteral(value: { readonly kind: Kind; readonly value?: unknown }): unknown {
  return value.kind === Kind.INT ? Number(value.value) : undefined;
}

/** -1 stands for none. */
function asSize(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.max(0, value) : -1;
}
