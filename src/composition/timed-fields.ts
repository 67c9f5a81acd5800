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
  /** By how long it may take, in milliseconds. */
  readonly timed: ReadonlyMap<number, GraphQLSchema>;
}

/** Divides a service's schema. Root fields that lookups and other joins ask stay in the rest, too. */
export function divideByTimeout(
  { service, schema, lookups }: Owner,
  { timeouts, joins, timedJoins }: AskedFields,
): SchemaParts {
  const query = schema.getQueryType()?.name ?? "Query";
  const own = new Map([...timeouts].filter(([coordinate]) => hasField(schema, query, coordinate)));
  const timed = [...timedJoins].filter(([join]) => join.service === service);
  if (own.size === 0 && timed.length === 0) return { rest: schema, timed: new Map() };
  const asked = new Set([
    ...[...lookups.values()].flat().map(({ rootField }) => rootField),
    ...joins.filter((join) => join.service === service).map(({ rootField }) => rootField),
  ]);
  const limits = new Set([...own.values(), ...timed.map(([, timeoutMs]) => timeoutMs)]);

  const isInRest: Keeps = (type, field) => !own.has(`${type}.${field}`) || (type === "Query" && asked.has(field));
  const isWithin = (limit: number): Keeps => {
    const limited = new Set([...own].flatMap(([coordinate, ms]) => (ms === limit ? typeOf(coordinate) : [])));
    const looked = [...limited].flatMap((type) => lookups.get(type) ?? []);
    const rootFields = new Set([
      ...timed.flatMap(([{ rootField }, timeoutMs]) => (timeoutMs === limit ? rootField : [])),
      ...looked.map(({ rootField }) => rootField),
    ]);
    return (type, field) => {
      if (own.get(`${type}.${field}`) === limit) return true;
      if (type === "Query") return rootFields.has(field);
      if (type === "Mutation" || type === "Subscription") return false;
      // Of an object that is looked up here, only what must be; of one that such a field gives, all that comes with it.
      return limited.has(type) ? isKeyOf(type, field, lookups) : !own.has(`${type}.${field}`);
    };
  };
  return {
    rest: own.size === 0 ? schema : keepFields(schema, isInRest),
    timed: new Map([...limits].map((limit) => [limit, pruneSchema(keepFields(schema, isWithin(limit)))])),
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

function typeOf(coordinate: string): string[] {
  const [type = ""] = coordinate.split(".");
  return type === "Query" ? [] : [type];
}

function isKeyOf(type: string, field: string, lookups: Owner["lookups"]): boolean {
  return (lookups.get(type) ?? []).some(({ selectionSet }) =>
    selectionSet.selections.some((node) => node.kind === Kind.FIELD && node.name.value === field),
  );
}
