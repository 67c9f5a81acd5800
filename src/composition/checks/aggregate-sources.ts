import type { Aggregate, FetchJoin } from "../../aggregates/aggregate.ts";
import { isDependent, neededSelection, sourceOf, type DependentJoin } from "../../aggregates/hidden-selection.ts";
import { aggregateField, aggregatePlace } from "./aggregate-places.ts";
import type { CompositionRule } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { parseSelection, selectionProblems } from "./selection.ts";
import { listDepthOf, namedTypeOf } from "./type-nodes.ts";

/**
 * A join that is made from another one is only valid if that one fetches a single object whose service knows what is
 * needed of it, and does not wait for this join itself.
 */
export const aggregateSources: CompositionRule = (facts, report) => {
  for (const aggregate of facts.aggregates) {
    for (const join of aggregate.joins) {
      if (!isDependent(join)) continue;
      const place = aggregatePlace(facts, aggregate, join.field);
      for (const problem of sourceProblems(facts, aggregate, join)) {
        report.error(place, `${aggregate.type}.${join.field} ${problem}`);
      }
    }
  }
};

function sourceProblems(facts: ContractFacts, aggregate: Aggregate, join: DependentJoin): readonly string[] {
  const source = aggregate.joins.find(({ field }) => field === sourceOf(join));
  if (source === undefined) {
    return [`is made from ${aggregate.type}.${sourceOf(join)}, which has no join: name one of the aggregate's joins.`];
  }
  const circle = findCircle(aggregate, join);
  if (circle !== undefined) {
    // Told once, at the first join of the circle.
    const first = aggregate.joins.find(({ field }) => circle.includes(field));
    if (first?.field !== join.field) return [];
    return [`waits for itself: ${[...circle, join.field].join(" needs ")}. Let one of them start from the argument.`];
  }
  if (source.kind === "derived") {
    return [`is made from ${aggregate.type}.${source.field}, which is derived itself: name a join that fetches.`];
  }
  const field = aggregateField(facts, aggregate, source.field);
  if (field !== undefined && listDepthOf(field.type) > 0) {
    return [`is made from ${aggregate.type}.${source.field}, which is a list: name a join that gives one object.`];
  }
  return neededProblems(facts, join, source).map((problem) =>
    join.kind === "derived"
      ? `is derived by a selection that is not valid (${problem}): name fields that ${join.join} has in the ${source.service} service.`
      : `finds no key at ${[source.field, ...join.key.path].join(".")} (${problem}): name fields that lead to it in the ${source.service} service.`,
  );
}

function neededProblems(facts: ContractFacts, join: DependentJoin, source: FetchJoin): readonly string[] {
  const selection = parseSelection(neededSelection(join));
  if (typeof selection === "string") return [selection];
  const contract = facts.services.get(source.service);
  const rootField = contract?.types.get("Query")?.fields.get(source.rootField);
  // Told by the rule for joins that fetch.
  if (contract === undefined || rootField === undefined) return [];
  return selectionProblems(selection, namedTypeOf(rootField.type), contract);
}

/** The fields from one to the next source, where they come back to the join. */
function findCircle(aggregate: Aggregate, join: DependentJoin): readonly string[] | undefined {
  const fields = [join.field];
  for (;;) {
    const next = aggregate.joins.find(({ field }) => field === fields.at(-1));
    if (next === undefined || !isDependent(next)) return undefined;
    if (sourceOf(next) === join.field) return fields;
    if (fields.includes(sourceOf(next))) return undefined;
    fields.push(sourceOf(next));
  }
}
