import { print, type FieldDefinitionNode } from "graphql";
import type { CompositionRule, Report } from "./composition-rule.ts";
import { isRootType, type DescribedType } from "./described-contract.ts";
import { isRequired, printStructure } from "./type-nodes.ts";
import { placeOf } from "./words.ts";

/**
 * A field is only valid if all contracts describe it with the same type and the same arguments: the graph has it once,
 * and any service that knows it may be asked. A key may be nullable in one and not in another, for that makes no answer
 * wrong.
 */
export const matchingFields: CompositionRule = ({ types, keyFields }, report) => {
  for (const [name, descriptions] of types) {
    if (isRootType(name)) continue;
    const alike = descriptions.filter(({ kind }) => kind === descriptions[0]?.kind);
    const firsts = new Map<string, Described>();
    for (const type of alike) {
      for (const [fieldName, field] of type.fields) {
        const first = firsts.get(fieldName);
        if (first === undefined) {
          firsts.set(fieldName, { type, field });
          continue;
        }
        const isKey = keyFields.get(name)?.has(fieldName) === true;
        compareTypes(`${name}.${fieldName}`, field, first, isKey, report);
        compareArguments(`${name}.${fieldName}`, { type, field }, first, report);
      }
    }
  }
};

interface Described {
  readonly type: DescribedType;
  readonly field: FieldDefinitionNode;
}

function compareTypes(
  coordinate: string,
  field: FieldDefinitionNode,
  first: Described,
  isKey: boolean,
  report: Report,
): void {
  const [type, firstType] = [print(field.type), print(first.field.type)];
  if (type === firstType) return;
  const difference = `${coordinate} is ${type} here, but ${firstType} in ${first.type.contract.title} (${placeOf(first.field)})`;
  const onlyNullability = printStructure(field.type) === printStructure(first.field.type);
  if (isKey && onlyNullability) {
    report.warning(field.type, `${difference}: as a key it may differ, but write ${firstType} here, or ${type} there.`);
  } else {
    report.error(field.type, `${difference}: describe it alike in both contracts.`);
  }
}

function compareArguments(coordinate: string, { type, field }: Described, first: Described, report: Report): void {
  const there = `${first.type.contract.title} (${placeOf(first.field)})`;
  for (const argument of field.arguments ?? []) {
    const other = first.field.arguments?.find(({ name }) => name.value === argument.name.value);
    const name = `${coordinate}(${argument.name.value}:)`;
    if (other !== undefined && print(other.type) !== print(argument.type)) {
      report.error(
        argument.type,
        `${name} is ${print(argument.type)} here, but ${print(other.type)} in ${there}: describe it alike in both contracts.`,
      );
    } else if (other === undefined && isRequired(argument)) {
      report.error(
        argument,
        `${name} is required here, but ${there} has no such argument: make it optional, or add it there.`,
      );
    }
  }
  for (const argument of first.field.arguments ?? []) {
    const isHere = field.arguments?.some(({ name }) => name.value === argument.name.value) === true;
    if (isHere || !isRequired(argument)) continue;
    report.error(
      field,
      `${coordinate}(${argument.name.value}:) is required in ${there}, but ${type.contract.title} has no such argument: add it here, or make it optional there.`,
    );
  }
}
