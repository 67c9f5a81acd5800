import { print, type FieldDefinitionNode } from "graphql";
import type { FetchJoin } from "../../aggregates/aggregate.ts";
import { aggregateField, aggregatePlace } from "./aggregate-places.ts";
import type { CompositionRule } from "./composition-rule.ts";
import { isNonNull, isRequired, listDepthOf, namedTypeOf, printStructure } from "./type-nodes.ts";
import { anyOf } from "./words.ts";

/**
 * A join that fetches is only valid if the service has the root field that it asks, and if that takes the keys, and
 * gives for each what the aggregate's field holds.
 */
export const aggregateFetches: CompositionRule = (facts, report) => {
  for (const aggregate of facts.aggregates) {
    for (const join of aggregate.joins) {
      if (join.kind !== "fetch") continue;
      const place = aggregatePlace(facts, aggregate, join.field);
      const coordinate = `${aggregate.type}.${join.field}`;
      const service = facts.services.get(join.service);
      const rootField = service?.types.get("Query")?.fields.get(join.rootField);
      if (service === undefined) {
        report.error(
          place,
          `${coordinate} is joined from the service ${join.service}, which the configuration does not have: name ${anyOf(facts.services.keys())}.`,
        );
      } else if (rootField === undefined) {
        report.error(
          place,
          `${coordinate} is joined from Query.${join.rootField}, which ${service.title} does not have: add it to the contract, or join from another root field.`,
        );
      } else {
        const field = aggregateField(facts, aggregate, join.field);
        const problems = [...keyProblems(join, rootField), ...(field ? fieldProblems(join, field, rootField) : [])];
        for (const problem of problems) report.error(place, `${coordinate} ${problem}`);
      }
    }
  }
};

function keyProblems(join: FetchJoin, rootField: FieldDefinitionNode): readonly string[] {
  const source = `Query.${join.rootField} of the ${join.service} service`;
  const argument = rootField.arguments?.find(({ name }) => name.value === join.argument);
  if (argument === undefined) {
    return [`hands its keys to ${join.argument}, an argument that ${source} does not have: name another one.`];
  }
  const passed = new Set([join.argument, ...(join.passArguments ?? [])]);
  const problems = (rootField.arguments ?? [])
    .filter((other) => isRequired(other) && !passed.has(other.name.value))
    .map((other) => `is joined from ${source}, which requires ${other.name.value}, too: add it to passArguments.`);
  const depth = listDepthOf(argument.type);
  if (depth > 1) {
    problems.push(
      `is joined from ${source}, which takes lists of keys: join from one that takes a list of keys, or one key.`,
    );
  } else if (depth === 1 && listDepthOf(rootField.type) === 0) {
    problems.push(
      `is joined from ${source}, which takes a list of keys, but gives no list: it must give one value a key.`,
    );
  }
  return problems;
}

function fieldProblems(join: FetchJoin, field: FieldDefinitionNode, rootField: FieldDefinitionNode): readonly string[] {
  const source = `Query.${join.rootField} of the ${join.service} service`;
  const problems = passProblems(join, field, rootField);
  const [type, sourceType] = [print(field.type), print(rootField.type)];
  if (namedTypeOf(field.type) !== namedTypeOf(rootField.type)) {
    return [`is ${type}, but ${source} gives ${sourceType}: both must give the same type.`, ...problems];
  }
  const argument = rootField.arguments?.find(({ name }) => name.value === join.argument);
  if (argument === undefined || listDepthOf(argument.type) > 1) return problems;
  const givenDepth = listDepthOf(rootField.type) - listDepthOf(argument.type);
  const isOneAKey = join.key.from === "join" && listDepthOf(field.type) > 0;
  const heldDepth = listDepthOf(field.type) - (isOneAKey ? 1 : 0);
  if (givenDepth < 0 || givenDepth === heldDepth) return problems;
  const held = ["one value", "a list", "a list of lists"];
  return [
    `is ${type}, so a key must give ${held[heldDepth] ?? type}, but ${source} gives ${held[givenDepth] ?? sourceType} for each key (${sourceType}): change the field's type, or join from another root field.`,
    ...problems,
  ];
}

function passProblems(join: FetchJoin, field: FieldDefinitionNode, rootField: FieldDefinitionNode): readonly string[] {
  const source = `Query.${join.rootField} of the ${join.service} service`;
  return (join.passArguments ?? []).flatMap((passed) => {
    const here = field.arguments?.find(({ name }) => name.value === passed);
    const there = rootField.arguments?.find(({ name }) => name.value === passed);
    if (here === undefined)
      return [`passes its argument ${passed} on, but has none of that name: add it to the field.`];
    if (there === undefined) {
      return [`passes its argument ${passed} on, but ${source} has none of that name: take it out of passArguments.`];
    }
    const mayBeMissing = isNonNull(there.type) && !isNonNull(here.type) && here.defaultValue === undefined;
    if (printStructure(here.type) === printStructure(there.type) && !mayBeMissing) return [];
    return [
      `passes its argument ${passed} on, but that is ${print(here.type)} here and ${print(there.type)} in ${source}: write ${print(there.type)}, or give it a default.`,
    ];
  });
}
