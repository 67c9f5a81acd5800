import { print, type FieldDefinitionNode } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { isRootType, objectTypesOf, type DescribedContract, type DescribedType } from "./described-contract.ts";
import {
  hasNonNullItems,
  isNonNull,
  isNonNullThroughout,
  listDepthOf,
  namedTypeOf,
  printNullableItems,
} from "./type-nodes.ts";

/**
 * A field that gives another service's objects is only valid if there may be null in their place: when that service
 * fails, what it must not leave out is missing, and null climbs from there to the next place that may be null. In a list
 * that may be null itself, one missing item takes all others with it.
 */
export const nullableReferences: CompositionRule = (facts, report) => {
  for (const contract of [...facts.services.values(), facts.gateway]) {
    for (const descriptions of facts.types.values()) {
      const own = descriptions.find((description) => description.contract === contract);
      if (own === undefined || isAggregate(facts, own)) continue;
      for (const [fieldName, field] of own.fields) {
        if (!hasNonNullItems(field.type) || isLeftToOthers(facts, own, field)) continue;
        const foreign = foreignOwner(facts, contract, namedTypeOf(field.type));
        if (foreign === undefined) continue;
        const problem = `${own.name}.${fieldName} is ${print(field.type)}, but the ${foreign.owner} service owns ${foreign.type}: when it fails,`;
        const remedy = `Write ${printNullableItems(field.type)}.`;
        const isRelaxed = facts.relaxed.has(`${own.name}.${fieldName}`);
        if (isNonNullThroughout(field.type) && !isRelaxed) {
          report.error(field.type, `${problem} it would take the whole ${own.name} with it. ${remedy}`);
        } else if (listDepthOf(field.type) > 0) {
          report.warning(field.type, `${problem} or misses one ${foreign.type}, the whole list is null. ${remedy}`);
        }
      }
    }
  }
};

/** Lists of aggregates are relaxed where they are executed. */
function isAggregate({ aggregates }: ContractFacts, { contract, name }: DescribedType): boolean {
  return contract.service === undefined && aggregates.some(({ type }) => type === name);
}

/** No client sees it, or the rule for root fields has its say. */
function isLeftToOthers(
  { inaccessible, relaxed }: ContractFacts,
  { name }: DescribedType,
  field: FieldDefinitionNode,
): boolean {
  const coordinate = `${name}.${field.name.value}`;
  return isRootType(name) && (inaccessible.has(coordinate) || (isNonNull(field.type) && !relaxed.has(coordinate)));
}

/** The first of the types that a field may give of which another service must know something that this contract does not have. */
function foreignOwner(
  facts: ContractFacts,
  contract: DescribedContract,
  name: string,
): { readonly owner: string; readonly type: string } | undefined {
  const contracts = contract.service === undefined ? facts.services.values() : [contract];
  const types = new Set([...contracts].flatMap((each) => objectTypesOf(each, name)));
  for (const type of types) {
    const owner = facts.owners.get(type);
    if (owner === undefined || owner === contract.service) continue;
    if (!facts.lookups.some((lookup) => lookup.service === owner && lookup.type === type)) continue;
    const known = contract.types.get(type)?.fields;
    const isMissing = [...(facts.services.get(owner)?.types.get(type)?.fields ?? [])].some(
      ([field, node]) =>
        isNonNull(node.type) && known?.has(field) !== true && facts.keyFields.get(type)?.has(field) !== true,
    );
    if (isMissing) return { owner, type };
  }
  return undefined;
}
