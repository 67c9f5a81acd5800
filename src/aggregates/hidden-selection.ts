/**
 * What the gateway asks for beside what the client asked for: the keys of other joins, and what fields are derived
 * from. Hidden fields travel under aliases of their own, so that they never meet the client's.
 */
import { parseSelectionSet } from "@graphql-tools/utils";
import { Kind, type FieldNode } from "graphql";
import type { DerivedJoin, FetchJoin, Join, JoinedKey } from "./aggregate.ts";

/** A join that is made from what another one fetched. */
export type DependentJoin = DerivedJoin | (FetchJoin & { readonly key: JoinedKey });

export function isDependent(join: Join): join is DependentJoin {
  return join.kind === "derived" || join.key.from === "join";
}

/** The field of the join that this one is made from. */
export function sourceOf(join: DependentJoin): string {
  return join.kind === "derived" ? join.join : join.key.join;
}

/** The selection that a dependent join needs of its source, as SDL text. */
export function neededSelection(join: DependentJoin): string {
  if (join.kind === "derived") return join.selection;
  return join.key.path.reduceRight((inner, field) => `{ ${field} ${inner} }`, "");
}

/** The fields to add to the source's selection, under hidden aliases. */
export function hiddenFields(join: DependentJoin): readonly FieldNode[] {
  const { selections } = parseSelectionSet(neededSelection(join), { noLocation: true });
  return selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error(`The join ${join.field} may select plain fields only.`);
    return { ...selection, alias: { kind: Kind.NAME, value: `selvage_${join.field}_${selection.name.value}` } };
  });
}

/** Reads what `hiddenFields` asked for. Throws the error that stands in a value's place. */
export function readHidden(join: DependentJoin, source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    hiddenFields(join).map(({ name, alias }) => {
      const value = source[alias?.value ?? name.value];
      if (value instanceof Error) throw value;
      if (value === undefined) throw new Error(`The join ${join.field} found no ${name.value} in its source.`);
      return [name.value, value];
    }),
  );
}

/** The keys at the end of a path through objects and lists, without what is null. Throws the error that stands in a key's place. */
export function readKeys(value: unknown, path: readonly string[]): string[] {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => readKeys(item, path));
  const [field, ...rest] = path;
  if (field === undefined) return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
  return readKeys((value as Record<string, unknown>)[field], rest);
}
