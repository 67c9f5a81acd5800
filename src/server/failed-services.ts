import type { ExecutionResult } from "graphql";

/** The services that are to blame for what an answer lacks, for the header `X-Partial`. */
export function failedServices({ errors = [] }: Pick<ExecutionResult, "errors">): string[] {
  const names = errors.map(({ extensions }) => extensions["service"]).filter((name) => typeof name === "string");
  return [...new Set(names)];
}
