/**
 * An operation written out before it is executed: conditions decided, fragments inlined, fields of one response key
 * merged. So every stage behind this one sees plain selections.
 */
import {
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from "graphql";
import { BoundedMap } from "../util/bounded-map.ts";

/** Stands in a selection of which nothing is left; an engine leaves it out of the answer. A client's alike is another one. */
export const NOTHING: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: "selvage_nothing" },
  name: { kind: Kind.NAME, value: "__typename" },
};
/** How many decisions of its conditions are remembered for one document. */
const MAX_VARIANTS = 32;

export interface NormalDocument {
  /** Holds the one operation, and no fragment definitions. */
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
}

/** Gives an operation's normal document, for these values of the variables. Expects valid documents and variables. */
export type Normalize = (
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
) => NormalDocument;

/** Remembers what it wrote, as long as the client's document lives, for each decision of its conditions. */
export function createNormalizer(schema: GraphQLSchema): Normalize {
  const known = new WeakMap<DocumentNode, BoundedMap<string, NormalDocument>>();
  return function normalize(document, operationName, variables) {
    const variants = known.get(document) ?? new BoundedMap<string, NormalDocument>({ entries: MAX_VARIANTS });
    known.set(document, variants);
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new Error("A document is executed that holds no such operation.");
    const conditions = readConditions(operation, variables);
    const variant = Object.entries(conditions).reduce(
      (text, [name, value]) => `${text} ${name}=${value}`,
      operation.name?.value ?? "",
    );
    let written = variants.get(variant);
    if (written === undefined) {
      written = new DocumentWriter(schema, document, conditions).write(operation);
      variants.set(variant, written);
    }
    return written;
  };
}

/** The variables that may decide conditions: also those that the client left to their defaults. */
function readConditions(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, boolean>> {
  const conditions: Record<string, boolean> = {};
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    if (Object.hasOwn(variables, name)) {
      const value = variables[name];
      if (typeof value === "boolean") conditions[name] = value;
    } else if (defaultValue?.kind === Kind.BOOLEAN) conditions[name] = defaultValue.value;
  }
  return conditions;
}

class DocumentWriter {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #variables: Record<string, unknown>;

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>) {
    this.#schema = schema;
    this.#variables = { ...variables };
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  write(operation: OperationDefinitionNode): NormalDocument {
    const rootType = this.#schema.getRootType(operation.operation);
    if (!rootType) throw new Error("A document is executed that the schema has no root type for.");
    const selectionSet = this.#writeSelectionSet(operation.selectionSet.selections, rootType);
    const definition = { ...operation, selectionSet };
    return {
      document: { kind: Kind.DOCUMENT, definitions: [definition] },
      definition,
    };
  }

  #writeSelectionSet(
    selections: readonly SelectionNode[],
    type: GraphQLCompositeType,
  ): FieldNode["selectionSet"] & object {
    const written = this.#writeSelections(selections, type);
    return { kind: Kind.SELECTION_SET, selections: written.length > 0 ? written : [NOTHING] };
  }

  #writeSelections(selections: readonly SelectionNode[], type: GraphQLCompositeType): SelectionNode[] {
    const written: (SelectionNode | FieldNode[])[] = [];
    const fields = new Map<string, FieldNode[]>();
    this.#gather(selections, type, written, fields);
    return written.map((entry) => (Array.isArray(entry) ? this.#writeField(entry, type) : entry));
  }

  /** Puts fields of one response key together, at the place of the first; fragments of the type itself are written out. */
  #gather(
    selections: readonly SelectionNode[],
    type: GraphQLCompositeType,
    written: (SelectionNode | FieldNode[])[],
    fields: Map<string, FieldNode[]>,
  ): void {
    for (const selection of selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const same = fields.get(key);
        if (same !== undefined) {
          same.push(selection);
          continue;
        }
        const nodes = [selection];
        fields.set(key, nodes);
        written.push(nodes);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const condition =
        fragment.typeCondition === undefined ? type : this.#schema.getType(fragment.typeCondition.name.value);
      if (!isCompositeType(condition)) continue;
      if (this.#holdsAlways(condition, type)) this.#gather(fragment.selectionSet.selections, type, written, fields);
      else if (!isObjectType(type)) written.push(...this.#writeFragment(condition, fragment.selectionSet.selections));
    }
  }

  #holdsAlways(condition: GraphQLCompositeType, type: GraphQLCompositeType): boolean {
    return (
      condition.name === type.name ||
      (isAbstractType(condition) && !isUnionType(type) && this.#schema.isSubType(condition, type))
    );
  }

  #writeFragment(condition: GraphQLCompositeType, selections: readonly SelectionNode[]): SelectionNode[] {
    const written = this.#writeSelections(selections, condition);
    if (written.length === 0) return [];
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: condition.name } },
        selectionSet: { kind: Kind.SELECTION_SET, selections: written },
      },
    ];
  }

  #writeField(nodes: readonly FieldNode[], type: GraphQLCompositeType): FieldNode {
    const [first] = nodes;
    if (first === undefined) throw new Error("A field is written without its node.");
    const { directives: _decided, ...field } = first;
    const definition = "getFields" in type ? type.getFields()[first.name.value] : undefined;
    const target = definition && getNamedType(definition.type);
    if (!isCompositeType(target)) return field;
    const selections = nodes.flatMap((node) => node.selectionSet?.selections ?? []);
    return { ...field, selectionSet: this.#writeSelectionSet(selections, target) };
  }

  #isIncluded(selection: SelectionNode): boolean {
    if (selection.directives === undefined || selection.directives.length === 0) return true;
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, this.#variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, this.#variables);
    return skip?.["if"] !== true && include?.["if"] !== false;
  }
}
