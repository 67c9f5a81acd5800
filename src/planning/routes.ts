/** How one gets from services that know an object to another one that knows more of it. */
import { isObjectType, Kind, type SelectionSetNode } from "graphql";
import type { Lookup, Owner } from "../composition/owners.ts";

/** The last hop of a route: who answers, and by which lookup. What its key needs may lie a hop away itself. */
export interface Route {
  readonly service: string;
  readonly lookup: Lookup;
}

/** Whether a service answers a field of an object that it already has: a computed one needs more than the object. */
export function answers({ schema, computed }: Owner, type: string, field: string): boolean {
  const described = schema.getType(type);
  return isObjectType(described) && described.getFields()[field] !== undefined && !computed.has(`${type}.${field}`);
}

/** Whether a service answers all of a selection, down to its leaves. */
export function answersAll(owner: Owner, type: string, { selections }: SelectionSetNode): boolean {
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return false;
    if (selection.name.value === "__typename") return true;
    if (!answers(owner, type, selection.name.value)) return false;
    if (selection.selectionSet === undefined) return true;
    const inner = innerType(owner, type, selection.name.value);
    return inner !== undefined && answersAll(owner, inner, selection.selectionSet);
  });
}

/** The name of the object type that a field gives. */
export function innerType({ schema }: Owner, type: string, field: string): string | undefined {
  const described = schema.getType(type);
  let given: unknown = isObjectType(described) ? described.getFields()[field]?.type : undefined;
  while (typeof given === "object" && given !== null && "ofType" in given) given = given.ofType;
  return isObjectType(given) ? given.name : undefined;
}

/** The services that alone answer one of the fields. */
export function soleAnswerers(owners: Iterable<Owner>, type: string, fields: readonly string[]): ReadonlySet<string> {
  const everybody = [...owners];
  const services = fields.flatMap((field) => {
    const [only, ...others] = everybody.filter((owner) => answers(owner, type, field));
    return only === undefined || others.length > 0 ? [] : [only.service];
  });
  return new Set(services);
}

/** Where one sets out, and whom one would rather be led to. */
export interface Departure {
  /** Whether what the object was found with has a selection: that is there wherever the object is. */
  readonly isOwn: (selection: SelectionSetNode) => boolean;
  /** Whether that or a service that was asked further has it. */
  readonly isAtHand: (selection: SelectionSetNode) => boolean;
  /** Whether a service is asked anyway. */
  readonly isAsked: (owner: Owner) => boolean;
}

/**
 * Finds the shortest way to a service that `isWanted` through the services' lookups. Of several that are as short, the one to
 * a service that is asked anyway, or else to the one whose type it is, or else to the one that is configured first.
 */
export function findRoute(
  owners: Iterable<Owner>,
  type: string,
  { isOwn, isAtHand, isAsked }: Departure,
  isWanted: (owner: Owner) => boolean,
): Route | undefined {
  const everybody = [...owners];
  const reached: Owner[] = [];
  const isKnown = (selection: SelectionSetNode) => isAtHand(selection) || isSpread(reached, type, selection, isAtHand);
  for (;;) {
    const found = everybody
      .filter((owner) => !reached.includes(owner))
      .flatMap((owner) => {
        const lookups = owner.lookups.get(type) ?? [];
        const lookup =
          lookups.find(({ selectionSet }) => isOwn(selectionSet)) ??
          lookups.find(({ selectionSet }) => isKnown(selectionSet));
        return lookup === undefined ? [] : [{ owner, lookup }];
      });
    const wanted = found.filter(({ owner }) => isWanted(owner));
    const best =
      wanted.find(({ owner }) => isAsked(owner)) ?? wanted.find(({ owner }) => owner.canonical.has(type)) ?? wanted[0];
    if (best !== undefined) return { service: best.owner.service, lookup: best.lookup };
    if (found.length === 0) return undefined;
    reached.push(...found.map(({ owner }) => owner));
  }
}

/** Whether a selection can be put together from several services, field by field. */
function isSpread(
  reached: readonly Owner[],
  type: string,
  { selections }: SelectionSetNode,
  isAtHand: (selection: SelectionSetNode) => boolean,
): boolean {
  return selections.every((selection) => {
    const alone: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [selection] };
    return isAtHand(alone) || reached.some((owner) => answersAll(owner, type, alone));
  });
}
