/**
 * The stitching library asks a service for fields of one response key on several types, which may be of different shapes
 * there: one null where the other may not be, though in the graph both are alike, or keys that it asks for by itself. A
 * service refuses that (GraphQL specification, section 5.3.2). The library knows, and gives some of them names of its own; it
 * takes these back by copying the answer, errors included, which may lead back to themselves: then it copies without end.
 * Here such fields get names before the library sees to them, and errors stay what they are. And what the library asks of a
 * whole union, because one member has it at another service, is left out: other members may need arguments for it.
 */
import type { Transform } from "@graphql-tools/delegate";
import { relocatedError, type ExecutionRequest, type ExecutionResult } from "@graphql-tools/utils";
import {
  getNamedType,
  isCompositeType,
  isLeafType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

const PREFIX = /^selvage_shape_\d+_/;

/** What is remembered from a request to its result. */
interface Separation {
  isSeparate?: boolean;
}

export const separateShapes: Transform<Separation> = {
  transformRequest(request, { targetSchema }, separation) {
    const writer = new ShapeWriter(targetSchema);
    const document = writer.write(request.document);
    separation.isSeparate = writer.isSeparate;
    return writer.isChanged ? ({ ...request, document } as ExecutionRequest) : request;
  },
  transformResult(result, _delegation, { isSeparate }) {
    return isSeparate === true ? restoreResult(result) : result;
  },
};

/** The name that a response key has without what was put before it here. */
export function withoutShape<Key extends string | number>(key: Key): Key | string {
  return typeof key === "string" ? key.replace(PREFIX, "") : key;
}

/** A field that is asked for: a copy of its own, since the library puts one node at several places. */
interface AskedField {
  readonly node: FieldNode;
  readonly type: GraphQLOutputType | undefined;
  readonly asked: readonly Asked[];
  alias: string | undefined;
}
interface AskedFragment {
  readonly node: InlineFragmentNode;
  readonly asked: readonly Asked[];
}
type Asked = AskedField | AskedFragment | Exclude<SelectionNode, FieldNode | InlineFragmentNode>;

class ShapeWriter {
  isSeparate = false;
  isChanged = false;
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  write(document: ExecutionRequest["document"]): ExecutionRequest["document"] {
    const definitions = document.definitions.map((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION || !mayDiffer(definition.selectionSet)) return definition;
      const asked = this.#read(definition.selectionSet, this.#schema.getRootType(definition.operation));
      this.#separate(asked);
      return { ...definition, selectionSet: printAsked(asked) };
    });
    return { ...document, definitions };
  }

  #read({ selections }: SelectionSetNode, type: GraphQLCompositeType | null | undefined): Asked[] {
    return selections.flatMap((node): Asked[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition && this.#schema.getType(node.typeCondition.name.value);
        const known = node.typeCondition === undefined ? type : isCompositeType(condition) ? condition : undefined;
        return [{ node, asked: this.#read(node.selectionSet, known) }];
      }
      // What one member of a union has elsewhere, the library asks of the union, as if all its members had it.
      if (isUnionType(type) && node.name.value !== "__typename") {
        this.isChanged = true;
        return [];
      }
      return [this.#readField(node, type)];
    });
  }

  #readField(node: FieldNode, type: GraphQLCompositeType | null | undefined): AskedField {
    const given = type && "getFields" in type ? type.getFields()[node.name.value]?.type : undefined;
    const target = given && getNamedType(given);
    const asked = node.selectionSet ? this.#read(node.selectionSet, isCompositeType(target) ? target : undefined) : [];
    return { node, type: given, asked, alias: undefined };
  }

  /** Among fields of one response key, the first keeps it, and with it those that are of its shape. */
  #separate(asked: readonly Asked[]): void {
    for (const same of fieldsByKey(asked).values()) {
      const shapes: AskedField[][] = [];
      for (const field of same) {
        const alike = shapes.find((shape) => shape.every((other) => isAlike(field, other)));
        if (alike === undefined) shapes.push([field]);
        else alike.push(field);
      }
      for (const [index, fields] of shapes.entries()) {
        for (const field of fields) {
          if (index > 0) field.alias = `selvage_shape_${index}_${keyOf(field)}`;
          this.#separate(field.asked);
        }
      }
      if (shapes.length > 1) this.isSeparate = this.isChanged = true;
    }
  }
}

/** Only fields of different types may be of different shapes. */
function mayDiffer({ selections }: SelectionSetNode): boolean {
  return selections.some(
    (node) =>
      node.kind === Kind.INLINE_FRAGMENT ||
      (node.kind === Kind.FIELD && node.selectionSet && mayDiffer(node.selectionSet)),
  );
}

function keyOf({ node }: AskedField): string {
  return (node.alias ?? node.name).value;
}

function fieldsByKey(asked: readonly Asked[], known = new Map<string, AskedField[]>()): Map<string, AskedField[]> {
  for (const each of asked) {
    if ("alias" in each) known.set(keyOf(each), [...(known.get(keyOf(each)) ?? []), each]);
    else if ("asked" in each) fieldsByKey(each.asked, known);
  }
  return known;
}

/** Whether one object's answer may hold both (`SameResponseShape` of the specification); what is unknown is not asked for. */
function isAlike(one: AskedField, other: AskedField): boolean {
  if (one.type === undefined || other.type === undefined) return true;
  const [oneType, otherType] = [getNamedType(one.type), getNamedType(other.type)];
  if (wrappersOf(one.type) !== wrappersOf(other.type)) return false;
  if (isLeafType(oneType) || isLeafType(otherType)) return oneType === otherType;
  const others = fieldsByKey(other.asked);
  return [...fieldsByKey(one.asked)].every(([key, fields]) =>
    fields.every((field) => (others.get(key) ?? []).every((same) => isAlike(field, same))),
  );
}

function wrappersOf(type: GraphQLOutputType): string {
  return String(type).replace(/\w+/, "");
}

function printAsked(asked: readonly Asked[]): SelectionSetNode {
  const selections = asked.map((each): SelectionNode => {
    if (!("asked" in each)) return each;
    if (!("alias" in each)) return { ...each.node, selectionSet: printAsked(each.asked) };
    const { node, alias } = each;
    return {
      ...node,
      ...(alias === undefined ? {} : { alias: { kind: Kind.NAME, value: alias } }),
      ...(node.selectionSet === undefined ? {} : { selectionSet: printAsked(each.asked) }),
    };
  });
  return { kind: Kind.SELECTION_SET, selections };
}

function restoreResult(result: ExecutionResult): ExecutionResult {
  const errors = result.errors?.map((error) =>
    error.path === undefined ? error : relocatedError(error, error.path.map(withoutShape)),
  );
  return { ...result, data: restoreKeys(result.data), ...(errors === undefined ? {} : { errors }) };
}

function restoreKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restoreKeys);
  if (typeof value !== "object" || value === null || value instanceof Error) return value;
  const restored = new Map<string, unknown>();
  for (const [name, inner] of Object.entries(value)) {
    const key = withoutShape(name);
    restored.set(key, restored.has(key) ? merge(restored.get(key), restoreKeys(inner)) : restoreKeys(inner));
  }
  return Object.fromEntries(restored);
}

/** What one field gave under two names. */
function merge(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return one.map((item, index) => merge(item, other[index]));
  if (!isObject(one) || !isObject(other)) return one;
  const merged = new Map(Object.entries(one));
  for (const [key, inner] of Object.entries(other))
    merged.set(key, merged.has(key) ? merge(merged.get(key), inner) : inner);
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Error);
}
