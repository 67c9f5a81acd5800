import {
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from "graphql";
import { contractDirectives } from "../directives/contract-directives.ts";
import { readRootTypes } from "../directives/root-types.ts";
import type { Contract } from "../registry/contract.ts";

const OURS: ReadonlySet<string> = new Set(
  contractDirectives.definitions.flatMap((definition) =>
    definition.kind === Kind.DIRECTIVE_DEFINITION ? [definition.name.value] : [],
  ),
);

/**
 * What of the gateway's contract is its own: without our directives, and without the fields of a service's type that it
 * repeats only to say more of them, for example who may have them.
 */
export function ownTypesOf(gatewayContract: DocumentNode, contracts: readonly Contract[]): DocumentNode {
  const served = new Set(contracts.flatMap(coordinatesOf));
  const withoutRepeated = (type: string, fields: readonly FieldDefinitionNode[] = []) =>
    fields.filter((field) => !served.has(`${type}.${field.name.value}`) || !saysMore(field));
  const leaveExtension = <Node extends ObjectTypeExtensionNode | InterfaceTypeExtensionNode>(type: Node) => {
    const fields = withoutRepeated(type.name.value, type.fields);
    return fields.length === 0 && (type.interfaces ?? []).length === 0 ? null : { ...type, fields };
  };
  const leaveDefinition = <Node extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(type: Node) => {
    const fields = withoutRepeated(type.name.value, type.fields);
    return fields.length === 0 && (type.fields ?? []).length > 0 ? null : { ...type, fields };
  };
  const types: DocumentNode = visit(gatewayContract, {
    ObjectTypeExtension: { leave: leaveExtension },
    InterfaceTypeExtension: { leave: leaveExtension },
    InputObjectTypeExtension: {
      leave: (type) => {
        const fields = (type.fields ?? []).filter(({ name }) => !served.has(`${type.name.value}.${name.value}`));
        return fields.length === 0 ? null : { ...type, fields };
      },
    },
    ObjectTypeDefinition: { leave: leaveDefinition },
    InterfaceTypeDefinition: { leave: leaveDefinition },
  });
  return visit(types, { Directive: (directive) => (isOurs(directive) ? null : undefined) });
}

/** Of a field itself, or of its arguments. */
function saysMore({ directives = [], arguments: given = [] }: FieldDefinitionNode): boolean {
  return [directives, ...given.map((argument) => argument.directives ?? [])].some((each) => each.some(isOurs));
}

function isOurs({ name }: DirectiveNode): boolean {
  return OURS.has(name.value);
}

function coordinatesOf({ document }: Contract): string[] {
  const roots = readRootTypes(document);
  return document.definitions.flatMap((definition) => {
    if (!("fields" in definition)) return [];
    const type = roots.get(definition.name.value) ?? definition.name.value;
    return (definition.fields ?? []).map((field) => `${type}.${field.name.value}`);
  });
}
