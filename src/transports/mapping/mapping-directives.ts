/** What a contract says of how its service names things: `@from` and `@as`, whatever the transport. */
import { readDirective } from "./directive-arguments.ts";
import { parseValuePath, type ValuePath } from "./value-path.ts";

type Described = Parameters<typeof readDirective>[0];

/** Where `@from` says that the value is; by default, what `fallback` names. */
export function readPlace(described: Described, fallback: string): ValuePath {
  const text = readDirective(described, "from")?.text("path");
  return (text === undefined ? undefined : parseValuePath(text)) ?? [{ kind: "property", name: fallback }];
}

/** What `@as` says that the service calls it; by default, its own name. */
export function readServiceName(described: Described & { readonly name: string }): string {
  return readDirective(described, "as")?.text("name") ?? described.name;
}
