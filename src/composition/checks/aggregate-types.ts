import { print } from "graphql";
import type { Aggregate } from "../../aggregates/aggregate.ts";
import { aggregateField, aggregatePlace } from "./aggregate-places.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { isNonNull, isRequired, listDepthOf, namedTypeOf, printNullable } from "./type-nodes.ts";
import { anyOf } from "./words.ts";

/**
 * An aggregate is only valid if the gateway's contract has its type and the root field that gives it, and if each field
 * of the type has one join: what has none would always be null.
 */
export const aggregateTypes: CompositionRule = (facts, report) => {
  facts.aggregates.forEach((aggregate, index) => {
    checkRootField(facts, aggregate, report);
    const twin = facts.aggregates.slice(0, index).find(({ type }) => type === aggregate.type);
    const type = facts.gateway.types.get(aggregate.type);
    if (type === undefined || type.kind !== "object type") {
      report.error(
        type?.nodes[0] ?? facts.gateway.document,
        `The aggregate ${aggregate.type} needs an object type of its name in the gateway's contract: add \`type ${aggregate.type}\` with a field for each join.`,
      );
    } else if (twin !== undefined) {
      report.error(
        type.nodes[0],
        `${aggregate.type} is the type of two aggregates: take one of them out of the configuration.`,
      );
    } else {
      checkFields(facts, aggregate, [...type.fields.keys()], report);
    }
  });
};

function checkRootField({ gateway }: ContractFacts, aggregate: Aggregate, report: Report): void {
  const coordinate = `Query.${aggregate.rootField}`;
  const field = gateway.types.get("Query")?.fields.get(aggregate.rootField);
  if (field === undefined) {
    report.error(
      gateway.types.get(aggregate.type)?.nodes[0] ?? gateway.document,
      `The aggregate ${aggregate.type} needs ${coordinate} in the gateway's contract: add \`${aggregate.rootField}(${aggregate.argument}: ID!): ${aggregate.type}\` to Query.`,
    );
    return;
  }
  if (listDepthOf(field.type) > 0 || namedTypeOf(field.type) !== aggregate.type) {
    report.error(
      field.type,
      `${coordinate} is ${print(field.type)}, but gives the aggregate ${aggregate.type}: write ${aggregate.type}.`,
    );
  }
  const argument = field.arguments?.find(({ name }) => name.value === aggregate.argument);
  if (argument === undefined) {
    report.error(
      field,
      `${coordinate} has no argument ${aggregate.argument}, which holds the id of the aggregate ${aggregate.type}: add \`${aggregate.argument}: ID!\`.`,
    );
  } else if (listDepthOf(argument.type) > 0) {
    report.error(
      argument.type,
      `${coordinate}(${aggregate.argument}:) is ${print(argument.type)}, but holds one id of the aggregate ${aggregate.type}: write ID!.`,
    );
  } else if (!isRequired(argument)) {
    report.error(
      argument,
      `${coordinate}(${aggregate.argument}:) may be left out, but holds the id of the aggregate ${aggregate.type}: write ${printNullable(argument.type)}! without a default.`,
    );
  }
}

function checkFields(facts: ContractFacts, aggregate: Aggregate, fields: readonly string[], report: Report): void {
  const { type, joins, identity } = aggregate;
  const joined = new Set<string>();
  for (const { field } of joins) {
    const node = aggregateField(facts, aggregate, field);
    if (node === undefined) {
      report.error(
        aggregatePlace(facts, aggregate),
        `${type}.${field} has a join, but is missing in the gateway's contract: add the field, or take its join away.`,
      );
    } else if (joined.has(field)) {
      report.error(node, `${type}.${field} has two joins: take one of them away.`);
    } else if (isNonNull(node.type) && listDepthOf(node.type) === 0 && !facts.relaxed.has(`${type}.${field}`)) {
      report.error(
        node.type,
        `${type}.${field} must be nullable: when its join fails, it would take the whole ${type} with it. Write ${printNullable(node.type)}.`,
      );
    }
    joined.add(field);
  }
  for (const field of fields.filter((name) => !joined.has(name))) {
    report.error(
      aggregatePlace(facts, aggregate, field),
      `${type}.${field} has no join: add one to the aggregate, or take the field away.`,
    );
  }
  if (!joined.has(identity)) {
    report.error(
      aggregatePlace(facts, aggregate),
      `The identity ${identity} of the aggregate ${type} is none of its joins: name ${anyOf(joined)}.`,
    );
  }
}
