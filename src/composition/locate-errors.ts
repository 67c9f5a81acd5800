/**
 * The stitching library puts an error in the place of a value, located by the call that it came from: inside merged
 * lists the index is lost. Here each field throws what stands in its place, so that graphql-js locates it by the path
 * in the answer. What does not fit the contract is found here, too.
 */
import { defaultMergedResolver, getSubschema, isExternalObject, isSubschemaConfig } from "@graphql-tools/delegate";
import { isPromise, mapSchema, MapperKind } from "@graphql-tools/utils";
import {
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isNullableType,
  responsePathAsArray,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import type { RequestContext } from "../context.ts";
import { EntityMissing, ServiceError, Unlocated } from "../errors.ts";
import { noteFailure, placeFailures } from "../registry/failures.ts";

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** Wraps every field's resolver, see above. */
export function locateErrors(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => {
      const isLeaf = isLeafType(getNamedType(field.type));
      const inner = (field.resolve ?? defaultMergedResolver) as Resolver;
      return { ...field, resolve: isLeaf ? readLeaf(inner) : readComposite(inner) };
    },
  });
}

function readComposite(inner: Resolver): Resolver {
  return function resolveComposite(source, args, context, info) {
    if (isExternal(source) && !hasShape(source[responseKeyOf(info)], info.returnType)) {
      throw badValue(source, context, info);
    }
    let value: unknown;
    try {
      value = inner(source, args, context, info);
    } catch (error) {
      throw new Unlocated(error);
    }
    if (isPromise(value)) {
      return value.then(
        (settled) => checked(settled, source, context, info),
        (error: unknown) => {
          throw new Unlocated(error);
        },
      );
    }
    return checked(value, source, context, info);
  };
}

/** Whether a service's value has lists where its type has lists, and objects where it has objects. */
function hasShape(value: unknown, type: GraphQLOutputType): boolean {
  if (value === null || value === undefined || value instanceof Error) return true;
  if (isNonNullType(type)) return hasShape(value, type.ofType);
  if (isListType(type)) return Array.isArray(value) && value.every((item) => hasShape(item, type.ofType));
  return isLeafType(type) || (typeof value === "object" && !Array.isArray(value));
}

/** The library turns a leaf that its type refuses into a silent null: here it is an error of the service's. */
function readLeaf(inner: Resolver): Resolver {
  const resolveOther = readComposite(inner);
  return function resolveLeaf(source, args, context, info) {
    if (!isExternal(source)) return resolveOther(source, args, context, info);
    const value = source[responseKeyOf(info)];
    // Not there yet: the library fetches it now.
    if (value === undefined) return resolveOther(source, args, context, info);
    return checked(parseLeaf(value, info.returnType, source, context, info), source, context, info);
  };
}

function parseLeaf(
  value: unknown,
  type: GraphQLOutputType,
  source: object,
  context: RequestContext,
  info: GraphQLResolveInfo,
): unknown {
  if (value === null || value === undefined || value instanceof Error) return value;
  if (isNonNullType(type)) return parseLeaf(value, type.ofType, source, context, info);
  if (isListType(type)) {
    if (!Array.isArray(value)) return badValue(source, context, info);
    return value.map((item) => parseLeaf(item, type.ofType, source, context, info));
  }
  if (!isLeafType(type)) return value;
  try {
    return type.parseValue(value);
  } catch {
    return badValue(source, context, info);
  }
}

function checked(value: unknown, source: unknown, context: RequestContext, info: GraphQLResolveInfo): unknown {
  if (value instanceof Error) throw new Unlocated(value);
  if (Array.isArray(value)) return value.map((item, index) => checkedItem(item, [index], context, info));
  if (isExternal(value)) placeFailures(context, value, responsePathAsArray(info.path));
  if ((value === null || value === undefined) && !isNullableType(info.returnType)) {
    throw isExternal(source) ? badValue(source, context, info) : new EntityMissing();
  }
  return value;
}

/** An item that is still to come is checked when it is there; graphql-js locates an error that stands in a list. */
function checkedItem(
  item: unknown,
  index: readonly number[],
  context: RequestContext,
  info: GraphQLResolveInfo,
): unknown {
  if (isPromise(item)) return item.then((settled: unknown) => checkedItem(settled, index, context, info));
  if (item instanceof Error) return new Unlocated(item);
  if (Array.isArray(item)) return item.map((inner, at) => checkedItem(inner, [...index, at], context, info));
  if (isExternal(item)) placeFailures(context, item, [...responsePathAsArray(info.path), ...index]);
  return item;
}

function badValue(source: object, context: RequestContext, info: GraphQLResolveInfo): ServiceError {
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  const service = serviceNameOf(source, info);
  const known = badValues.get(context) ?? new Map<string, object>();
  badValues.set(context, known);
  const failure = known.get(`${service} ${coordinate}`) ?? {};
  known.set(`${service} ${coordinate}`, failure);
  const error = new ServiceError("SERVICE_BAD_RESPONSE", service, {
    failure,
    cause: `The value of ${coordinate} does not fit the contract.`,
    extensions: { coordinate },
  });
  noteFailure(context, error, responsePathAsArray(info.path));
  return error;
}

/** A coordinate that a service answers badly is one failure a request, however many objects have it. */
const badValues = new WeakMap<RequestContext, Map<string, object>>();

function serviceNameOf(source: object, info: GraphQLResolveInfo): string {
  const subschema = getSubschema(source as never, responseKeyOf(info));
  return (isSubschemaConfig(subschema) ? subschema.name : undefined) ?? "gateway";
}

function responseKeyOf({ fieldNodes: [node], fieldName }: GraphQLResolveInfo): string {
  return node?.alias?.value ?? fieldName;
}

function isExternal(source: unknown): source is Record<string, unknown> {
  return typeof source === "object" && source !== null && isExternalObject(source);
}
