/** Tells, while an operation is executed by graphql-js, that a critical field is lost: sooner than its answer would. */
import type { MergedTypeConfig } from "@graphql-tools/delegate";
import { createMergedTypeResolver } from "@graphql-tools/stitch";
import { isPromise } from "@graphql-tools/utils";
import {
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  responsePathAsArray,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from "graphql";
import { answerNotes, type Path } from "../aggregates/answer-notes.ts";
import { WITNESS_ALIAS } from "../aggregates/fetch-join.ts";
import type { RequestContext } from "../context.ts";
import { rootCauses, ServiceError } from "../errors.ts";
import { Attachments } from "../util/attachments.ts";

/** A critical field of which nothing will be there. */
export interface LostField {
  readonly cause: ServiceError;
  /** Where in the answer it would be. */
  readonly path: Path;
}

interface Watch {
  /** Coordinates. */
  readonly critical: ReadonlySet<string>;
  readonly onLost: (lost: LostField) => void;
  /** The fields on the way to each value. graphql-js makes one path for each of them, and links them. */
  readonly fields: WeakMap<ResponsePath, GraphQLResolveInfo>;
  /** The objects of each field, in the order in which they were looked up. */
  readonly objects: WeakMap<ResponsePath, object[]>;
  /** Objects that are not there, or lost themselves: no field of theirs can be lost. */
  readonly gone: WeakSet<object>;
}

type ResponsePath = GraphQLResolveInfo["path"];

const byContext = new Attachments<RequestContext, Watch>();

/** Has the execution in this context tell of each critical field that a service's failure leaves null. */
export function watchLostFields(
  context: RequestContext,
  critical: ReadonlySet<string>,
  onLost: (lost: LostField) => void,
): void {
  byContext.set(context, {
    critical,
    onLost(lost) {
      const isGone = (place: Path) => place.every((key, depth) => lost.path[depth] === key);
      if (!answerNotes(context).missing.some(isGone)) onLost(lost);
    },
    fields: new WeakMap(),
    objects: new WeakMap(),
    gone: new WeakSet(),
  });
}

/** Notes that a field is resolved. */
export function noteField(context: RequestContext, info: GraphQLResolveInfo): void {
  byContext.get(context)?.fields.set(info.path, info);
}

/** Notes that an error stands in a field's place, or in that of an item of its list, which `index` leads to. */
export function noteError(
  error: unknown,
  context: RequestContext,
  info: GraphQLResolveInfo,
  index: readonly number[] = [],
): void {
  const watch = byContext.get(context);
  const cause = watch && failureIn(error);
  if (watch !== undefined && cause !== undefined) tellLost(watch, cause, info, index.length);
}

/**
 * Has a lookup tell of what it failed to find. The library gives an object to its field when all services that know of it
 * have answered: too late for a critical part that one of them refused.
 */
export function noteLookup(entry: Pick<MergedTypeConfig, "resolve" | "args" | "argsFromKeys">): void {
  const find = entry.resolve ?? createMergedTypeResolver(entry);
  if (find === undefined) return;
  entry.resolve = (object: object, context, info, subschema, selectionSet, ...rest) => {
    const found: unknown = find(object, context, info, subschema, selectionSet, ...rest);
    const watch = byContext.get(context as RequestContext);
    if (watch === undefined || !isPromise(found)) return found;
    const place = placeOf(watch, object, info);
    const note = (value: unknown) => {
      if (leavesNothing(value, selectionSet)) watch.gone.add(object);
      if (!watch.gone.has(object)) notePart(watch, value, selectionSet, (object as Typed).__typename, info, place);
    };
    return found.then(
      (value: unknown) => {
        note(value);
        return value;
      },
      (error: unknown) => {
        note(error);
        throw error;
      },
    );
  };
}

interface Typed {
  readonly __typename: string;
}

/** Whether what a service said of an object leaves nothing of it, be it that it is not there or that the service failed. */
function leavesNothing(part: unknown, selectionSet: SelectionSetNode): boolean {
  return part instanceof Error && fieldsOf(selectionSet).some(({ alias }) => alias?.value === WITNESS_ALIAS);
}

/** What a service said of one object: its fields, an error in the place of each that failed, or of all. */
function notePart(
  watch: Watch,
  part: unknown,
  selectionSet: SelectionSetNode,
  typeName: string,
  info: GraphQLResolveInfo,
  place: Path,
): void {
  const type = info.schema.getType(typeName);
  for (const node of fieldsOf(selectionSet)) {
    const key = (node.alias ?? node.name).value;
    const cause = failureIn(part instanceof Error ? part : (part as Record<string, unknown> | null)?.[key]);
    const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
    if (cause === undefined || field === undefined) continue;
    if (watch.critical.has(`${typeName}.${field.name}`)) watch.onLost({ cause, path: [...place, key] });
    else if (isNonNullType(field.type)) tellLost(watch, cause, info, listsIn(info.returnType).length);
  }
}

function fieldsOf({ selections }: SelectionSetNode): readonly FieldNode[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    return node.kind === Kind.INLINE_FRAGMENT ? fieldsOf(node.selectionSet) : [];
  });
}

/** Where an object of a field is. Its index is not told: in a list, objects are looked up one after another, but those that are null. */
function placeOf({ objects }: Watch, object: object, { path, returnType }: GraphQLResolveInfo): Path {
  const place = responsePathAsArray(path);
  const [, ...outer] = listsIn(returnType);
  if (listsIn(returnType).length === 0) return place;
  const known = objects.get(path) ?? [];
  objects.set(path, known);
  const index = known.includes(object) ? known.indexOf(object) : known.push(object) - 1;
  return [...place, ...outer.map(() => 0), index];
}

function failureIn(error: unknown): ServiceError | undefined {
  return error instanceof Error ? rootCauses(error).find((candidate) => candidate instanceof ServiceError) : undefined;
}

/** The item types of a list, and of the lists in it. */
function listsIn(type: GraphQLOutputType): readonly GraphQLOutputType[] {
  const nullable = getNullableType(type);
  return isListType(nullable) ? [nullable.ofType, ...listsIn(nullable.ofType)] : [];
}

/** Goes the way of an error up to the place that may be null, and tells of a critical field that is lost on it. */
function tellLost(watch: Watch, cause: ServiceError, failed: GraphQLResolveInfo, depthInList: number): void {
  let field: GraphQLResolveInfo | undefined = failed;
  let depth = depthInList;
  while (field !== undefined) {
    const { path, parentType, fieldName, returnType }: GraphQLResolveInfo = field;
    const types = [returnType, ...listsIn(returnType)];
    while (depth > 0 && isNonNullType(types[depth])) depth -= 1;
    if (depth > 0) return;
    if (watch.critical.has(`${parentType.name}.${fieldName}`))
      return watch.onLost({ cause, path: responsePathAsArray(path) });
    if (!isNonNullType(returnType)) return;
    let above: ResponsePath | undefined = path.prev;
    while (typeof above?.key === "number") {
      depth += 1;
      above = above.prev;
    }
    field = above && watch.fields.get(above);
  }
}
