import type { ContractFacts } from "./contract-facts.ts";
import { hasPath } from "./described-contract.ts";

/**
 * The services that the gateway gets to from an object of the type that `service` gave, that one included: by what the
 * services that it got to know of the object, it finds the object in others.
 */
export function reachedServices(facts: ContractFacts, type: string, service: string): ReadonlySet<string> {
  const reached = new Set([service]);
  const isKnown = (path: string) =>
    [...reached].some((name) => {
      const contract = facts.services.get(name);
      return contract !== undefined && hasPath(contract, type, path);
    });
  let size: number;
  do {
    size = reached.size;
    for (const lookup of facts.lookups) {
      if (lookup.type === type && (lookup.key ?? []).every(isKnown)) reached.add(lookup.service);
    }
  } while (reached.size > size);
  return reached;
}

/** Whether one of the services has the field of the type. */
export function hasFieldIn(facts: ContractFacts, services: Iterable<string>, type: string, field: string): boolean {
  return [...services].some((name) => facts.services.get(name)?.types.get(type)?.fields.has(field) === true);
}
