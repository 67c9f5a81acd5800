import { print } from "graphql";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { DescribedType } from "./described-contract.ts";
import { placeOf } from "./words.ts";

/**
 * An enum or an input type is only valid if all contracts give it the same values or fields: what one service takes or
 * gives, another one could refuse.
 */
export const matchingValues: CompositionRule = ({ types }, report) => {
  for (const [first, ...others] of types.values()) {
    if (first === undefined) continue;
    for (const other of others.filter(({ kind }) => kind === first.kind)) {
      compareNames("value", other, first, report);
      compareNames("field", other, first, report);
      compareInputFields(other, first, report);
    }
  }
};

function compareNames(what: "value" | "field", type: DescribedType, first: DescribedType, report: Report): void {
  const namesOf = (described: DescribedType) => (what === "value" ? described.values : described.inputFields);
  for (const [name, node] of namesOf(type)) {
    if (namesOf(first).has(name)) continue;
    report.error(
      node,
      `${type.name}.${name} is missing in ${first.contract.title} (${placeOf(first.nodes[0])}): add the ${what} there, or take it away here.`,
    );
  }
  for (const [name, node] of namesOf(first)) {
    if (namesOf(type).has(name)) continue;
    report.error(
      type.nodes[0],
      `${type.name}.${name} is missing here, but ${first.contract.title} has it (${placeOf(node)}): add the ${what} here, or take it away there.`,
    );
  }
}

function compareInputFields(type: DescribedType, first: DescribedType, report: Report): void {
  for (const [name, field] of type.inputFields) {
    const other = first.inputFields.get(name);
    if (other === undefined || print(other.type) === print(field.type)) continue;
    report.error(
      field.type,
      `${type.name}.${name} is ${print(field.type)} here, but ${print(other.type)} in ${first.contract.title} (${placeOf(other)}): describe it alike in both contracts.`,
    );
  }
}
