import type { CompositionRule } from "./composition-rule.ts";
import { isRootType } from "./described-contract.ts";
import { reachedTypes } from "./reached-types.ts";

/** Every type should be reached from a root field that clients see, or be of use to the gateway: else nobody can ask for it. */
export const reachableTypes: CompositionRule = (facts, report) => {
  const reached = reachedTypes(facts, "used");
  for (const [name, descriptions] of facts.types) {
    // Of the roles it is the contract's own `@auth` that speaks.
    if (isRootType(name) || name === "Role" || reached.has(name)) continue;
    for (const { nodes } of descriptions) {
      report.warning(
        nodes[0],
        `${name} is reached from no root field that clients see: add a field that leads to it, or take it out of the contract.`,
      );
    }
  }
};
