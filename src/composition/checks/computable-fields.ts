import type { ConstDirectiveNode } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { directiveOf, textOf } from "./directive-values.ts";
import { parseSelection, selectionPaths } from "./selection.ts";
import { namedTypeOf } from "./type-nodes.ts";

/**
 * A computed field is only valid if other services have all that it is computed from: the gateway fetches it there
 * first, and hands it over.
 */
export const computableFields: CompositionRule = (facts, report) => {
  for (const { service, type, field, computed } of computedFieldsOf(facts)) {
    const selection = parseSelection(textOf(computed, "selectionSet") ?? "");
    if (typeof selection === "string") {
      report.error(
        computed,
        `The selection of @computed on ${type}.${field} is not valid (${selection}): write the fields that it is computed from, for example @computed(selectionSet: "{ weight }").`,
      );
      continue;
    }
    for (const path of selectionPaths(selection)) {
      if (isKnownElsewhere(facts, service, type, path)) continue;
      report.error(
        computed,
        `${type}.${field} is computed from ${type}.${path}, which no other service has: add it to the contract of the service that knows it, or take it out of @computed here.`,
      );
    }
  }
};

/** The coordinates that computed fields need. */
export function readComputedFields(facts: ContractFacts): ReadonlySet<string> {
  const needed = computedFieldsOf(facts).flatMap(({ type, computed }) => {
    const selection = parseSelection(textOf(computed, "selectionSet") ?? "");
    return typeof selection === "string"
      ? []
      : selectionPaths(selection).map((path) => `${type}.${path.split(".")[0]}`);
  });
  return new Set(needed);
}

interface ComputedField {
  readonly service: string;
  readonly type: string;
  readonly field: string;
  readonly computed: ConstDirectiveNode;
}

function computedFieldsOf({ services }: ContractFacts): readonly ComputedField[] {
  return [...services].flatMap(([service, { types }]) =>
    [...types.values()].flatMap(({ name: type, fields }) =>
      [...fields].flatMap(([field, node]) => {
        const computed = directiveOf(node, "computed");
        return computed === undefined ? [] : [{ service, type, field, computed }];
      }),
    ),
  );
}

function isKnownElsewhere({ types }: ContractFacts, service: string, type: string, path: string): boolean {
  let name = type;
  return path.split(".").every((segment) => {
    const field = (types.get(name) ?? [])
      .filter(({ contract }) => contract.service !== undefined && contract.service !== service)
      .map(({ fields }) => fields.get(segment))
      .find((candidate) => candidate !== undefined);
    if (field === undefined) return false;
    name = namedTypeOf(field.type);
    return true;
  });
}
