import type { FieldDefinitionNode } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";
import { isRootType, type DescribedContract } from "./described-contract.ts";
import { hasDirective } from "./directive-values.ts";
import { placeOf } from "./words.ts";

/**
 * A root field is only valid if one contract alone has it: the gateway could not tell which service answers. Where it
 * is inaccessible in all of them nobody asks for it by its name alone, so services may call their lookups alike.
 */
export const uniqueRootFields: CompositionRule = ({ types }, report) => {
  for (const [name, descriptions] of types) {
    if (!isRootType(name)) continue;
    const firsts = new Map<string, { contract: DescribedContract; field: FieldDefinitionNode }>();
    for (const { contract, fields } of descriptions) {
      for (const [fieldName, field] of fields) {
        const first = firsts.get(fieldName);
        if (first === undefined) {
          firsts.set(fieldName, { contract, field });
        } else if (!hasDirective(field, "inaccessible") || !hasDirective(first.field, "inaccessible")) {
          report.error(
            field,
            `${name}.${fieldName} is a field of ${first.contract.title} (${placeOf(first.field)}) and of ${contract.title}, and one alone can answer: take it away from one contract.`,
          );
        }
      }
    }
  }
};
