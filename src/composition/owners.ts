/** Who can answer what, as data: each service's contract with its lookups. A planner reads nothing else of a service. */
import type { MergedTypeConfig, SubschemaConfig } from "@graphql-tools/delegate";
import { parseSelectionSet } from "@graphql-tools/utils";
import { Kind, type GraphQLSchema, type SelectionSetNode } from "graphql";

/** A root field by which a service finds objects of a type by their keys. */
export interface Lookup {
  readonly rootField: string;
  /** The fields that are handed over as the key. */
  readonly selectionSet: SelectionSetNode;
  /** One call finds the objects of many keys; without it, each key is a call. */
  readonly list: ListLookup | undefined;
  /** The arguments for one object, of which the key's fields are given. */
  readonly argsOf: ((object: unknown) => Readonly<Record<string, unknown>>) | undefined;
}

export interface ListLookup {
  /** Where a key is nothing but the value of one field, and an argument the list of them: that field, and that argument. */
  readonly plain: { readonly field: string; readonly argument: string } | undefined;
  /** The key of an object, of which the key's fields are given. */
  keyOf(object: unknown): unknown;
  argsOf(keys: readonly unknown[]): Readonly<Record<string, unknown>>;
  /** For each key, and in their order, its object or null. */
  valuesOf(answer: unknown, keys: readonly unknown[]): unknown;
}

/** What one service can answer. */
export interface Owner {
  readonly service: string;
  /** The contract. */
  readonly schema: GraphQLSchema;
  /** How objects of a type are found, by the type's name. */
  readonly lookups: ReadonlyMap<string, readonly Lookup[]>;
  /** What a computed field is computed from, by its coordinate: it is handed over beside the key. */
  readonly computed: ReadonlyMap<string, SelectionSetNode>;
}

/** Reads an owner from the merge configuration that the stitching library uses, too. */
export function readOwner(service: string, schema: GraphQLSchema, { merge = {} }: SubschemaConfig): Owner {
  const lookups = new Map<string, Lookup[]>();
  const computed = new Map<string, SelectionSetNode>();
  for (const [type, config] of Object.entries(merge)) {
    const entries = [config, ...(config.entryPoints ?? [])];
    lookups.set(type, entries.flatMap(readLookup));
    for (const [field, { selectionSet, computed: isComputed }] of Object.entries(config.fields ?? {})) {
      if (isComputed === true && selectionSet !== undefined) computed.set(`${type}.${field}`, parse(selectionSet));
    }
  }
  return { service, schema, lookups, computed };
}

function readLookup(entry: Omit<MergedTypeConfig, "entryPoints" | "fields" | "canonical">): Lookup[] {
  const { fieldName, selectionSet, key, argsFromKeys, valuesFromResults, args } = entry;
  if (fieldName === undefined || selectionSet === undefined) return [];
  const list =
    key === undefined || argsFromKeys === undefined
      ? undefined
      : {
          plain: readPlainKey(entry),
          keyOf: key,
          argsOf: argsFromKeys as ListLookup["argsOf"],
          valuesOf: (valuesFromResults ?? ((answer: unknown) => answer)) as ListLookup["valuesOf"],
        };
  return [{ rootField: fieldName, selectionSet: parse(selectionSet), list, argsOf: args as Lookup["argsOf"] }];
}

/** Tried out, since the library's functions for keys and arguments tell of them in no other way. */
function readPlainKey({
  selectionSet,
  key,
  argsFromKeys,
}: Pick<MergedTypeConfig, "selectionSet" | "key" | "argsFromKeys">) {
  const [first, ...others] = selectionSet === undefined ? [] : parse(selectionSet).selections;
  if (first?.kind !== Kind.FIELD || first.selectionSet !== undefined || others.length > 0) return undefined;
  const field = first.name.value;
  const args = Object.entries(argsFromKeys?.(["1", "2"].map((value) => key?.({ [field]: value }) as never)) ?? {});
  const [[argument, values] = ["", undefined], ...more] = args;
  const isPlain =
    more.length === 0 && Array.isArray(values) && values.length === 2 && values[0] === "1" && values[1] === "2";
  return isPlain ? { field, argument } : undefined;
}

function parse(selectionSet: string): SelectionSetNode {
  return parseSelectionSet(selectionSet, { noLocation: true });
}
