import type { CompositionRule } from "./composition-rule.ts";
import { placeOf, withArticle } from "./words.ts";

/** A type is only valid if all contracts take it for the same kind of type: one graph cannot have it as two. */
export const matchingTypes: CompositionRule = ({ types }, report) => {
  for (const [name, [first, ...others]] of types) {
    for (const other of others) {
      if (first === undefined || other.kind === first.kind) continue;
      report.error(
        other.nodes[0],
        `${name} is ${withArticle(other.kind)} here, but ${withArticle(first.kind)} in ${first.contract.title} (${placeOf(first.nodes[0])}): describe it alike in both contracts, or give one of the two another name.`,
      );
    }
  }
};
