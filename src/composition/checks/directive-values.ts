/** The directives of a contract's nodes, with the places of their arguments. */
import { Kind, type ConstArgumentNode, type ConstDirectiveNode } from "graphql";

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

export function directiveOf(node: Directed, name: string): ConstDirectiveNode | undefined {
  return node.directives?.find((directive) => directive.name.value === name);
}

export function hasDirective(node: Directed, name: string): boolean {
  return directiveOf(node, name) !== undefined;
}

export function argumentOf(directive: ConstDirectiveNode, name: string): ConstArgumentNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name && argument.value.kind !== Kind.NULL);
}

/** The text of an argument of type `String`. */
export function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The texts of an argument of type `[String!]`, for which GraphQL takes a single text, too. */
export function textsOf(directive: ConstDirectiveNode, name: string): readonly string[] | undefined {
  const value = argumentOf(directive, name)?.value;
  if (value?.kind === Kind.STRING) return [value.value];
  if (value?.kind !== Kind.LIST) return undefined;
  return value.values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
}
