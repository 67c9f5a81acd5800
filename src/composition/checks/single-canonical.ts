import type { ConstDirectiveNode } from "graphql";
import type { CompositionRule, Report } from "./composition-rule.ts";
import { isRootType, type DescribedContract, type DescribedType } from "./described-contract.ts";
import { directiveOf } from "./directive-values.ts";
import { placeOf } from "./words.ts";

/** A type or a field is only valid if at most one contract marks it `@canonical`: the words and the owner of two would count. */
export const singleCanonical: CompositionRule = ({ types }, report) => {
  for (const [name, descriptions] of types) {
    reportAllButFirst(name, descriptions.flatMap(marksOfType), report);
    if (isRootType(name)) continue;
    const fields = new Set(descriptions.flatMap((type) => [...type.fields.keys(), ...type.inputFields.keys()]));
    for (const field of fields) {
      const marks = descriptions.flatMap((type) => marksOfField(type, field));
      reportAllButFirst(`${name}.${field}`, marks, report);
    }
  }
};

interface Mark {
  readonly contract: DescribedContract;
  readonly canonical: ConstDirectiveNode;
}

function marksOfType({ contract, nodes }: DescribedType): readonly Mark[] {
  const [canonical] = nodes.flatMap((node) => directiveOf(node, "canonical") ?? []);
  return canonical === undefined ? [] : [{ contract, canonical }];
}

function marksOfField({ contract, fields, inputFields }: DescribedType, field: string): readonly Mark[] {
  const node = fields.get(field) ?? inputFields.get(field);
  const canonical = node && directiveOf(node, "canonical");
  return canonical === undefined ? [] : [{ contract, canonical }];
}

function reportAllButFirst(coordinate: string, [first, ...others]: readonly Mark[], report: Report): void {
  for (const { canonical, contract } of others) {
    report.error(
      canonical,
      `${coordinate} is @canonical in ${first?.contract.title} (${placeOf(first?.canonical)}) and in ${contract.title}: leave it to the one that owns it.`,
    );
  }
}
