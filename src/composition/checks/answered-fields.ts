import { print, type FieldDefinitionNode } from "graphql";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { isRootType, type DescribedType } from "./described-contract.ts";
import { placeOf } from "./words.ts";

/**
 * A field that the gateway's contract has in a service's type, or at the root, is only valid if somebody answers it: a
 * service, as the same type, or an aggregate. Else it would always be null, and what was to be said of another field, by
 * `@auth` or `@degrade`, would not hold there.
 */
export const answeredFields: CompositionRule = (facts, report) => {
  for (const type of facts.writtenGateway.types.values()) {
    const served = (facts.types.get(type.name) ?? []).filter(({ contract }) => contract.service !== undefined);
    // The gateway's own types are made from what joins fetch.
    if (served.length === 0 && !isRootType(type.name)) continue;
    for (const field of type.fields.values()) checkField(field, type, served, facts, report);
  }
};

function checkField(
  field: FieldDefinitionNode,
  { name: typeName }: DescribedType,
  served: readonly DescribedType[],
  { aggregates, gateway }: ContractFacts,
  report: Report,
): void {
  const name = field.name.value;
  const owner = served.find(({ fields }) => fields.has(name));
  const answered = owner?.fields.get(name);
  if (owner === undefined || answered === undefined) {
    if (typeName === "Query" && aggregates.some(({ rootField }) => rootField === name)) return;
    report.error(
      field,
      `${typeName}.${name} is answered by no service${typeName === "Query" ? " and no aggregate" : ""}: write its name as a service's contract has it, or take it away.`,
    );
    return;
  }
  // What the gateway has of it beside its directives is compared elsewhere.
  if (gateway.types.get(typeName)?.fields.has(name) === true) return;
  if (print(field.type) === print(answered.type)) return;
  report.error(
    field.type,
    `${typeName}.${name} is ${print(field.type)} here, but ${print(answered.type)} in ${owner.contract.title} (${placeOf(answered)}): describe it alike in both contracts.`,
  );
}
