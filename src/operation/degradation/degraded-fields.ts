/** Which fields of an operation are degraded where they fail, found once for its document. */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { ComposedSchema } from "../../composition/composed-schema.ts";
import type { Degradation } from "../../directives/degradations.ts";
import { collectFields } from "../../planning/collect-fields.ts";
import { keyFieldsOf } from "./key-fields.ts";
import { HiddenFields, type HiddenTree } from "./hidden-fields.ts";

/** An operation of which fields are degraded. */
export interface DegradedOperation {
  /** The document to execute: with what tells objects apart. */
  readonly document: DocumentNode;
  /** What of the answer clients did not ask for. */
  readonly hidden: HiddenTree | undefined;
  readonly root: DegradedSelection;
  /** The operation's own default values of its variables, as text. */
  readonly defaults: ReadonlyMap<string, string>;
  readonly isQuery: boolean;
  /** The coordinates whose loss ends the operation; undefined where there are none. Not of fields that a stale value may save. */
  readonly critical: ReadonlySet<string> | undefined;
}

export interface DegradedSelection {
  /** Where the object tells its type; undefined where it can only be one. */
  readonly typenameKey: string | undefined;
  /** By the name of the object's type. */
  readonly types: ReadonlyMap<string, DegradedType>;
}

export interface DegradedType {
  readonly name: string;
  /** Where the object tells by what it is known from others of its type; undefined where it cannot be known, or need not. */
  readonly keys: readonly string[] | undefined;
  readonly fields: readonly DegradedField[];
}

export interface DegradedField {
  /** The response key. */
  readonly key: string;
  /** Undefined where only fields below are degraded. */
  readonly degradation: Degradation | undefined;
  /** Whether clients rely on there being a value. */
  readonly isNonNull: boolean;
  /** The field's name and arguments. */
  readonly step: Text;
  /** The same with what is selected of it. */
  readonly selected: Text;
  readonly inner: DegradedSelection | undefined;
}

/** A part of an operation's text. */
export interface Text {
  readonly text: string;
  /** The variables that it uses. */
  readonly variables: readonly string[];
}

/** Gives what of a normal document is degraded; undefined where nothing is. Remembers it as long as the document lives. */
export function createDegradedFieldsFinder(
  schema: ComposedSchema,
): (document: DocumentNode) => DegradedOperation | undefined {
  const known = new WeakMap<DocumentNode, DegradedOperation | "none">();
  return function findDegradedFields(document) {
    if (schema.degradations.size === 0) return undefined;
    let found = known.get(document);
    if (found === undefined) {
      found = new DegradedFieldsFinder(schema).find(document) ?? "none";
      known.set(document, found);
    }
    return found === "none" ? undefined : found;
  };
}

class DegradedFieldsFinder {
  readonly #schema: ComposedSchema;
  readonly #hidden = new HiddenFields();
  readonly #critical = new Set<string>();

  constructor(schema: ComposedSchema) {
    this.#schema = schema;
  }

  find(document: DocumentNode): DegradedOperation | undefined {
    const definition = document.definitions.find(
      (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
    );
    const rootType = definition && this.#schema.executableSchema.getRootType(definition.operation);
    if (!definition || !rootType) return undefined;
    const root = this.#select([definition.selectionSet], rootType);
    if (root === undefined) return undefined;
    const defaults = (definition.variableDefinitions ?? []).map(({ variable, defaultValue }): [string, string] => [
      variable.name.value,
      defaultValue === undefined ? "" : print(defaultValue),
    ]);
    return {
      ...this.#hidden.addTo(document),
      root,
      defaults: new Map(defaults),
      isQuery: definition.operation === "query",
      critical: this.#critical.size === 0 ? undefined : this.#critical,
    };
  }

  #select(sets: readonly SelectionSetNode[], type: GraphQLCompositeType): DegradedSelection | undefined {
    const possible = isAbstractType(type) ? this.#schema.executableSchema.getPossibleTypes(type) : [type];
    const types = new Map<string, DegradedType>();
    for (const each of possible) {
      if (!isObjectType(each)) continue;
      const found = this.#selectOf(sets, each, isAbstractType(type));
      if (found !== undefined) types.set(each.name, found);
    }
    if (types.size === 0) return undefined;
    const [first] = sets;
    const isOpen = isAbstractType(type) && first !== undefined;
    return { typenameKey: isOpen ? this.#hidden.add(first, "__typename") : undefined, types };
  }

  #selectOf(sets: readonly SelectionSetNode[], type: GraphQLObjectType, isOpen: boolean): DegradedType | undefined {
    const selected = collectFields(this.#schema.executableSchema, type, sets);
    const fields = [...selected].flatMap(([key, nodes]) => this.#degradedField(key, nodes, type) ?? []);
    if (fields.length === 0) return undefined;
    return {
      name: type.name,
      keys: fields.some(needsIdentity) ? this.#addKeys(sets, type, isOpen) : undefined,
      fields,
    };
  }

  #degradedField(key: string, nodes: readonly FieldNode[], type: GraphQLObjectType): DegradedField | undefined {
    const [node] = nodes;
    const field = node && type.getFields()[node.name.value];
    if (node === undefined || field === undefined) return undefined;
    const degradation = this.#schema.degradations.get(`${type.name}.${field.name}`);
    if (degradation?.isCritical === true && degradation.onFailure !== "STALE")
      this.#critical.add(degradation.coordinate);
    // Read before anything hidden is added below.
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const given = getNamedType(field.type);
    const inner = isCompositeType(given) ? this.#select(sets, given) : undefined;
    if (degradation === undefined && inner === undefined) return undefined;
    const { alias: _alias, selectionSet: _selectionSet, ...step } = node;
    const visible = this.#schema.publicSchema.getType(type.name);
    const visibleField = isObjectType(visible) ? visible.getFields()[field.name] : undefined;
    return {
      key,
      degradation,
      isNonNull: visibleField !== undefined && isNonNullType(visibleField.type),
      step: textOf([step]),
      selected: textOf([step, ...sets]),
      inner,
    };
  }

  /** By what an object is known: the fields of a key that whoever gives the object has. */
  #addKeys(sets: readonly SelectionSetNode[], { name: type }: GraphQLObjectType, isOpen: boolean) {
    const [first] = sets;
    if (first === undefined) return undefined;
    return keyFieldsOf(this.#schema, type)?.map((name) => this.#hidden.add(first, name, isOpen ? type : undefined));
  }
}

/** Whether the object that a field is read from must be known: there is a stale value below it, without another such object between. */
function needsIdentity({ degradation, inner }: DegradedField): boolean {
  if (degradation?.onFailure === "STALE") return true;
  return [...(inner?.types.values() ?? [])].some(
    ({ keys, fields }) => keys === undefined && fields.some(needsIdentity),
  );
}

function textOf(nodes: readonly (FieldNode | SelectionSetNode)[]): Text {
  const variables = new Set<string>();
  for (const node of nodes) visit(node, { Variable: ({ name }) => void variables.add(name.value) });
  return { text: nodes.map((node) => print(node)).join(" "), variables: [...variables] };
}
