import { getNamedType, isLeafType, isObjectType, Kind, type FieldNode, type SelectionSetNode } from "graphql";
import type { PlanDraft } from "./draft.ts";
import { keyPromise } from "./key-promise.ts";
import { PlanRefused, type KeyField } from "./plan.ts";
import { answers } from "./routes.ts";
import type { UpstreamSelection } from "./upstream-selection.ts";

/** Has a field of one service fetched under whatever key is free; throws `PlanRefused` where it has no such field. */
export function readHidden(
  draft: PlanDraft,
  service: string,
  typeName: string,
  selection: UpstreamSelection,
  node: FieldNode,
): KeyField {
  const name = node.name.value;
  const type = draft.ownerOf(service).schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined)
    throw new PlanRefused("unreachable-field", `The ${service} service has no ${typeName}.${name}.`);
  const named = getNamedType(field.type);
  const { key, selection: below } = selection.add({
    name,
    arguments: "",
    wantedKey: name,
    type: String(field.type),
    isLeaf: isLeafType(named),
  });
  const inner = (node.selectionSet?.selections ?? []).flatMap((child) =>
    below !== undefined && child.kind === Kind.FIELD ? [readHidden(draft, service, named.name, below, child)] : [],
  );
  // As the gateway knows it: the contract alone cannot tell what a scalar takes.
  const leaf = isLeafType(named) ? draft.schema.getType(named.name) : undefined;
  const promise = keyPromise({
    service,
    coordinate: `${typeName}.${name}`,
    type: field.type,
    leaf: isLeafType(leaf) ? leaf : undefined,
  });
  return { name, link: undefined, from: key, inner, promise };
}

/** Has what is found by a key tell it, as far as its service can. */
export function readEcho(
  draft: PlanDraft,
  service: string,
  typeName: string,
  selection: UpstreamSelection,
  { selections }: SelectionSetNode,
): KeyField[] {
  const owner = draft.ownerOf(service);
  return selections.flatMap((node) => {
    if (node.kind !== Kind.FIELD || node.selectionSet !== undefined || !answers(owner, typeName, node.name.value))
      return [];
    return [readHidden(draft, service, typeName, selection, node)];
  });
}
