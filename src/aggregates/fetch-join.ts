import { delegateToSchema, type SubschemaConfig } from "@graphql-tools/delegate";
import {
  getNullableType,
  GraphQLList,
  isListType,
  Kind,
  OperationTypeNode,
  responsePathAsArray,
  type FieldNode,
  type GraphQLResolveInfo,
} from "graphql";
import type { RequestContext } from "../context.ts";
import { EntityMissing, rootCauses, ServiceError } from "../errors.ts";
import { placeFailures } from "../registry/failures.ts";
import type { FetchJoin } from "./aggregate.ts";
import { extendedNode, printSelection } from "./extended-node.ts";
import { loaderOf, type LoadMany } from "./loaders.ts";

/** What composition knows and a join needs. */
export interface JoinTargets {
  /** A join's service as the stitched schema knows it, or the part of it that is asked within the join's time limit. */
  serviceOf(join: FetchJoin): SubschemaConfig;
  /** Whether the root field takes a list of keys. */
  takesList(join: FetchJoin): boolean;
  /**
   * Where a join asks for an object by the key by which every service finds it: then all services that know of it
   * are asked at once, not first the join's own service and then the others.
   */
  entityOf(join: FetchJoin): EntityLookup | undefined;
}

export interface EntityLookup {
  /** Stands in for an object of which only the key is known yet. */
  readonly keys: SubschemaConfig;
  /** Its root field for the type. */
  readonly rootField: string;
  /** A field that the join's own service always answers: its absence tells that the object is missing, or why. */
  readonly witness: string;
}

export const WITNESS_ALIAS = "selvage_witness";

export interface JoinFetch {
  readonly join: FetchJoin;
  /** The arguments of the join's field. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  readonly info: GraphQLResolveInfo;
  /** Asked for beside the client's selection. */
  readonly hidden: readonly FieldNode[];
}

/** Fetches a join's values by keys, in their order. A value that failed is an `Error` in its slot; an unknown key gives null. */
export function fetchJoin(targets: JoinTargets, fetch: JoinFetch, keys: readonly string[]): Promise<unknown[]> {
  const { join, context, args, info } = fetch;
  const entity = targets.entityOf(join);
  const node = extendedNode(
    fetch.info.fieldNodes,
    entity === undefined ? fetch.hidden : [...fetch.hidden, witnessNode(entity)],
  );
  const passed = Object.fromEntries(
    (join.passArguments ?? []).map((name) => [name, args[name] ?? defaultOf(name, info)]),
  );
  const loadMany: LoadMany = (batch) => {
    if (entity !== undefined) return loadEntities(entity, fetch, node, batch);
    return targets.takesList(join)
      ? loadList(targets, fetch, node, passed, batch)
      : loadEach(targets, fetch, node, passed, batch);
  };
  const selection = node.selectionSet === undefined ? "" : printSelection(node.selectionSet);
  const name = JSON.stringify([targets.serviceOf(join).name, join.rootField, passed, selection]);
  return loaderOf(context, name, loadMany).loadMany([...keys]);
}

/** A null in place of an argument means its default, as leaving it out does: the service need not know of either. */
function defaultOf(name: string, { parentType, fieldName }: GraphQLResolveInfo): unknown {
  return parentType.getFields()[fieldName]?.args.find((argument) => argument.name === name)?.defaultValue;
}

async function loadEntities(entity: EntityLookup, fetch: JoinFetch, node: FieldNode, keys: readonly string[]) {
  const values = await ask(entity.keys, entity.rootField, fetch, node, { keys: [...keys] }, true);
  return asList(values, keys, fetch.join).map((value) => {
    if (value instanceof Error || value === null || value === undefined) return value ?? null;
    const witness = (value as Record<string, unknown>)[WITNESS_ALIAS];
    if (!(witness instanceof Error)) return witness === null || witness === undefined ? null : value;
    if (rootCauses(witness).every((cause) => cause instanceof EntityMissing)) return null;
    // With the object is lost what other services failed to say of it.
    placeFailures(fetch.context, value, responsePathAsArray(fetch.info.path));
    return witness;
  });
}

async function loadList(
  targets: JoinTargets,
  fetch: JoinFetch,
  node: FieldNode,
  passed: object,
  keys: readonly string[],
) {
  const { join } = fetch;
  const values = await ask(
    targets.serviceOf(join),
    join.rootField,
    fetch,
    node,
    { [join.argument]: [...keys], ...passed },
    true,
  );
  return asList(values, keys, join);
}

function loadEach(targets: JoinTargets, fetch: JoinFetch, node: FieldNode, passed: object, keys: readonly string[]) {
  const { join } = fetch;
  const service = targets.serviceOf(join);
  return Promise.all(
    keys.map((key) => ask(service, join.rootField, fetch, node, { [join.argument]: key, ...passed }, false)),
  );
}

async function ask(
  schema: SubschemaConfig,
  fieldName: string,
  { join, context, info }: JoinFetch,
  node: FieldNode,
  args: Record<string, unknown>,
  many: boolean,
): Promise<unknown> {
  const fieldType = getNullableType(info.returnType);
  // A list join of single keys (`products` of an order) answers one item a key; of one key (`reviews`), a list a key.
  const valueType = isListType(fieldType) && join.key.from === "join" ? fieldType.ofType : fieldType;
  try {
    const value: unknown = await delegateToSchema({
      schema,
      operation: OperationTypeNode.QUERY,
      fieldName,
      args,
      returnType: many ? new GraphQLList(valueType) : valueType,
      context,
      info: { ...info, fieldNodes: [node] },
    });
    return Array.isArray(value) ? Promise.all(value.map(settle)) : value;
  } catch (error) {
    return asError(error);
  }
}

/** An error is a value in its slot, also where the library rejects. */
async function settle(value: unknown): Promise<unknown> {
  try {
    const settled: unknown = await value;
    return Array.isArray(settled) ? await Promise.all(settled.map(settle)) : settled;
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function asList(values: unknown, keys: readonly string[], join: FetchJoin): readonly unknown[] {
  if (Array.isArray(values) && values.length === keys.length) return values;
  const error =
    values instanceof Error
      ? values
      : new ServiceError("SERVICE_BAD_RESPONSE", join.service, {
          cause: `${join.rootField} gave no list of ${keys.length} values.`,
        });
  return keys.map(() => error);
}

function witnessNode({ witness }: EntityLookup): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: witness },
    alias: { kind: Kind.NAME, value: WITNESS_ALIAS },
  };
}
