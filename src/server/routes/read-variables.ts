import type { FastifyRequest } from "fastify";
import { GatewayError } from "../../errors.ts";
import type { StoredVariable } from "../../operation/stored-operation.ts";

/**
 * The variables that a request gives a stored operation: by its path, else by its query. Throws BAD_USER_INPUT for a
 * parameter that is unknown, missing, or given twice where it is no list.
 */
export function readVariables(
  variables: readonly StoredVariable[],
  { params, raw }: Pick<FastifyRequest, "params" | "raw">,
): Record<string, unknown> {
  const path = params as Readonly<Record<string, string>>;
  const { searchParams } = new URL(raw.url ?? "/", "http://localhost");
  for (const name of searchParams.keys()) {
    if (variables.some((variable) => variable.name === name && !Object.hasOwn(path, name))) continue;
    throw wrong(`There is no parameter ${JSON.stringify(name)} here.`);
  }
  const given: Record<string, unknown> = {};
  for (const { name, isList, isRequired, read } of variables) {
    const texts = Object.hasOwn(path, name) ? [path[name] ?? ""] : searchParams.getAll(name);
    const [first, second] = texts;
    if (first === undefined && isRequired) throw wrong(`The parameter ${JSON.stringify(name)} is missing.`);
    if (first === undefined) continue;
    if (second !== undefined && !isList) throw wrong(`The parameter ${JSON.stringify(name)} is given more than once.`);
    given[name] = isList ? texts.map(read) : read(first);
  }
  return given;
}

function wrong(message: string): GatewayError {
  return new GatewayError("BAD_USER_INPUT", { message });
}
