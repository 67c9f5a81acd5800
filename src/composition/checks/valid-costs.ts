import type { ConstDirectiveNode, FieldDefinitionNode, TypeNode } from "graphql";
import { argumentsOf } from "../../directives/policies.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { textsOf } from "./directive-values.ts";
import { listDepthOf, namedTypeOf } from "./type-nodes.ts";

/** `@cost` and `@listSize` must say something that can be counted with, of arguments and fields that are there. */
export const validCosts: CompositionRule = (facts, report) => {
  for (const contract of [...facts.services.values(), facts.writtenGateway]) {
    for (const type of contract.types.values()) {
      for (const node of type.nodes) checkWeights(node.directives, type.name, report);
      for (const [name, { directives }] of type.inputFields) checkWeights(directives, `${type.name}.${name}`, report);
      for (const [name, field] of type.fields) {
        const coordinate = `${type.name}.${name}`;
        checkWeights(field.directives, coordinate, report);
        for (const argument of field.arguments ?? [])
          checkWeights(argument.directives, `${coordinate}(${argument.name.value}:)`, report);
        for (const directive of field.directives ?? []) {
          if (directive.name.value === "listSize") checkListSize(directive, field, type.name, facts, report);
        }
      }
    }
  }
};

function checkWeights(directives: readonly ConstDirectiveNode[] | undefined, place: string, report: Report): void {
  for (const directive of directives ?? []) {
    if (directive.name.value !== "cost") continue;
    const { weight } = argumentsOf(directive);
    if (typeof weight === "string" && weight.trim() !== "" && Number.isFinite(Number(weight))) continue;
    report.error(
      directive,
      `@cost of ${place} must have a number as its weight, in quotes, for example @cost(weight: "5").`,
    );
  }
}

function checkListSize(
  directive: ConstDirectiveNode,
  field: FieldDefinitionNode,
  type: string,
  facts: ContractFacts,
  report: Report,
): void {
  const place = `@listSize of ${type}.${field.name.value}`;
  const { assumedSize } = argumentsOf(directive);
  const slicing = textsOf(directive, "slicingArguments") ?? [];
  const sized = textsOf(directive, "sizedFields") ?? [];
  if (assumedSize === undefined && slicing.length === 0)
    report.error(directive, `${place} says nothing: it must have an assumedSize, or slicingArguments.`);
  if (assumedSize !== undefined && !(Number.isSafeInteger(assumedSize) && Number(assumedSize) >= 0))
    report.error(directive, `${place} must have a whole number, at least 0, as its assumedSize.`);

  // The gateway's own contract need not repeat a field's arguments.
  const descriptions = (facts.types.get(type) ?? []).flatMap((each) => each.fields.get(field.name.value) ?? []);
  const given = [field, ...descriptions].flatMap((each) => each.arguments ?? []);
  for (const name of slicing) {
    const named = given.filter((argument) => argument.name.value === name);
    if (named.length === 0) report.error(directive, `${place} names a slicing argument that is not there: ${name}.`);
    else if (named.some((argument) => isList(argument.type) || namedTypeOf(argument.type) !== "Int"))
      report.error(directive, `${place} names a slicing argument that is no Int: ${name}.`);
  }

  if (sized.length === 0 && !isList(field.type))
    report.error(directive, `${place} is said of no list: name the lists of what the field gives in sizedFields.`);
  const inner = facts.types.get(namedTypeOf(field.type)) ?? [];
  for (const name of sized) {
    const lists = inner.flatMap((each) => each.fields.get(name) ?? []);
    if (lists.some((list) => isList(list.type))) continue;
    report.error(directive, `${place} names in sizedFields what is no list of ${namedTypeOf(field.type)}: ${name}.`);
  }
}

function isList(type: TypeNode): boolean {
  return listDepthOf(type) > 0;
}
