import type { Work } from "./work.ts";

/** How many different requests of one operation are sent in turn. */
const VARIETY = 400;

/** The bodies of warm requests: one operation, different variables. */
export function warmBodies(work: Work): string[] {
  return distinct(Array.from({ length: VARIETY }, (_, request) => bodyOf(work, work.query, work.variables(request))));
}

let sentOperations = 0;

/** The bodies of cold requests: each is an operation that was never sent before, and of which no plan can be known. */
export function coldBodies(work: Work, count: number): string[] {
  return Array.from({ length: count }, (_, request) => {
    const query = work.query.replace("{", `{ never_sent_${++sentOperations}: __typename`);
    return bodyOf(work, query, work.variables(request));
  });
}

function bodyOf({ operationName }: Work, query: string, variables: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ operationName, query, variables });
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
