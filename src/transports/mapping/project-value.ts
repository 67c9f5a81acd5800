import { collectFields } from "@graphql-tools/utils";
import {
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import { ServiceError } from "../../errors.ts";
import { setOwn } from "../../util/set-own.ts";
import { placeServiceError } from "./place-service-error.ts";
import { readPlace, readServiceName } from "./mapping-directives.ts";
import { readValue } from "./value-path.ts";

/** What the selections of one operation are read with. */
export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly leafReaderOf: LeafReaders;
}

/** Compiles how a service's own value, which is not null, becomes a scalar or enum of the contract; what does not fit stays. */
export type LeafReaders = (type: GraphQLLeafType) => (value: unknown) => unknown;

/**
 * Makes a service's own value into what was selected of it: fields from their places, under their aliases. A
 * `ServiceError` in a value's place becomes null, and is added to `errors` with its path. What does not fit the contract
 * is left as it came: every answer is checked against the contract afterwards, whatever its transport.
 */
export type Projector = (value: unknown, path: readonly (string | number)[], errors: ServiceError[]) => unknown;

/** Compiles the selection of fields that have one response key and give the type. */
export function createProjector(
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  scope: SelectionScope,
): Projector {
  if (isNonNullType(type)) {
    return createProjector(type.ofType as GraphQLOutputType, nodes, scope);
  }
  const project = isListType(type)
    ? projectList(createProjector(type.ofType, nodes, scope))
    : isLeafType(type)
      ? scope.leafReaderOf(type)
      : projectObject(type as GraphQLObjectType | GraphQLAbstractType, nodes, scope);
  return (value, path, errors) => {
    if (value === null || value === undefined) return value;
    if (!(value instanceof ServiceError)) return project(value, path, errors);
    errors.push(placeServiceError(value, path));
    return null;
  };
}

function projectList(projectItem: Projector): Projector {
  return (value, path, errors) =>
    Array.isArray(value) ? value.map((item, index) => projectItem(item ?? null, [...path, index], errors)) : value;
}

/**
 * Values as JSON has them: those of an enum are texts, by the service's own words for them. A number that is too large to
 * be exact is no id, but would look like somebody else's.
 */
export const jsonLeafReaderOf: LeafReaders = (type) => {
  if (type.name === "ID") return (value) => (typeof value !== "number" || Number.isSafeInteger(value) ? value : NaN);
  if (!isEnumType(type)) return (value) => value;
  const names = new Map<unknown, string>(type.getValues().map((value) => [readServiceName(value), value.name]));
  return (value) => names.get(value) ?? value;
};

function projectObject(
  type: GraphQLObjectType | GraphQLAbstractType,
  nodes: readonly FieldNode[],
  scope: SelectionScope,
): Projector {
  const typeOf = isAbstractType(type) ? createTypeReader(type, scope.schema) : () => type;
  const byType = new Map<GraphQLObjectType, readonly ProjectedField[]>();
  return (value, path, errors) => {
    if (typeof value !== "object" || Array.isArray(value)) return value;
    const objectType = typeOf(value);
    if (objectType === undefined) return {};
    let fields = byType.get(objectType);
    if (fields === undefined) {
      fields = projectedFields(objectType, nodes, scope);
      byType.set(objectType, fields);
    }
    const object: Record<string, unknown> = {};
    for (const { key, read } of fields) setOwn(object, key, read(value, [...path, key], errors));
    return object;
  };
}

/** Of which type an object is: its name stands where `@from` of the interface or union says, else at `__typename`. */
function createTypeReader(type: GraphQLAbstractType, schema: GraphQLSchema) {
  const place = readPlace(type, "__typename");
  const types = new Map(schema.getPossibleTypes(type).map((possible) => [readServiceName(possible), possible]));
  return (value: unknown) => {
    const name = readValue(value, place);
    return typeof name === "string" ? types.get(name) : undefined;
  };
}

interface ProjectedField {
  readonly key: string;
  readonly read: Projector;
}

function projectedFields(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  scope: SelectionScope,
): readonly ProjectedField[] {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return [...collectFieldNodes(type, { kind: Kind.SELECTION_SET, selections }, scope)].flatMap(([key, fieldNodes]) => {
    const name = fieldNodes[0]?.name.value ?? "";
    if (name === "__typename") return [{ key, read: () => type.name }];
    const field = type.getFields()[name];
    if (field === undefined) return [];
    const place = readPlace(field, name);
    const project = createProjector(field.type, fieldNodes, scope);
    // Many services leave out what is null; where nothing may be null, it is missing.
    const absent = isNonNullType(field.type) ? undefined : null;
    return [
      { key, read: (value, path, errors) => project(readValue(value, place) ?? absent, path, errors) },
    ] satisfies ProjectedField[];
  });
}

/** The fields of a selection by their response keys, its fragments and conditions applied. */
export function collectFieldNodes(
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  { schema, fragments, variables }: SelectionScope,
): ReadonlyMap<string, readonly FieldNode[]> {
  return collectFields(schema, fragments, { coerced: { ...variables }, sources: {} }, type, selectionSet).fields;
}
