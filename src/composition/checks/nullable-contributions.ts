import type { CompositionRule } from "./composition-rule.ts";
import { isRootType } from "./described-contract.ts";
import { isNonNull, printNullable } from "./type-nodes.ts";

/**
 * A field that a service adds to another one's type is only valid if it is nullable: when the service fails, the field
 * is null, and where it must not be, graphql-js puts null in the place of the whole object.
 */
export const nullableContributions: CompositionRule = (facts, report) => {
  for (const [name, descriptions] of facts.types) {
    const owner = facts.owners.get(name);
    if (owner === undefined || isRootType(name)) continue;
    const owned = facts.services.get(owner)?.types.get(name)?.fields;
    for (const { contract, fields } of descriptions) {
      const { service } = contract;
      if (service === undefined || service === owner) continue;
      if (!facts.lookups.some((lookup) => lookup.service === service && lookup.type === name)) continue;
      for (const [fieldName, field] of fields) {
        const isShared = owned?.has(fieldName) === true || facts.keyFields.get(name)?.has(fieldName) === true;
        if (isShared || !isNonNull(field.type) || facts.relaxed.has(`${name}.${fieldName}`)) continue;
        report.error(
          field.type,
          `${name}.${fieldName} must be nullable: when the ${service} service fails, it would take the whole ${name} with it, which the ${owner} service owns. Write ${printNullable(field.type)}.`,
        );
      }
    }
  }
};
