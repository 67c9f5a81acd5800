import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
} from "graphql";
import { argumentsOf, listOf } from "./policies.ts";
import { readRootTypes } from "./root-types.ts";

/** How many items a list may have. */
export interface ListSize {
  readonly assumedSize: number | undefined;
  /** The arguments that say how many. */
  readonly slicingArguments: readonly string[];
  /** The lists that this is said of, of the object that the field gives; without any, of the field itself. */
  readonly sizedFields: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

/** What the contracts say of what operations cost, by schema coordinate. */
export interface Costs {
  /** Of types, fields, arguments (`Query.products(first:)`) and input fields. */
  readonly weights: ReadonlyMap<string, number>;
  /** Of fields. */
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

/**
 * Reads `@cost` and `@listSize` from contracts. Where several speak of one coordinate, the last one counts: the
 * gateway's own comes last. Expects directives that passed the checks.
 */
export function readCosts(documents: readonly DocumentNode[]): Costs {
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();

  function readWeight(coordinate: string, directives: readonly ConstDirectiveNode[] = []): void {
    for (const directive of directives) {
      if (directive.name.value === "cost") weights.set(coordinate, Number(argumentsOf(directive)["weight"]));
    }
  }

  function readField(type: string, field: FieldDefinitionNode): void {
    const coordinate = `${type}.${field.name.value}`;
    readWeight(coordinate, field.directives);
    for (const { name, directives } of field.arguments ?? []) readWeight(`${coordinate}(${name.value}:)`, directives);
    for (const directive of field.directives ?? []) {
      if (directive.name.value === "listSize") listSizes.set(coordinate, readListSize(directive));
    }
  }

  for (const document of documents) {
    const roots = readRootTypes(document);
    for (const definition of document.definitions) {
      if (!isTypeDefinitionNode(definition) && !isTypeExtensionNode(definition)) continue;
      const type = roots.get(definition.name.value) ?? definition.name.value;
      readWeight(type, definition.directives);
      if (!("fields" in definition)) continue;
      for (const field of definition.fields ?? []) {
        if (field.kind === "FieldDefinition") readField(type, field);
        else readWeight(`${type}.${field.name.value}`, field.directives);
      }
    }
  }
  return { weights, listSizes };
}

function readListSize(directive: ConstDirectiveNode): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = argumentsOf(directive);
  return {
    assumedSize: typeof assumedSize === "number" ? assumedSize : undefined,
    slicingArguments: namesOf(slicingArguments),
    sizedFields: namesOf(sizedFields),
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}

function namesOf(value: unknown): readonly string[] {
  return value === undefined || value === null ? [] : listOf(value).map(String);
}
