import { parseSelectionSet } from "@graphql-tools/utils";
import { getNullableType, isListType, Kind, type FieldNode, type GraphQLField } from "graphql";
import type { FetchJoin } from "../aggregates/aggregate.ts";
import { neededSelection, type DependentJoin } from "../aggregates/hidden-selection.ts";
import type { DraftCall, DraftJoin, PlanDraft } from "./draft.ts";
import { readHidden } from "./hidden-field.ts";
import type { FieldShape, KeyField, ValueShape } from "./plan.ts";
import type { UpstreamSelection } from "./upstream-selection.ts";

/** A join whose keys are planned, and what it fetches by them is not yet. */
export interface FetchedJoin {
  readonly join: FetchJoin;
  readonly draft: DraftJoin;
  readonly coordinate: string;
  /** The aggregate's field. */
  readonly field: GraphQLField<unknown, unknown>;
  /** The service's field that it is fetched by. */
  readonly rootField: GraphQLField<unknown, unknown>;
  /** The client's response key; undefined: it is fetched for others alone. */
  readonly key: string | undefined;
  /** The client's selections of it. */
  readonly nodes: readonly FieldNode[];
}

/** A join that is planned, for those that are made from it. */
export interface PlannedSource {
  readonly draft: DraftJoin;
  readonly shape: FieldShape | undefined;
  /** From the join's place on the aggregate to what its own service answered. */
  readonly own: readonly string[];
  /** Has a selection fetched beside what the client selected; gives where it will be found, and after which calls. */
  read(join: DependentJoin): { readonly fields: readonly KeyField[]; readonly after: ReadonlySet<DraftCall> };
}

/** The shape of an aggregate's field, which is made of what hangs under the link. */
export function joinShape(
  key: string,
  { draft: { link }, coordinate, field }: Pick<FetchedJoin, "draft" | "coordinate" | "field">,
  value: ValueShape,
): FieldShape {
  return {
    key,
    coordinate,
    service: undefined,
    link: undefined,
    from: link,
    type: field.type,
    promised: undefined,
    value,
    isJoinedList: isListType(getNullableType(field.type)),
  };
}

/** Has what another join needs fetched from the join's own service. */
export function readAlone(
  draft: PlanDraft,
  service: string,
  typeName: string,
  own: UpstreamSelection,
  join: DependentJoin,
): readonly KeyField[] {
  const { selections } = parseSelectionSet(neededSelection(join), { noLocation: true });
  return selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [readHidden(draft, service, typeName, own, selection)] : [],
  );
}
