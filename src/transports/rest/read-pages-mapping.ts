import { getNamedType, isNonNullType, isObjectType, type GraphQLField, type GraphQLOutputType } from "graphql";
import { readDirective, type MappingFault } from "../mapping/directive-arguments.ts";
import { parseValuePath, type ValuePath } from "../mapping/value-path.ts";
import type { PagesMapping } from "./rest-mapping.ts";
import type { Placeholder } from "./template.ts";

/** Reads `@restPages`: how the pages of a list become a connection; nothing where it is not said. */
export function readPagesMapping(
  field: GraphQLField<unknown, unknown>,
  placeholders: readonly Placeholder[],
  faults: MappingFault[],
): PagesMapping | undefined {
  const directive = readDirective(field, "restPages", faults);
  if (directive === undefined) return undefined;
  const fault = (argument: string | undefined, message: string) =>
    faults.push({
      node: (argument === undefined ? undefined : directive.valueOf(argument)) ?? directive.node,
      message: `@restPages of ${field.name}: ${message}`,
    });

  function place(argument: string): ValuePath | undefined {
    const text = directive?.text(argument);
    if (text === undefined) return undefined;
    const path = parseValuePath(text);
    if (path === undefined) fault(argument, `${argument} must be a path, for example data.items.`);
    return path;
  }

  const used = new Set(placeholders.map(({ source }) => source[0]));
  const style = used.has("$offset") ? "offset" : used.has("$page") ? "page" : "cursor";
  const pages: PagesMapping = {
    style,
    nodes: place("nodes") ?? [],
    cursor: place("cursor"),
    next: place("next"),
    hasNext: place("hasNext"),
    total: place("total"),
  };
  const has = (name: string) => field.args.some((argument) => argument.name === name);
  if (!isObjectType(getNamedType(field.type))) fault(undefined, "gives a connection, an object type with pageInfo.");
  if (style === "cursor") {
    if (pages.next === undefined && pages.hasNext === undefined) {
      fault(undefined, "say where the next page's cursor is (next), or whether there is one (hasNext).");
    }
    if (pages.next === undefined && pages.cursor === undefined) {
      fault(undefined, "say where the next page's cursor is (next), or each node's (cursor).");
    }
    if (pages.cursor === undefined && needsCursors(field.type)) {
      fault(undefined, "each edge has a cursor: say where a node has it (cursor), or leave edges out of the contract.");
    }
  } else if (!has("first") || !has("after")) {
    fault(undefined, `{$${style}} is made of the arguments first and after: the field must have both.`);
  }
  return pages;
}

function needsCursors(type: GraphQLOutputType): boolean {
  const connection = getNamedType(type);
  const edges = isObjectType(connection) ? connection.getFields()["edges"] : undefined;
  const edge = edges && getNamedType(edges.type);
  const cursor = isObjectType(edge) ? edge.getFields()["cursor"] : undefined;
  return cursor !== undefined && isNonNullType(cursor.type);
}
