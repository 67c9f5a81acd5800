import { isTypeDefinitionNode, isTypeExtensionNode, Kind, specifiedScalarTypes, visit, type NameNode } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";
import { isRootType } from "./described-contract.ts";

/** A type that the gateway's contract names, or extends, is only valid if it or a service's contract describes it. */
export const knownTypes: CompositionRule = ({ gateway, writtenGateway, types }, report) => {
  if (gateway.document === undefined) return;
  const reportUnknown = (name: NameNode) =>
    report.error(
      name,
      `${name.value} is described by no contract: describe it here, or name a type that a service or the gateway has.`,
    );
  for (const node of writtenGateway.document?.definitions ?? []) {
    if (!isTypeExtensionNode(node) || isRootType(node.name.value)) continue;
    const isDescribed = types
      .get(node.name.value)
      ?.some(({ contract, nodes }) => contract.service !== undefined || nodes.some(isTypeDefinitionNode));
    if (isDescribed !== true) reportUnknown(node.name);
  }
  const known = new Set([...types.keys(), ...specifiedScalarTypes.map(({ name }) => name)]);
  visit(gateway.document, {
    [Kind.SCHEMA_DEFINITION]: () => false,
    [Kind.SCHEMA_EXTENSION]: () => false,
    [Kind.NAMED_TYPE]: ({ name }) => {
      if (!known.has(name.value)) reportUnknown(name);
    },
  });
};
