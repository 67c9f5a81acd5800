import type { CompositionRule } from "./composition-rule.ts";
import { directiveOf, textOf } from "./directive-values.ts";
import { parseSelection, selectionProblems } from "./selection.ts";

/** A `@key` is only valid if its selection can be parsed and names fields that the type has in the same contract. */
export const validKeys: CompositionRule = ({ services }, report) => {
  for (const contract of services.values()) {
    for (const { name, nodes } of contract.types.values()) {
      for (const node of nodes) {
        const key = directiveOf(node, "key");
        if (key === undefined) continue;
        const selection = parseSelection(textOf(key, "selectionSet") ?? "");
        const problems = typeof selection === "string" ? [selection] : selectionProblems(selection, name, contract);
        for (const problem of problems) {
          report.error(
            key,
            `The selection of @key on ${name} is not valid (${problem}): write the key's fields, for example @key(selectionSet: "{ id }").`,
          );
        }
      }
    }
  }
};
