/**
 * Objects of which only the key is known yet. A service of the gateway's own answers them, so that the stitching
 * library goes on from the key to every service that knows more, all at once.
 */
import type { SubschemaConfig } from "@graphql-tools/delegate";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { getNamedType, getNullableType, isLeafType, isListType, isNonNullType, isObjectType } from "graphql";
import type { EntityLookup, JoinTargets } from "../aggregates/fetch-join.ts";
import type { FetchJoin } from "../aggregates/aggregate.ts";
import type { Service } from "../registry/service.ts";

export const ENTITY_KEYS = "selvage_keys";

interface KeyedType {
  readonly service: string;
  readonly rootField: string;
  readonly type: string;
  readonly keyField: string;
  readonly witness: string;
}

/** Reads, from the services' merge configuration, which joins ask for an object by its key. Gives nothing where none does. */
export function createEntityKeys(
  joins: readonly FetchJoin[],
  services: ReadonlyMap<string, Service>,
  subschemas: ReadonlyMap<string, SubschemaConfig>,
): { subschema: SubschemaConfig | undefined; entityOf: JoinTargets["entityOf"] } {
  const keyed = joins.flatMap(
    (join) => readKeyedType(join, services.get(join.service), subschemas.get(join.service)) ?? [],
  );
  if (keyed.length === 0) return { subschema: undefined, entityOf: () => undefined };
  const subschema = createKeysSubschema(keyed);
  const lookups = new Map<string, EntityLookup>(
    keyed.map(({ service, rootField, type, witness }) => [
      `${service}.${rootField}`,
      { keys: subschema, rootField: rootFieldFor(type), witness },
    ]),
  );
  return { subschema, entityOf: (join) => lookups.get(`${join.service}.${join.rootField}`) };
}

/** Whether a join's root field takes a list of keys. */
export function takesKeyList(join: FetchJoin, service: Service | undefined): boolean {
  const field = service?.contract.schema.getQueryType()?.getFields()[join.rootField];
  const argument = field?.args.find(({ name }) => name === join.argument);
  return argument !== undefined && isListType(getNullableType(argument.type));
}

function readKeyedType(
  join: FetchJoin,
  service: Service | undefined,
  subschema: SubschemaConfig | undefined,
): KeyedType | undefined {
  const lookup = service?.contract.schema.getQueryType()?.getFields()[join.rootField];
  if (service === undefined || lookup === undefined) return undefined;
  const type = getNamedType(lookup.type);
  if (!takesKeyList(join, service) || !isObjectType(type)) return undefined;
  const merge = subschema?.merge?.[type.name];
  const entry = [merge, ...(merge?.entryPoints ?? [])].find((candidate) => candidate?.fieldName === join.rootField);
  const keyField = /^\{\s*(\w+)\s*\}$/.exec(entry?.selectionSet ?? "")?.[1];
  if (keyField === undefined) return undefined;
  const witness = Object.values(type.getFields()).find(
    (field) =>
      field.name !== keyField && field.args.length === 0 && isNonNullType(field.type) && isLeafType(field.type.ofType),
  );
  // Without a field that is always there, absence could not be told from emptiness: the service is asked first, then.
  return (
    witness && { service: join.service, rootField: join.rootField, type: type.name, keyField, witness: witness.name }
  );
}

function createKeysSubschema(keyed: readonly KeyedType[]): SubschemaConfig {
  const types = new Map(keyed.map(({ type, keyField }) => [type, keyField]));
  const typeDefs = [
    ...[...types].map(([type, keyField]) => `type ${type} { ${keyField}: ID! }`),
    `type Query { ${[...types.keys()].map((type) => `${rootFieldFor(type)}(keys: [ID!]!): [${type}]`).join(" ")} }`,
  ];
  const roots = [...types].map(([type, keyField]) => [
    rootFieldFor(type),
    (_source: unknown, { keys }: { keys: readonly string[] }) => keys.map((key) => ({ [keyField]: key })),
  ]);
  return {
    name: ENTITY_KEYS,
    schema: makeExecutableSchema({ typeDefs, resolvers: { Query: Object.fromEntries(roots) } }),
    merge: Object.fromEntries([...types].map(([type, keyField]) => [type, { selectionSet: `{ ${keyField} }` }])),
  };
}

function rootFieldFor(type: string): string {
  return `${ENTITY_KEYS}_${type}`;
}
