import { isValueNode, Kind, visit, type DocumentNode } from "graphql";
import type { Logger } from "../observability/logger.ts";
import { measureOperation } from "./measure-operation.ts";
import { OperationRefused, refuse } from "./refusal.ts";

/** What an operation may be at most; fragments count as often as they are spread. */
export interface LimitsOptions {
  /** How many fields deep. @default 15 */
  maxDepth?: number;
  /** How many fields in all. @default 1_000 */
  maxFields?: number;
  /** How many fields at the root. @default 30 */
  maxRootFields?: number;
  /** How many aliases. @default 100 */
  maxAliases?: number;
  /** How many directives. @default 50 */
  maxDirectives?: number;
  /** How many tokens a document has; a longer one is refused while it is parsed, whatever the mode. @default 10_000 */
  maxTokens?: number;
  /** How deep lists and objects lie in the variables, and in the values that a document holds. @default 10 */
  maxVariablesDepth?: number;
  /** How many values the variables hold in all. @default 10_000 */
  maxVariablesValues?: number;
  /** How many characters the operation's name has. @default 200 */
  maxOperationNameLength?: number;
  /** Whether an operation over a limit is refused, or let through with a line in the log. @default "enforce" */
  mode?: "enforce" | "measure";
}

export const LIMITS_DEFAULTS = {
  maxDepth: 15,
  maxFields: 1_000,
  maxRootFields: 30,
  maxAliases: 100,
  maxDirectives: 50,
  maxTokens: 10_000,
  maxVariablesDepth: 10,
  maxVariablesValues: 10_000,
  maxOperationNameLength: 200,
  mode: "enforce",
} as const satisfies Required<LimitsOptions>;

/** Both throw `OperationRefused` with OPERATION_LIMIT_EXCEEDED for each limit that is exceeded. */
export interface Limits {
  readonly maxTokens: number;
  /** Judges a document when it is first seen, before validation: that alone can be made to take long. */
  checkDocument(document: DocumentNode): void;
  /** Judges the variables of each operation. */
  checkVariables(variables: Readonly<Record<string, unknown>>): void;
}

export function createLimits(options: LimitsOptions, log: Logger): Limits {
  const limits = { ...LIMITS_DEFAULTS, ...options };

  function judge(sizes: readonly (readonly [what: string, value: number, limit: number])[]): void {
    const excess = sizes
      .filter(([, value, limit]) => value > limit)
      .map(([what, value, limit]) => `The operation has ${value} ${what}, ${limit} at most are allowed.`);
    if (excess.length === 0) return;
    if (limits.mode === "measure") log.warn({ excess }, "an operation is over a limit");
    else throw new OperationRefused(excess.flatMap((text) => refuse("OPERATION_LIMIT_EXCEEDED", text).errors));
  }

  return {
    maxTokens: limits.maxTokens,
    checkDocument(document) {
      judge([["levels of values in its text", measureLiterals(document), limits.maxVariablesDepth]]);
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const size = measureOperation(document, definition);
        judge([
          ["levels of fields", size.depth, limits.maxDepth],
          ["fields", size.fields, limits.maxFields],
          ["root fields", size.rootFields, limits.maxRootFields],
          ["aliases", size.aliases, limits.maxAliases],
          ["directives", size.directives, limits.maxDirectives],
          ["characters in its name", definition.name?.value.length ?? 0, limits.maxOperationNameLength],
        ]);
      }
    },
    checkVariables(variables) {
      const { depth, count } = measureValues(variables, limits.maxVariablesDepth);
      judge([
        ["levels of values in its variables", depth, limits.maxVariablesDepth],
        ["values in its variables", count, limits.maxVariablesValues],
      ]);
    },
  };
}

/** How deep lists and objects lie in the values that a document holds, counted as in the variables. */
function measureLiterals(document: DocumentNode): number {
  let depth = 0;
  let deepest = 0;
  visit(document, {
    enter(node) {
      if (isValueNode(node)) deepest = Math.max(deepest, (depth += 1));
    },
    leave(node) {
      if (isValueNode(node)) depth -= 1;
    },
  });
  return deepest;
}

/** Counts the values, down to one level below the limit: what lies deeper is not looked at. */
function measureValues(variables: unknown, maxDepth: number): { depth: number; count: number } {
  let deepest = 0;
  let count = 0;
  const waiting: { value: unknown; depth: number }[] = [{ value: variables, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    deepest = Math.max(deepest, next.depth);
    if (typeof next.value !== "object" || next.value === null || next.depth > maxDepth) continue;
    for (const value of Object.values(next.value)) {
      count += 1;
      waiting.push({ value, depth: next.depth + 1 });
    }
  }
  return { depth: deepest, count };
}
