import type { FieldDefinitionNode, InputValueDefinitionNode } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";
import { isRootType, type DescribedType } from "./described-contract.ts";
import { reachedTypes } from "./reached-types.ts";

/** Every type and field that clients see should have a description in one contract at least: people read it in GraphiQL. */
export const describedTypes: CompositionRule = (facts, report) => {
  const reached = reachedTypes(facts, "public");
  for (const [name, descriptions] of facts.types) {
    if (!isRootType(name)) {
      if (!reached.has(name)) continue;
      const nodes = descriptions.flatMap((type) => type.nodes);
      if (!nodes.some((node) => "description" in node && node.description !== undefined)) {
        report.warning(nodes[0], `${name} has no description: write one above it, in quotes.`);
      }
    }
    for (const [fieldName, nodes] of Map.groupBy(descriptions.flatMap(fieldsOf), (node) => node.name.value)) {
      const isPublic = !facts.inaccessible.has(`${name}.${fieldName}`);
      if (!isPublic || nodes.some((node) => node.description !== undefined)) continue;
      report.warning(nodes[0], `${name}.${fieldName} has no description: write one above it, in quotes.`);
    }
  }
};

function fieldsOf(type: DescribedType): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] {
  return [...type.fields.values(), ...type.inputFields.values()];
}
