import type { DraftCall, DraftJoin } from "./draft.ts";
import type { Call, PlannedJoin, Target } from "./plan.ts";
import { shareLookups } from "./share-lookups.ts";

/** What the calls of one fetch are finished with. */
interface Finished {
  readonly joins: ReadonlyMap<DraftJoin, PlannedJoin>;
  /** The fetches that calls belong to. */
  readonly needsOf: (after: Iterable<DraftCall>) => number[];
}

/** Gives the calls of one fetch their keys. Lookups that ask the same of different objects are one. */
export function finishCalls(group: readonly DraftCall[], { joins, needsOf }: Finished): Call[] {
  const taken = new Set(group.flatMap(({ detail }) => (detail.kind === "root" ? [detail.property] : [])));
  const calls: Call[] = [];
  const lookups = new Map<string, { readonly key: string; readonly targets: Target[] }>();
  const shared = shareLookups(group);
  const standIns = new Map<DraftCall, string>();
  // What is made in place of others comes before them: they are asked for what it left.
  for (const call of [...shared.keys(), ...group]) {
    const { field, detail, after } = call;
    const text = { field, selection: call.selection?.print() ?? "", variables: [...call.variables] };
    const needs = needsOf(after);
    if (detail.kind === "root") calls.push({ ...text, ...detail, key: detail.property });
    else if (detail.kind === "join") {
      const join = joins.get(detail.join);
      if (join !== undefined) calls.push({ ...text, ...detail, key: takeKey(taken, calls.length), join, needs });
    } else {
      const replaced = shared.get(call) ?? [];
      const restOf = standIns.get(call);
      const targets = detail.targets.map((target) => ({ ...target, ...(restOf && { restOf }), needs }));
      const keyNames = detail.targets.flatMap(({ key }) => key.map(({ name }) => name));
      const same = [field, text.selection, detail.lookup.list === undefined, replaced.length > 0, ...keyNames].join(
        " ",
      );
      let known = lookups.get(same);
      if (known === undefined) {
        known = { key: takeKey(taken, calls.length), targets };
        lookups.set(same, known);
        calls.push({ ...text, ...detail, ...known });
      } else known.targets.push(...targets);
      for (const other of replaced) standIns.set(other, known.key);
    }
  }
  return calls;
}

/** A response key that is free. */
function takeKey(taken: Set<string>, number: number): string {
  let key = `selvage_${number}`;
  while (taken.has(key)) key = `_${key}`;
  taken.add(key);
  return key;
}
