import type { DraftCall, DraftTarget, LookupDetail } from "./draft.ts";
import type { KeyField } from "./plan.ts";

/**
 * Lookups that ask the same service for the same objects, one of them with more in its key, because something is computed
 * from that: what both ask for can be asked for by the larger key. They stay, for objects of which what is handed over is not
 * there, so that nothing else is lost with it.
 *
 * @param group calls that travel together
 * @returns the lookups that are made in place of two others, with those
 */
export function shareLookups(group: readonly DraftCall[]): Map<DraftCall, readonly DraftCall[]> {
  const shared = new Map<DraftCall, readonly DraftCall[]>();
  const left = new Set(group);
  for (const larger of group) {
    if (!handsOver(larger)) continue;
    for (const smaller of left) {
      const call = share(smaller, larger);
      if (call === undefined) continue;
      shared.set(call, [smaller, larger]);
      left.delete(smaller);
      break;
    }
  }
  return shared;
}

function handsOver({ detail }: DraftCall): boolean {
  return detail.kind === "lookup" && detail.targets.some(({ key }) => key.some(({ mayBeNull }) => mayBeNull === true));
}

function share(smaller: DraftCall, larger: DraftCall): DraftCall | undefined {
  const [one, other] = [soleTarget(smaller), soleTarget(larger)];
  if (one === undefined || other === undefined || handsOver(smaller)) return undefined;
  const isSame =
    one.detail.lookup === other.detail.lookup &&
    textOf(one.target.path) === textOf(other.target.path) &&
    textOf(placesOf(one.target.key)) === textOf(placesOf(other.target.key.slice(0, one.target.key.length)));
  const selection = isSame && larger.selection ? smaller.selection?.union(larger.selection) : undefined;
  if (selection === undefined) return undefined;
  const { target, detail } = other;
  const key = target.key.map(withoutNull);
  return {
    ...larger,
    selection,
    variables: new Set([...smaller.variables, ...larger.variables]),
    after: new Set([...smaller.after, ...larger.after]),
    detail: { ...detail, targets: [{ ...target, key, otherLink: one.target.link }] },
  };
}

function soleTarget({ detail }: DraftCall): { detail: LookupDetail; target: DraftTarget } | undefined {
  if (detail.kind !== "lookup") return undefined;
  const [target, ...others] = detail.targets;
  return target === undefined || others.length > 0 ? undefined : { detail, target };
}

function placesOf(key: readonly KeyField[]): unknown {
  return key.map(({ name, link, from, inner }) => [name, link, from, placesOf(inner)]);
}

function withoutNull({ mayBeNull: _left, ...field }: KeyField): KeyField {
  return { ...field, inner: field.inner.map(withoutNull) };
}

function textOf(value: unknown): string {
  return JSON.stringify(value);
}
