import { Kind, type ConstDirectiveNode } from "graphql";
import { isDependent, sourceOf } from "../../aggregates/hidden-selection.ts";
import type { Report } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { argumentOf } from "./directive-values.ts";

/** A field with a time limit of its own must be one that can be fetched by a call of its own. */
export function checkTimeout(
  directive: ConstDirectiveNode,
  field: string,
  typeName: string,
  facts: ContractFacts,
  report: Report,
): void {
  const value = argumentOf(directive, "timeoutMs")?.value;
  if (value === undefined) return;
  const place = `@degrade of ${typeName}.${field}`;
  const { answerTimeoutMs } = facts;
  if (value.kind !== Kind.INT || !(Number(value.value) >= 1))
    return report.error(value, `${place} must have a whole number of milliseconds, at least 1, as timeoutMs.`);
  if (Number(value.value) > answerTimeoutMs)
    return report.error(
      value,
      `${place} must have a timeoutMs of at most ${answerTimeoutMs}: then the whole request is answered (server.answerTimeoutMs).`,
    );
  const obstacle = findObstacle(field, typeName, facts);
  if (obstacle !== undefined) report.error(value, `${place} cannot have a timeoutMs: ${obstacle}`);
}

/** Why a field cannot be fetched by a call of its own, and what to do. */
function findObstacle(field: string, typeName: string, facts: ContractFacts): string | undefined {
  const aggregate = facts.aggregates.find(({ type }) => type === typeName);
  const join = aggregate?.joins.find((candidate) => candidate.field === field);
  if (join?.kind === "fetch") return undefined;
  if (join !== undefined && isDependent(join)) return `it is made from ${sourceOf(join)}. Give that one a timeoutMs.`;
  const made = typeName === "Query" && facts.aggregates.find(({ rootField }) => rootField === field);
  if (made) return `the gateway puts ${made.type} together. Give its fields a timeoutMs.`;
  const services = [...facts.services].filter(([, { types }]) => types.get(typeName)?.fields.has(field));
  if (services.length === 0) return "no service is asked for it.";
  if (typeName === "Query") return undefined;
  if (facts.keyFields.get(typeName)?.has(field) === true) return `objects of type ${typeName} are found by it.`;
  const without = services.find(
    ([name]) => !facts.lookups.some(({ service, type }) => service === name && type === typeName),
  );
  return (
    without &&
    `the ${without[0]} service finds no ${typeName} by a key, so it cannot be asked for this field alone. Give it a lookup (@merge), or set its timeoutMs in the configuration.`
  );
}
