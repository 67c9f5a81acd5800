import { getNamedType } from "graphql";
import { collectFields } from "./collect-fields.ts";
import type { PlanDraft } from "./draft.ts";
import { joinShape, readAlone, type FetchedJoin, type PlannedSource } from "./fetched-join.ts";
import { objectType } from "./leaf-shapes.ts";
import { ObjectParts, type Part } from "./object-parts.ts";
import { planGuess } from "./plan-guess.ts";
import { planObject } from "./plan-object.ts";
import type { ValueShape } from "./plan.ts";
import { UpstreamSelection } from "./upstream-selection.ts";

/** Plans a join of objects whose keys are known first, by `keyField`: all services that know of them are asked at once. */
export function planEntityJoin(draft: PlanDraft, fetched: FetchedJoin, keyField: string): PlannedSource {
  const { join, draft: joined, coordinate, rootField, key, nodes } = fetched;
  const type = objectType(draft, getNamedType(rootField.type).name);
  const base: Part = {
    service: undefined,
    timeoutMs: undefined,
    link: undefined,
    selection: new UpstreamSelection(),
    call: undefined,
  };
  const firstCall = draft.calls.length;
  const path = [joined.aggregate, joined.link];
  const parts = new ObjectParts(draft, { type, path, base, keyField, after: joined.after });
  const own = parts.findBy(join.service, join.rootField, draft.timeouts.get(coordinate));
  const witness = own.link as string;
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const object = planObject(draft, parts, collectFields(draft.schema, type, selectionSets), witness);
  if (joined.guess !== undefined) planGuess(draft, joined, joined.guess.link, firstCall);
  const value: ValueShape = { kind: "objects", shapes: new Map([[type.name, object]]), typenameKey: undefined };
  return {
    draft: joined,
    own: [witness],
    shape: key === undefined ? undefined : joinShape(key, fetched, value),
    read: (dependent) => {
      const fields = readAlone(draft, join.service, type.name, own.selection, dependent);
      return { fields, after: new Set(own.call === undefined ? [] : [own.call]) };
    },
  };
}
