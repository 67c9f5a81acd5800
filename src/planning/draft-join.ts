import { getNamedType, getNullableType, isListType, isObjectType, Kind, type GraphQLField } from "graphql";
import type { FetchJoin } from "../aggregates/aggregate.ts";
import type { DependentJoin } from "../aggregates/hidden-selection.ts";
import type { DraftJoin, PlanDraft } from "./draft.ts";
import type { PlannedSource } from "./fetched-join.ts";
import type { KeyField } from "./plan.ts";

/**
 * Plans how a join's keys are found: they are the client's argument, or lie in what another join fetches, which `sourceFor`
 * gives.
 */
export function draftJoin(
  draft: PlanDraft,
  aggregate: string,
  join: FetchJoin,
  field: GraphQLField<unknown, unknown>,
  rootField: GraphQLField<unknown, unknown>,
  sourceFor: (join: DependentJoin) => PlannedSource,
): DraftJoin {
  const keyField = keyFieldOf(draft, join, rootField);
  const base = { field: join.field, aggregate, link: draft.newLink(), keyField };
  if (join.key.from === "argument")
    return { ...base, isList: false, keys: "id", promises: [], guess: undefined, after: new Set() };
  const source = sourceFor(join as DependentJoin);
  const { fields, after } = source.read(join as DependentJoin);
  const { speculative } = join.key;
  const way = [source.draft.link, ...source.own];
  const steps = stepsOf(fields);
  return {
    ...base,
    isList: isListType(getNullableType(field.type)),
    keys: [...way, ...steps.map(({ from }) => from)],
    promises: [...way.map(() => undefined), ...steps.map(({ promise }) => promise)],
    guess:
      speculative === undefined || keyField === undefined
        ? undefined
        : { link: draft.newLink(), roles: speculative.roles },
    after,
  };
}

/** The one field by which the join's root field finds objects of its type, if it is a lookup of them. */
function keyFieldOf(
  draft: PlanDraft,
  { service, rootField }: FetchJoin,
  { type: given }: GraphQLField<unknown, unknown>,
): string | undefined {
  const type = getNamedType(given);
  const lookups = isObjectType(type) ? draft.ownerOf(service).lookups.get(type.name) : undefined;
  const lookup = lookups?.find((candidate) => candidate.rootField === rootField && candidate.list !== undefined);
  const [first, ...others] = lookup?.selectionSet.selections ?? [];
  return first?.kind === Kind.FIELD && first.selectionSet === undefined && others.length === 0
    ? first.name.value
    : undefined;
}

/** The fields that lead through what was read, of which each holds one. */
function stepsOf(fields: readonly KeyField[]): KeyField[] {
  const [first] = fields;
  return first === undefined ? [] : [first, ...stepsOf(first.inner)];
}
