import { createRefusal } from "./refusal.ts";
import type { PageArguments } from "./connection.ts";

/** A request's query, as Fastify parses it: a list where a name is given more than once. */
export type RestQuery = Readonly<Record<string, string | string[] | undefined>>;

/** Reads a query parameter that may be given once. */
export function readParameter(query: RestQuery, name: string): string | undefined {
  const value = query[name];
  if (Array.isArray(value)) {
    throw createRefusal("BAD_USER_INPUT", `"${name}" may be given only once.`);
  }
  return value;
}

/** Reads `first` and `after`. */
export function readPageParameters(query: RestQuery): PageArguments {
  const first = readParameter(query, "first");
  return { first: first === undefined ? undefined : Number(first), after: readParameter(query, "after") };
}
