import type { ConstDirectiveNode, FieldDefinitionNode } from "graphql";
import type { CompositionRule, Report } from "./composition-rule.ts";
import { hasPath, objectTypesOf, type DescribedContract } from "./described-contract.ts";
import { argumentOf, directiveOf, textOf, textsOf } from "./directive-values.ts";
import { lookupFieldsOf, readKeySelection } from "./lookups.ts";
import { listDepthOf, namedTypeOf } from "./type-nodes.ts";
import { allOf } from "./words.ts";

/**
 * A `@merge` is only valid on a root field of Query that gives objects, or one list of them, by a key that their type
 * has in the same contract: the gateway asks it with the keys of objects that other services gave.
 */
export const validLookups: CompositionRule = ({ services }, report) => {
  for (const contract of services.values()) {
    for (const type of contract.types.values()) {
      if (type.name === "Query") continue;
      for (const [name, field] of type.fields) {
        const merge = directiveOf(field, "merge");
        if (merge === undefined) continue;
        report.error(
          merge,
          `${type.name}.${name} is no root field of Query, but has @merge: the gateway looks objects up by root fields of Query only. Take @merge away here.`,
        );
      }
    }
    for (const { field, merge } of lookupFieldsOf(contract)) {
      checkResult(contract, field, report);
      checkKey(contract, field, merge, report);
    }
  }
};

function checkResult(contract: DescribedContract, field: FieldDefinitionNode, report: Report): void {
  const coordinate = `Query.${field.name.value}`;
  if (objectTypesOf(contract, namedTypeOf(field.type)).length === 0) {
    report.error(
      field.type,
      `${coordinate} has @merge, but gives no objects: a lookup gives objects of one type, or of an interface or union.`,
    );
  }
  if (listDepthOf(field.type) > 1) {
    report.error(
      field.type,
      `${coordinate} has @merge, but gives a list of lists: a lookup gives one object, or one list of objects.`,
    );
  }
}

function checkKey(
  contract: DescribedContract,
  field: FieldDefinitionNode,
  merge: ConstDirectiveNode,
  report: Report,
): void {
  const coordinate = `Query.${field.name.value}`;
  const types = objectTypesOf(contract, namedTypeOf(field.type));
  const keyField = textOf(merge, "keyField");
  const keyPaths = readKeyPaths(merge);
  if (keyField !== undefined && (keyPaths !== undefined || argumentOf(merge, "argsExpr") !== undefined)) {
    report.error(merge, `@merge on ${coordinate} says its key twice: keep keyField, or what stands beside it.`);
  }
  for (const type of types) {
    const selected = readKeySelection(contract.types.get(type));
    const hasKey = contract.types.get(type)?.nodes.some((node) => directiveOf(node, "key") !== undefined) === true;
    if (keyField !== undefined) {
      if (contract.types.get(type)?.fields.has(keyField) === true) continue;
      report.error(
        argumentOf(merge, "keyField"),
        `${coordinate} looks ${type} up by ${type}.${keyField}, which this contract does not have: add the field, or name another one as keyField.`,
      );
    } else if (!hasKey) {
      report.error(
        merge,
        `${coordinate} looks ${type} up by no key: say @merge(keyField: "id"), or @key(selectionSet: "{ id }") on ${type}.`,
      );
    } else if (selected !== undefined) {
      const missing = (keyPaths ?? []).filter((path) => !selected.includes(path) || !hasPath(contract, type, path));
      if (missing.length === 0) continue;
      report.error(
        merge,
        `${coordinate} is asked with ${allOf(missing.map((path) => `${type}.${path}`))}, which @key on ${type} does not select: add it there.`,
      );
    }
  }
}

/** The paths that `key` and `argsExpr` read from the object's key. */
function readKeyPaths(merge: ConstDirectiveNode): readonly string[] | undefined {
  const expression = textOf(merge, "argsExpr");
  if (expression !== undefined) return [...expression.matchAll(/\$key\.([\w.]+)/g)].map(([, path]) => path ?? "");
  return textsOf(merge, "key")?.map((key) => key.split(":").at(-1)?.trim() ?? key);
}
