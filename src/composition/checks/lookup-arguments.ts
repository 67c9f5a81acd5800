import { parseValue, type ConstDirectiveNode, type FieldDefinitionNode, type InputValueDefinitionNode } from "graphql";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { DescribedContract } from "./described-contract.ts";
import { argumentOf, textOf } from "./directive-values.ts";
import { lookupFieldsOf } from "./lookups.ts";
import { isRequired, listDepthOf, namedTypeOf } from "./type-nodes.ts";
import { allOf } from "./words.ts";

/**
 * A `@merge` is only valid if the gateway can tell which argument takes the key, and if a field that gives a list takes
 * a list of keys: by its place in the list it knows whose object one is.
 */
export const lookupArguments: CompositionRule = ({ services }, report) => {
  for (const contract of services.values()) {
    for (const { field, merge } of lookupFieldsOf(contract)) {
      if (textOf(merge, "argsExpr") === undefined) checkKeyArgument(contract, field, merge, report);
      else checkExpression(field, merge, report);
    }
  }
};

function checkKeyArgument(
  contract: DescribedContract,
  field: FieldDefinitionNode,
  merge: ConstDirectiveNode,
  report: Report,
): void {
  const coordinate = `Query.${field.name.value}`;
  const keyArgument = textOf(merge, "keyArg");
  const [only, ...others] = field.arguments ?? [];
  if (keyArgument === undefined && (only === undefined || others.length > 0)) {
    const found = only === undefined ? "no argument" : "several arguments";
    const remedy =
      only === undefined ? "add one" : `say which of them, for example @merge(keyArg: "${only.name.value}")`;
    report.error(merge, `${coordinate} has @merge, but ${found} that could take the key: ${remedy}.`);
    return;
  }
  const path = keyArgument?.split(".") ?? [only?.name.value ?? ""];
  const target = findArgument(contract, field, path);
  if (target === undefined) {
    report.error(
      argumentOf(merge, "keyArg"),
      `${coordinate} has no argument ${keyArgument}: name as keyArg the argument that takes the key.`,
    );
    return;
  }
  checkLists(coordinate, field, listDepthOf(target.type), target, report);
  const filled = [path[0] ?? "", ...namesIn(textOf(merge, "additionalArgs") ?? "", merge, coordinate, report)];
  checkRequired(coordinate, field, filled, report);
}

function checkExpression(field: FieldDefinitionNode, merge: ConstDirectiveNode, report: Report): void {
  const coordinate = `Query.${field.name.value}`;
  const expression = textOf(merge, "argsExpr") ?? "";
  if (argumentOf(merge, "keyArg") !== undefined || argumentOf(merge, "additionalArgs") !== undefined) {
    report.error(merge, `@merge on ${coordinate} says its arguments twice: keep argsExpr, or what stands beside it.`);
  }
  const plain = expression
    .replaceAll("[[", "[")
    .replaceAll("]]", "]")
    .replaceAll(/\$key[\w.]*/g, "$key");
  const names = namesIn(plain, merge, coordinate, report);
  for (const name of names) {
    if (field.arguments?.some((argument) => argument.name.value === name) === true) continue;
    report.error(
      argumentOf(merge, "argsExpr"),
      `${coordinate} has no argument ${name}: argsExpr may name its arguments only.`,
    );
  }
  checkLists(coordinate, field, expression.includes("[[") ? 1 : 0, argumentOf(merge, "argsExpr"), report);
  checkRequired(coordinate, field, names, report);
}

function checkLists(
  coordinate: string,
  field: FieldDefinitionNode,
  keyDepth: number,
  node: Parameters<Report["error"]>[0],
  report: Report,
): void {
  if (keyDepth > 1) {
    report.error(
      node,
      `${coordinate} has @merge, but takes lists of keys: a lookup takes one key, or one list of keys.`,
    );
  } else if (keyDepth !== Math.min(listDepthOf(field.type), 1)) {
    const [taken, given] = keyDepth === 1 ? ["a list of keys", "one object"] : ["one key", "a list"];
    report.error(
      node,
      `${coordinate} has @merge, but takes ${taken} and gives ${given}: a lookup gives a list for a list of keys, and one object for one key.`,
    );
  }
}

function checkRequired(
  coordinate: string,
  field: FieldDefinitionNode,
  filled: readonly string[],
  report: Report,
): void {
  const missing = (field.arguments ?? []).filter(
    (argument) => isRequired(argument) && !filled.includes(argument.name.value),
  );
  if (missing.length === 0) return;
  report.error(
    missing[0],
    `${coordinate} has @merge and requires ${allOf(missing.map(({ name }) => name.value))}, too: give a value in @merge(additionalArgs:).`,
  );
}

/** The names of the arguments that a text such as `first: 1, sort: NAME` fills. */
function namesIn(text: string, merge: ConstDirectiveNode, coordinate: string, report: Report): readonly string[] {
  try {
    const value = parseValue(`{ ${text} }`, { noLocation: true });
    return value.kind === "ObjectValue" ? value.fields.map(({ name }) => name.value) : [];
  } catch {
    report.error(
      merge,
      `The arguments of @merge on ${coordinate} cannot be parsed: write them as in a query, without the parentheses.`,
    );
    return [];
  }
}

/** The argument, or the field of an input type below it, that the path names. */
function findArgument(
  contract: DescribedContract,
  field: FieldDefinitionNode,
  [first, ...rest]: readonly string[],
): InputValueDefinitionNode | undefined {
  let found = field.arguments?.find(({ name }) => name.value === first);
  for (const segment of rest) {
    found = found && contract.types.get(namedTypeOf(found.type))?.inputFields.get(segment);
  }
  return found;
}
