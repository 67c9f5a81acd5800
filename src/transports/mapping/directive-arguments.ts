import { Kind, type ASTNode, type ConstDirectiveNode, type ConstValueNode } from "graphql";

interface Directed {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
}

/** Something wrong with what a contract says of its mapping, and where. */
export interface MappingFault {
  readonly node: ASTNode | undefined;
  readonly message: string;
}

/** The arguments of one directive, each with its place. What is of another kind than asked for is a fault. */
export interface DirectiveArguments {
  readonly node: ConstDirectiveNode;
  /** The value of an argument; none where it is left out or null. */
  valueOf(name: string): ConstValueNode | undefined;
  text(name: string): string | undefined;
  texts(name: string): readonly string[] | undefined;
  numbers(name: string): readonly number[] | undefined;
}

/** A definition's directive of this name, on itself or on one of its extensions. */
export function readDirective(
  { astNode, extensionASTNodes = [] }: Directed,
  name: string,
  faults: MappingFault[] = [],
): DirectiveArguments | undefined {
  const node = [astNode, ...extensionASTNodes]
    .flatMap((each) => each?.directives ?? [])
    .find((directive) => directive.name.value === name);
  if (node === undefined) return undefined;

  const valueOf = (argument: string) =>
    node.arguments?.find((each) => each.name.value === argument && each.value.kind !== Kind.NULL)?.value;
  /** GraphQL takes one value in a list's place. */
  function list<Item extends string | number>(
    argument: string,
    kind: Kind,
    what: string,
    read: (text: string) => Item,
  ) {
    const value = valueOf(argument);
    if (value === undefined) return undefined;
    return (value.kind === Kind.LIST ? value.values : [value]).flatMap((item) => {
      if (item.kind === kind && "value" in item) return [read(String(item.value))];
      faults.push({ node: item, message: `${argument} of @${name} must be ${what}.` });
      return [];
    });
  }
  return {
    node,
    valueOf,
    text(argument) {
      const value = valueOf(argument);
      if (value === undefined || value.kind === Kind.STRING) return value?.value;
      faults.push({ node: value, message: `${argument} of @${name} must be text.` });
      return undefined;
    },
    texts: (argument) => list(argument, Kind.STRING, "a list of texts", String),
    numbers: (argument) => list(argument, Kind.INT, "whole numbers", Number),
  };
}
