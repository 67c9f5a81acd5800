/** Who can answer what, as data: each service's contract with its lookups. A planner reads nothing else of a service. */
import { isDeepStrictEqual as isDeepEqual } from "node:util";
import type { MergedTypeConfig, SubschemaConfig } from "@graphql-tools/delegate";
import { parseSelectionSet } from "@graphql-tools/utils";
import {
  getNullableType,
  isListType,
  isNonNullType,
  Kind,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** A root field by which a service finds objects of a type by their keys. */
export interface Lookup {
  readonly rootField: string;
  /** The fields that are handed over as the key. */
  readonly selectionSet: SelectionSetNode;
  /** One call finds the objects of many keys; without it, each key is a call. */
  readonly list: ListLookup | undefined;
  /** Whether it promises an object for each key: then a null is no answer. */
  readonly isNeverNull: boolean;
  /** The arguments for one object, of which the key's fields are given. */
  readonly argsOf: ((object: unknown) => Readonly<Record<string, unknown>>) | undefined;
}

export interface ListLookup {
  /** Where an argument is the list of the keys as they are; that is nearly always so. */
  readonly plain: PlainKeys | undefined;
  /** The key of an object, of which the key's fields are given. */
  keyOf(object: unknown): unknown;
  argsOf(keys: readonly unknown[]): Readonly<Record<string, unknown>>;
  /** For each key, and in their order, its object or null. */
  valuesOf(answer: unknown, keys: readonly unknown[]): unknown;
}

export interface PlainKeys {
  readonly argument: string;
  /** The field whose value a key is; undefined where a key is an object of all its fields, `__typename` among them. */
  readonly field: string | undefined;
}

/** What one service can answer. */
export interface Owner {
  readonly service: string;
  /** The contract. */
  readonly schema: GraphQLSchema;
  /** The types of which it says what they are (`@canonical`): it knows all their objects. */
  readonly canonical: ReadonlySet<string>;
  /** How objects of a type are found, by the type's name. */
  readonly lookups: ReadonlyMap<string, readonly Lookup[]>;
  /** What a computed field is computed from, by its coordinate: it is handed over beside the key. */
  readonly computed: ReadonlyMap<string, SelectionSetNode>;
}

/** Reads an owner from the merge configuration that the stitching library uses, too. */
export function readOwner(service: string, schema: GraphQLSchema, { merge = {} }: SubschemaConfig): Owner {
  const canonical = new Set<string>();
  const lookups = new Map<string, Lookup[]>();
  const computed = new Map<string, SelectionSetNode>();
  for (const [type, config] of Object.entries(merge)) {
    if (config.canonical === true) canonical.add(type);
    const sources: SelectionSetNode[] = [];
    for (const [field, { selectionSet, computed: isComputed }] of Object.entries(config.fields ?? {})) {
      if (isComputed !== true || selectionSet === undefined) continue;
      const source = parse(selectionSet);
      sources.push(source);
      computed.set(`${type}.${field}`, source);
    }
    const entries = [config, ...(config.entryPoints ?? [])];
    lookups.set(
      type,
      entries.flatMap((entry) => readLookup(entry, sources, schema)),
    );
  }
  return { service, schema, canonical, lookups, computed };
}

type LookupConfig = Omit<MergedTypeConfig, "entryPoints" | "fields" | "canonical">;

function readLookup(entry: LookupConfig, sources: readonly SelectionSetNode[], schema: GraphQLSchema): Lookup[] {
  const { fieldName, selectionSet, key, argsFromKeys, valuesFromResults, args } = entry;
  if (fieldName === undefined || selectionSet === undefined) return [];
  const keySelection = parse(selectionSet);
  const list =
    key === undefined || argsFromKeys === undefined
      ? undefined
      : {
          plain: readPlainKeys(entry, keySelection, sources),
          keyOf: key,
          argsOf: argsFromKeys as ListLookup["argsOf"],
          valuesOf: (valuesFromResults ?? ((answer: unknown) => answer)) as ListLookup["valuesOf"],
        };
  const isNeverNull = promisesObjects(schema.getQueryType()?.getFields()[fieldName]?.type, list !== undefined);
  return [{ rootField: fieldName, selectionSet: keySelection, list, isNeverNull, argsOf: args as Lookup["argsOf"] }];
}

function promisesObjects(type: GraphQLOutputType | undefined, isList: boolean): boolean {
  if (!isList) return isNonNullType(type);
  const list = type && getNullableType(type);
  return isListType(list) && isNonNullType(list.ofType);
}

/** Tried out, since the library's functions for keys and arguments tell of them in no other way. */
function readPlainKeys(
  { key, argsFromKeys }: LookupConfig,
  keySelection: SelectionSetNode,
  sources: readonly SelectionSetNode[],
): PlainKeys | undefined {
  const keyFields = leavesOf(keySelection);
  const all = [...new Set([keySelection, ...sources].flatMap((selection) => leavesOf(selection) ?? []))];
  if (keyFields === undefined || sources.some((selection) => leavesOf(selection) === undefined)) return undefined;
  const [first = "", ...others] = keyFields;
  const objects = ["1", "2"].map((value): Record<string, string> => ({
    ...Object.fromEntries(all.map((field) => [field, value])),
    __typename: value,
  }));
  const args = Object.entries(argsFromKeys?.(objects.map((object) => key?.(object) as never)) ?? {});
  const [[argument, keys] = ["", undefined], ...more] = args;
  if (more.length > 0) return undefined;
  if (others.length === 0 && isSame(keys, ["1", "2"])) return { argument, field: first };
  return isSame(keys, objects) ? { argument, field: undefined } : undefined;
}

/** The names of a selection's fields; undefined where one of them is no leaf under its own name. */
function leavesOf({ selections }: SelectionSetNode): string[] | undefined {
  const names = selections.flatMap((node) =>
    node.kind === Kind.FIELD && node.selectionSet === undefined && node.alias === undefined ? [node.name.value] : [],
  );
  return names.length === selections.length ? names : undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return isDeepEqual(JSON.parse(JSON.stringify(one ?? null)), other);
}

function parse(selectionSet: string): SelectionSetNode {
  return parseSelectionSet(selectionSet, { noLocation: true });
}
