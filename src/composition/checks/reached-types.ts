import type { FieldDefinitionNode } from "graphql";
import type { ContractFacts } from "./contract-facts.ts";
import { isRootType, type DescribedType } from "./described-contract.ts";
import { hasDirective } from "./directive-values.ts";
import { namedTypeOf } from "./type-nodes.ts";

/**
 * The types that one gets to from the root fields that clients see. `public`: those that clients see. `used`: also what
 * the gateway itself asks for, by inaccessible fields and in the arguments of lookups and joins.
 */
export function reachedTypes(facts: ContractFacts, by: "public" | "used"): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting: string[] = [];
  const follow = (names: readonly string[]) => waiting.push(...names);
  for (const type of [...facts.types.values()].flat().filter(({ name }) => isRootType(name))) {
    for (const field of type.fields.values()) {
      if (!facts.inaccessible.has(`${type.name}.${field.name.value}`)) follow(typesOf(field));
      else if (by === "used" && isAsked(facts, type, field)) follow(argumentTypesOf(field));
    }
  }
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name) || isRootType(name)) continue;
    const descriptions = facts.types.get(name) ?? [];
    if (descriptions.length > 0) reached.add(name);
    for (const type of descriptions) {
      const fields = [...type.fields.values()].filter(
        (field) => by === "used" || !facts.inaccessible.has(`${name}.${field.name.value}`),
      );
      follow(fields.flatMap(typesOf));
      follow([...type.inputFields.values()].map((field) => namedTypeOf(field.type)));
      follow([...type.members, ...type.interfaces]);
      if (type.kind === "interface") follow(implementationsOf(facts, name));
    }
  }
  return reached;
}

function typesOf(field: FieldDefinitionNode): readonly string[] {
  return [namedTypeOf(field.type), ...argumentTypesOf(field)];
}

function argumentTypesOf(field: FieldDefinitionNode): readonly string[] {
  return (field.arguments ?? []).map((argument) => namedTypeOf(argument.type));
}

/** Whether the gateway asks for an inaccessible root field. */
function isAsked({ joined }: ContractFacts, { contract }: DescribedType, field: FieldDefinitionNode): boolean {
  return hasDirective(field, "merge") || joined.has(`${contract.service}.${field.name.value}`);
}

function implementationsOf(facts: ContractFacts, name: string): readonly string[] {
  return [...facts.types.values()]
    .flat()
    .filter((type) => type.interfaces.includes(name))
    .map((type) => type.name);
}
