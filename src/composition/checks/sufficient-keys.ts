import type { CompositionRule } from "./composition-rule.ts";
import { reachedServices, hasFieldIn } from "./reached-services.ts";
import type { ContractFacts } from "./contract-facts.ts";
import type { Lookup } from "./lookups.ts";
import { hasPath } from "./described-contract.ts";
import { readComputedFields } from "./computable-fields.ts";
import { allOf, anyOf } from "./words.ts";

/**
 * A service that gives objects of a type must have the key by which other services find them, or the key to a service
 * that has it: else the gateway cannot get from the one to the other, and what only that one knows is null.
 */
export const sufficientKeys: CompositionRule = (facts, report) => {
  const computedFrom = readComputedFields(facts);
  for (const type of new Set(facts.lookups.map((lookup) => lookup.type))) {
    for (const giver of facts.givers.get(type) ?? []) {
      const reached = reachedServices(facts, type, giver);
      for (const [service, lookups] of lookupsByService(facts, type)) {
        const isNeeded = [...(facts.services.get(service)?.types.get(type)?.fields.keys() ?? [])].some(
          (field) =>
            !hasFieldIn(facts, reached, type, field) &&
            (!facts.inaccessible.has(`${type}.${field}`) || computedFrom.has(`${type}.${field}`)),
        );
        if (reached.has(service) || !isNeeded) continue;
        const ways = lookups.map((lookup) => describeMissing(facts, lookup, reached));
        report.error(
          facts.services.get(giver)?.types.get(type)?.nodes[0],
          `The ${giver} service gives ${type} without ${anyOf(ways)}: the gateway cannot get from there to what the ${service} service knows of it. Describe it here, too.`,
        );
      }
    }
  }
};

function lookupsByService(facts: ContractFacts, type: string): ReadonlyMap<string, readonly Lookup[]> {
  return Map.groupBy(
    facts.lookups.filter((lookup) => lookup.type === type),
    ({ service }) => service,
  );
}

/** `Product.sku, by which productsBySkus finds it` */
function describeMissing(facts: ContractFacts, lookup: Lookup, reached: ReadonlySet<string>): string {
  const missing = (lookup.key ?? []).filter((path) =>
    [...reached].every((name) => {
      const contract = facts.services.get(name);
      return contract === undefined || !hasPath(contract, lookup.type, path);
    }),
  );
  return `${allOf(missing.map((path) => `${lookup.type}.${path}`))}, by which Query.${lookup.rootField} finds it`;
}
