import {
  Kind,
  parse,
  valueFromASTUntyped,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from "graphql";

export type Values = Readonly<Record<string, unknown>>;

/** An object of a service: plain values, and functions for the fields that take arguments. */
export interface Entity {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** What a client sends. */
export interface OperationRequest {
  readonly query: string;
  readonly variables?: Values | null;
  readonly operationName?: string | null;
}

/** Types that several object types belong to: whoever asks `... on _Entity` means each of them. */
const ABSTRACT_TYPES = new Set(["_Entity"]);

const documents = new Map<string, DocumentNode>();
const MAX_DOCUMENTS = 2_000;

/**
 * Answers a query exactly as it was asked, from objects in memory and without a schema: any selection, fragment, alias,
 * argument and condition. A field that an object does not have is an error, so that no contestant is given less than it
 * asked for without a word.
 */
export function answerOperation(root: Entity, { query, variables, operationName }: OperationRequest): Values {
  const document = documents.get(query) ?? parse(query, { noLocation: true });
  if (documents.size >= MAX_DOCUMENTS) documents.clear();
  documents.set(query, document);

  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const operation = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .find(({ name }) => !operationName || name?.value === operationName);
  if (operation?.operation !== "query") throw new Error("A benchmark's service answers queries only.");

  const values: Record<string, unknown> = { ...variables };
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue !== undefined && !(variable.name.value in values))
      values[variable.name.value] = valueFromASTUntyped(defaultValue);
  return new Selection(fragments, values).read(root, [operation.selectionSet]);
}

class Selection {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Record<string, unknown>;

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: Record<string, unknown>) {
    this.#fragments = fragments;
    this.#variables = variables;
  }

  read(object: Entity, selections: readonly SelectionSetNode[]): Record<string, unknown> {
    const fields = new Map<string, FieldNode[]>();
    for (const selection of selections) this.#collect(object.__typename, selection, fields);
    const answer: Record<string, unknown> = {};
    for (const [key, nodes] of fields) answer[key] = this.#readField(object, nodes);
    return answer;
  }

  #collect(typename: string, { selections }: SelectionSetNode, fields: Map<string, FieldNode[]>): void {
    for (const selection of selections) {
      if (!this.#isIncluded(selection.directives ?? [])) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        fields.set(key, [...(fields.get(key) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (fragment === undefined) throw new Error("An unknown fragment is spread.");
      const condition = fragment.typeCondition?.name.value ?? typename;
      if (condition === typename || ABSTRACT_TYPES.has(condition))
        this.#collect(typename, fragment.selectionSet, fields);
    }
  }

  #isIncluded(directives: readonly DirectiveNode[]): boolean {
    return directives.every(({ name, arguments: [condition] = [] }) => {
      const value = condition !== undefined && valueFromASTUntyped(condition.value, this.#variables);
      return name.value === "skip" ? value !== true : name.value !== "include" || value === true;
    });
  }

  #readField(object: Entity, nodes: readonly FieldNode[]): unknown {
    const [node] = nodes as [FieldNode];
    const name = node.name.value;
    if (!Object.hasOwn(object, name)) throw new Error(`${object.__typename} has no field ${name} here.`);
    let value = object[name];
    if (typeof value === "function") {
      const given = (node.arguments ?? []).map(
        (argument) => [argument.name.value, valueFromASTUntyped(argument.value, this.#variables)] as const,
      );
      value = (value as (values: Values) => unknown)(Object.fromEntries(given.filter(([, it]) => it !== undefined)));
    }
    const selections = nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
    return this.#complete(value, selections, `${object.__typename}.${name}`);
  }

  #complete(value: unknown, selections: readonly SelectionSetNode[], field: string): unknown {
    if (value === undefined || value === null) return null;
    if (Array.isArray(value)) return value.map((item) => this.#complete(item, selections, field));
    const isObject = typeof value === "object" && "__typename" in value;
    if (isObject !== selections.length > 0)
      throw new Error(`${field} is ${isObject ? "" : "not "}asked for its fields.`);
    return isObject ? this.read(value as Entity, selections) : value;
  }
}
