/**
 * The stitching library puts an error in the place of a value, located by the call that it came from: inside merged
 * lists the index is lost. Here each field throws what stands in its place, so that graphql-js locates it by the path
 * in the answer.
 */
import { defaultMergedResolver, isExternalObject } from "@graphql-tools/delegate";
import { isPromise, mapSchema, MapperKind } from "@graphql-tools/utils";
import { responsePathAsArray, type GraphQLFieldResolver, type GraphQLResolveInfo, type GraphQLSchema } from "graphql";
import type { RequestContext } from "../context.ts";
import { rootCauses, Unlocated } from "../errors.ts";
import { placeFailures, readFailures } from "../registry/failures.ts";
import { FailureCopy, failureCopyIn } from "./failure-copy.ts";
import { noteError, noteField } from "./lost-fields.ts";

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** Wraps every field's resolver, see above. */
export function locateErrors(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => ({
      ...field,
      resolve: withLocatedErrors((field.resolve ?? defaultMergedResolver) as Resolver),
    }),
    // An event is executed like a query: the root field makes its call, see `subscription-calls.ts`.
    [MapperKind.SUBSCRIPTION_ROOT_FIELD]: ({ subscribe, ...field }) => ({
      ...field,
      resolve: withLocatedErrors((subscribe ?? defaultMergedResolver) as Resolver),
    }),
  });
}

function withLocatedErrors(inner: Resolver): Resolver {
  return function resolveLocated(source, args, context, info) {
    noteField(context, info);
    let value: unknown;
    try {
      value = inner(source, args, context, info);
    } catch (error) {
      throw failed(error, context, info);
    }
    if (!isPromise(value)) return checked(value, context, info);
    return value.then(
      (settled) => checked(settled, context, info),
      (error: unknown) => {
        throw failed(error, context, info);
      },
    );
  };
}

function failed(
  error: unknown,
  context: RequestContext,
  info: GraphQLResolveInfo,
  index?: readonly number[],
): Unlocated {
  const original = originalOf(error, context);
  noteError(original, context, info, index);
  return new Unlocated(original);
}

function checked(value: unknown, context: RequestContext, info: GraphQLResolveInfo): unknown {
  const error = errorOf(value, context);
  if (error !== undefined) throw failed(error, context, info);
  if (Array.isArray(value)) return value.map((item, index) => checkedItem(item, [index], context, info));
  if (isExternal(value)) placeFailures(context, value, responsePathAsArray(info.path));
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
  const error = errorOf(item, context);
  if (error !== undefined) return failed(error, context, info, index);
  if (Array.isArray(item)) return item.map((inner, at) => checkedItem(inner, [...index, at], context, info));
  if (isExternal(item)) placeFailures(context, item, [...responsePathAsArray(info.path), ...index]);
  return item;
}

/** The error that stands in a value's place. */
function errorOf(value: unknown, context: RequestContext): Error | undefined {
  if (value instanceof Error) return value;
  const copy = failureCopyIn(value);
  return copy && findOriginal(copy, context);
}

/** The failure that an error is a copy of; else the error itself. */
function originalOf(error: unknown, context: RequestContext): unknown {
  const [cause, ...others] = rootCauses(error);
  return cause instanceof FailureCopy && others.length === 0 ? (findOriginal(cause, context) ?? error) : error;
}

function findOriginal({ message, code, service }: FailureCopy, context: RequestContext): Error | undefined {
  for (const { error } of readFailures(context).values()) {
    if (error.message === message && error.code === code && error.service === service) return error;
  }
  return undefined;
}

function isExternal(source: unknown): source is Record<string, unknown> {
  return typeof source === "object" && source !== null && isExternalObject(source);
}
