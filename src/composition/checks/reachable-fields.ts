import type { CompositionRule } from "./composition-rule.ts";
import { isRootType } from "./described-contract.ts";
import { hasFieldIn, reachedServices } from "./reached-services.ts";
import { anyOf } from "./words.ts";

/**
 * A field of a type that several services give is only valid if the gateway gets to it from each of them: without a
 * lookup it would work in some places of the graph and be null in others.
 */
export const reachableFields: CompositionRule = (facts, report) => {
  for (const [name, descriptions] of facts.types) {
    if (isRootType(name)) continue;
    const givers = [...(facts.givers.get(name) ?? [])].map(
      (giver) => [`the ${giver} service`, reachedServices(facts, name, giver)] as const,
    );
    for (const { contract, kind, fields } of descriptions) {
      const { service } = contract;
      if (service === undefined || kind !== "object type") continue;
      if (facts.lookups.some((lookup) => lookup.service === service && lookup.type === name)) continue;
      for (const [fieldName, field] of fields) {
        if (facts.inaccessible.has(`${name}.${fieldName}`)) continue;
        const without = givers.filter(([, reached]) => !hasFieldIn(facts, reached, name, fieldName));
        if (without.length === 0) continue;
        report.error(
          field,
          `${name}.${fieldName} would be null wherever ${name} comes from ${anyOf(without.map(([giver]) => giver))}: the ${service} service has no lookup for it. Add a root field of Query with @merge that gives ${name} by its key, or take the field away.`,
        );
      }
    }
  }
};
