import { getLocation, type ASTNode, type GraphQLError } from "graphql";

/** Something wrong with a contract: what, and where a person can mend it. */
export interface Problem {
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A problem at a node of a contract's document, whose source is named after its file. */
export function problemAt(node: ASTNode | undefined, message: string): Problem {
  const location = node?.loc;
  if (location === undefined) return { message, file: "(gateway)", line: 1, column: 1 };
  const { line, column } = getLocation(location.source, location.start);
  return { message, file: location.source.name, line, column };
}

/** A problem that graphql-js found. */
export function problemOf(error: GraphQLError): Problem {
  const { line = 1, column = 1 } = error.locations?.[0] ?? {};
  return {
    message: error.message,
    file: error.source?.name ?? error.nodes?.[0]?.loc?.source.name ?? "(gateway)",
    line,
    column,
  };
}

/** `schema/order.graphql:12:3 message`: most terminals and editors make a link of it. */
export function printProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}
