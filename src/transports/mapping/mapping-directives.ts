/** What a contract says of how its service names things: `@from` and `@as`, whatever the transport. */
import type { ConstDirectiveNode } from "graphql";
import { Kind } from "graphql";
import { parseValuePath, type ValuePath } from "./value-path.ts";

interface Described {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
}

/** Where `@from` says that the value is; by default, what `fallback` names. */
export function readPlace(described: Described, fallback: string): ValuePath {
  const text = textOf(described, "from", "path");
  return (text === undefined ? undefined : parseValuePath(text)) ?? [{ kind: "property", name: fallback }];
}

/** What `@as` says that the service calls it; by default, its own name. */
export function readServiceName(described: Described & { readonly name: string }): string {
  return textOf(described, "as", "name") ?? described.name;
}

function textOf({ astNode, extensionASTNodes = [] }: Described, directive: string, argument: string) {
  for (const node of [astNode, ...extensionASTNodes]) {
    const value = node?.directives
      ?.find(({ name }) => name.value === directive)
      ?.arguments?.find(({ name }) => name.value === argument)?.value;
    if (value?.kind === Kind.STRING) return value.value;
  }
  return undefined;
}
