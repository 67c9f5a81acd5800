import { print } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";
import { isNonNull, printNullable } from "./type-nodes.ts";

/**
 * A root field that clients see is only valid if it is nullable: one that must not be null takes the whole answer with
 * it when its service fails.
 */
export const nullableRootFields: CompositionRule = ({ types, inaccessible, relaxed }, report) => {
  for (const name of ["Query", "Mutation"]) {
    for (const { contract, fields } of types.get(name) ?? []) {
      for (const [fieldName, field] of fields) {
        const coordinate = `${name}.${fieldName}`;
        if (!isNonNull(field.type) || inaccessible.has(coordinate) || relaxed.has(coordinate)) continue;
        report.error(
          field.type,
          `${name}.${fieldName} is ${print(field.type)}, but must be nullable: when ${contract.title} fails in it, it would take the whole answer with it. Write ${printNullable(field.type)}.`,
        );
      }
    }
  }
};
