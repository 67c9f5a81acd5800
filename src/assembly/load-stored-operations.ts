import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { GraphQLSchema } from "graphql";
import type { GatewayConfig } from "../config/config.ts";
import { ConfigurationError } from "../errors.ts";
import type { Pipeline } from "../operation/pipeline.ts";
import { OperationRefused } from "../operation/refusal.ts";
import { readStoredOperation } from "../operation/stored-operation.ts";
import { printProblem, problemOf } from "../registry/problem.ts";
import type { OpenOperationRoute } from "../server/routes/operation-routes.ts";
import { parametersOf, parsePathTemplate } from "../util/path-template.ts";

/** Reads the operations of all routes. Throws a `ConfigurationError` that names every problem with its file and line. */
export function loadStoredOperations(
  { routes = [] }: GatewayConfig,
  directory: string,
  schema: GraphQLSchema,
): OpenOperationRoute[] {
  const problems: string[] = [];
  const opened = routes.flatMap((options, index): OpenOperationRoute[] => {
    if (options.kind !== "operation") return [];
    const at = `routes[${index}]`;
    const file = resolve(directory, options.operation);
    if (!existsSync(file)) {
      problems.push(`${at}.operation: there is no such file: ${options.operation}`);
      return [];
    }
    const read = readStoredOperation(readFileSync(file, "utf8"), options.operation, schema);
    if (read.operation === undefined) {
      problems.push(...read.problems.map((problem) => printProblem(problemOf(problem))));
      return [];
    }
    for (const name of parametersOf(parsePathTemplate(options.path)))
      if (!read.operation.variables.some((variable) => variable.name === name))
        problems.push(`${at}.path: ${options.operation} has no variable $${name}`);
    return [{ options, operation: read.operation }];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  return opened;
}

/** Plans the operations of all routes before the first request. Throws a `ConfigurationError` for what is over a limit. */
export function prepareStoredOperations(
  routes: readonly OpenOperationRoute[],
  { prepare }: Pick<Pipeline, "prepare">,
): void {
  const problems: string[] = [];
  for (const { options, operation } of routes) {
    try {
      prepare(operation.query);
    } catch (error) {
      if (!(error instanceof OperationRefused)) throw error;
      problems.push(...error.errors.map(({ message }) => `${options.operation}: ${message}`));
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}
