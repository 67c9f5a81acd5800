/**
 * A service's schema in parts: what its fields with a time limit of their own are asked by, for each limit, and the rest. To
 * the stitching library the parts are services like any other, so that it asks each by a call of its own.
 */
import { mapSchema, MapperKind, pruneSchema } from "@graphql-tools/utils";
import { isInterfaceType, Kind, type GraphQLSchema } from "graphql";
import type { Aggregate, FetchJoin } from "../aggregates/aggregate.ts";
import type { FieldTimeouts } from "../directives/degradations.ts";
import type { Owner } from "./owners.ts";

/** What is asked, of whatever service, and in what time. */
export interface AskedFields {
  readonly timeouts: FieldTimeouts;
  /** Joins that may take as long as the service does. */
  readonly joins: readonly FetchJoin[];
  /** Those that have a time limit of their own, in milliseconds. */
  readonly timedJoins: ReadonlyMap<FetchJoin, number>;
}

export function readTimedJoins(aggregates: readonly Aggregate[], timeouts: FieldTimeouts): AskedFields["timedJoins"] {
  const timed = new Map<FetchJoin, number>();
  for (const { type, joins } of aggregates) {
    for (const join of joins) {
      const timeoutMs = timeouts.get(`${type}.${join.field}`);
      if (join.kind === "fetch" && timeoutMs !== undefined) timed.set(join, timeoutMs);
    }
  }
  return timed;
}

export interface SchemaParts {
  /** What may take as long as the service's calls may. */
  readonly rest: GraphQLSchema;
  readonly timed: readonly TimedPart[];
}

/** What may take no longer than so many milliseconds. */
export interface TimedPart {
  readonly timeoutMs: number;
  /** Whether objects are looked up in it for their fields' sake; else it is asked by root fields, the client's and joins'. */
  readonly isLookup: boolean;
  readonly schema: GraphQLSchema;
}

/** Divides a service's schema. Root fields that lookups and other joins ask stay in the rest, too. */
export function divideByTimeout(
  { service, schema, lookups }: Owner,
  owners: Iterable<Owner>,
  { timeouts, joins, timedJoins }: AskedFields,
): SchemaParts {
  const query = schema.getQueryType()?.name ?? "Query";
  const own = new Map([...timeouts].filter(([coordinate]) => hasField(schema, query, coordinate)));
  const timed = [...timedJoins].filter(([join]) => join.service === service);
  if (own.size === 0 && timed.length === 0) return { rest: schema, timed: [] };
  const keys = readKeys(owners);
  const asked = new Set([
    ...[...lookups.values()].flat().map(({ rootField }) => rootField),
    ...joins.filter((join) => join.service === service).map(({ rootField }) => rootField),
  ]);
  const isInRest: Keeps = (type, field) => !own.has(`${type}.${field}`) || (type === "Query" && asked.has(field));

  /** What comes with the root fields is theirs, whatever else is known of it elsewhere. */
  const isUnderRoots = (limit: number, rootFields: ReadonlySet<string>): Keeps =>
    function isKept(type, field) {
      if (type === "Query") return rootFields.has(field);
      const given = own.get(`${type}.${field}`);
      return !isOtherRoot(type) && (given === undefined || given === limit);
    };

  /** Of an object that is looked up, only what must be; of one that its fields give, all that comes with it. */
  const isLookedUp = (limit: number, types: ReadonlySet<string>): Keeps => {
    const rootFields = new Set([...types].flatMap((type) => lookups.get(type) ?? []).map((lookup) => lookup.rootField));
    return (type, field) => {
      if (type === "Query") return rootFields.has(field);
      const given = own.get(`${type}.${field}`);
      if (isOtherRoot(type) || given !== undefined) return given === limit;
      return !types.has(type) || keys.get(type)?.has(field) === true;
    };
  };

  const parts = [...new Set([...own.values(), ...timed.map(([, timeoutMs]) => timeoutMs)])].flatMap((limit) => {
    const limited = [...own].flatMap(([coordinate, timeoutMs]) => (timeoutMs === limit ? [coordinate.split(".")] : []));
    const types = new Set(limited.flatMap(([type = ""]) => (type === "Query" ? [] : type)));
    const rootFields = new Set([
      ...limited.flatMap(([type, field = ""]) => (type === "Query" ? field : [])),
      ...timed.flatMap(([join, timeoutMs]) => (timeoutMs === limit ? join.rootField : [])),
    ]);
    return [
      { timeoutMs: limit, isLookup: false, keeps: isUnderRoots(limit, rootFields), isNeeded: rootFields.size > 0 },
      { timeoutMs: limit, isLookup: true, keeps: isLookedUp(limit, types), isNeeded: types.size > 0 },
    ];
  });
  return {
    rest: own.size === 0 ? schema : keepFields(schema, isInRest),
    timed: parts
      .filter(({ isNeeded }) => isNeeded)
      .map(({ timeoutMs, isLookup, keeps }) => ({
        timeoutMs,
        isLookup,
        schema: pruneSchema(keepFields(schema, keeps)),
      })),
  };
}

/** Whether a field stays, by its type, the roots under their usual names. */
type Keeps = (type: string, field: string) => boolean;

function keepFields(schema: GraphQLSchema, keeps: Keeps): GraphQLSchema {
  const roots = new Map([
    [schema.getQueryType()?.name, "Query"],
    [schema.getMutationType()?.name, "Mutation"],
    [schema.getSubscriptionType()?.name, "Subscription"],
  ]);
  return mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (_field, fieldName, typeName) => {
      const type = schema.getType(typeName);
      const names = isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [typeName];
      return names.every((name) => keeps(roots.get(name) ?? name, fieldName)) ? undefined : null;
    },
  });
}

function hasField(schema: GraphQLSchema, query: string, coordinate: string): boolean {
  const [type = "", field = ""] = coordinate.split(".");
  const described = schema.getType(type === "Query" ? query : type);
  return described !== undefined && "getFields" in described && described.getFields()[field] !== undefined;
}

function isOtherRoot(type: string): boolean {
  return type === "Mutation" || type === "Subscription";
}

/** The fields of each type by which any service finds its objects. */
function readKeys(owners: Iterable<Owner>): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { lookups } of owners) {
    for (const [type, found] of lookups) {
      const fields = keys.get(type) ?? new Set();
      keys.set(type, fields);
      for (const { selectionSet } of found)
        for (const node of selectionSet.selections) if (node.kind === Kind.FIELD) fields.add(node.name.value);
    }
  }
  return keys;
}
