import type { DocumentNode } from "graphql";
import type { Aggregate } from "../../aggregates/aggregate.ts";
import type { Contract } from "../../registry/contract.ts";
import { printProblem, problemAt, type Problem } from "../../registry/problem.ts";
import { aggregateFetches } from "./aggregate-fetches.ts";
import { aggregateSources } from "./aggregate-sources.ts";
import { aggregateTypes } from "./aggregate-types.ts";
import { answeredFields } from "./answered-fields.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import { computableFields } from "./computable-fields.ts";
import { readContractFacts } from "./contract-facts.ts";
import { describedTypes } from "./described-types.ts";
import { knownTypes } from "./known-types.ts";
import { lookupArguments } from "./lookup-arguments.ts";
import { matchingFields } from "./matching-fields.ts";
import { matchingTypes } from "./matching-types.ts";
import { matchingValues } from "./matching-values.ts";
import { nullableContributions } from "./nullable-contributions.ts";
import { nullableReferences } from "./nullable-references.ts";
import { nullableRootFields } from "./nullable-root-fields.ts";
import { reachableFields } from "./reachable-fields.ts";
import { reachableTypes } from "./reachable-types.ts";
import { singleCanonical } from "./single-canonical.ts";
import { sufficientKeys } from "./sufficient-keys.ts";
import { uniqueRootFields } from "./unique-root-fields.ts";
import { validCosts } from "./valid-costs.ts";
import { validDegradations } from "./valid-degradations.ts";
import { validGrpcMappings } from "./valid-grpc-mappings.ts";
import { validKeys } from "./valid-keys.ts";
import { validLookups } from "./valid-lookups.ts";
import { validMappings } from "./valid-mappings.ts";
import { validPolicies } from "./valid-policies.ts";
import { validRestMappings } from "./valid-rest-mappings.ts";
import { validSchemas } from "./valid-schemas.ts";

export interface CompositionProblems {
  /** What does not compose, or would break the promise that a failed service takes no more than its own. */
  readonly errors: readonly Problem[];
  /** What works, but not as well as it could. */
  readonly warnings: readonly Problem[];
}

/** All that is checked, in the order in which a reader would ask. */
export const compositionRules: readonly CompositionRule[] = [
  validSchemas,
  knownTypes,
  matchingTypes,
  matchingFields,
  matchingValues,
  uniqueRootFields,
  singleCanonical,
  validKeys,
  validLookups,
  lookupArguments,
  sufficientKeys,
  reachableFields,
  reachableTypes,
  computableFields,
  nullableContributions,
  nullableReferences,
  nullableRootFields,
  aggregateTypes,
  aggregateFetches,
  aggregateSources,
  answeredFields,
  describedTypes,
  validPolicies,
  validDegradations,
  validMappings,
  validRestMappings,
  validCosts,
  validGrpcMappings,
];

/**
 * Whether the contracts compose, for requests that are answered within `answerTimeoutMs`. Gives all problems at once, each
 * with its place, by file, line and column.
 */
export function checkComposition(
  contracts: readonly Contract[],
  gatewayContract: DocumentNode | undefined,
  aggregates: readonly Aggregate[],
  answerTimeoutMs?: number,
): CompositionProblems {
  const facts = readContractFacts(contracts, gatewayContract, aggregates, answerTimeoutMs);
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const report: Report = {
    error: (node, message) => errors.push(problemAt(node, message)),
    warning: (node, message) => warnings.push(problemAt(node, message)),
  };
  for (const rule of compositionRules) rule(facts, report);
  return { errors: inOrder(errors), warnings: inOrder(warnings) };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [printProblem(problem), problem]));
  return [...unique.values()].toSorted(
    (one, other) =>
      compare(one.file, other.file) ||
      one.line - other.line ||
      one.column - other.column ||
      compare(one.message, other.message),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
