import { Kind, type ConstDirectiveNode, type ConstValueNode, type FieldDefinitionNode, type TypeNode } from "graphql";
import { leavesNull, ON_FAILURE, parseDuration, type OnFailure } from "../../directives/degradations.ts";
import { checkTimeout } from "./check-timeout.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { ContractFacts } from "./contract-facts.ts";
import { isRootType, type DescribedType } from "./described-contract.ts";
import { argumentOf, directiveOf } from "./directive-values.ts";
import { isNonNull, listDepthOf, namedTypeOf, printNullable } from "./type-nodes.ts";

const ARGUMENTS: ReadonlySet<string> = new Set(["onFailure", "maxStale", "default", "timeoutMs", "critical"]);

/** `@degrade` must say what can be done, and what fits the field. A field that it may leave null is nullable for clients: that is told. */
export const validDegradations: CompositionRule = (facts, report) => {
  for (const contract of [...facts.services.values(), facts.writtenGateway]) {
    for (const type of contract.types.values()) {
      for (const field of type.fields.values()) {
        const directive = directiveOf(field, "degrade");
        if (directive !== undefined) checkDegradation(directive, field, type, facts, report);
      }
    }
  }
};

function checkDegradation(
  directive: ConstDirectiveNode,
  field: FieldDefinitionNode,
  type: DescribedType,
  facts: ContractFacts,
  report: Report,
): void {
  const coordinate = `${type.name}.${field.name.value}`;
  const place = `@degrade of ${coordinate}`;
  checkPlace(directive, type, place, report);
  for (const { name, value } of directive.arguments ?? []) {
    if (!ARGUMENTS.has(name.value))
      report.error(name, `${place} has no argument ${name.value}: it takes ${[...ARGUMENTS].join(", ")}.`);
    else if (name.value === "critical" && value.kind !== Kind.BOOLEAN)
      report.error(value, `${place} must have true or false as critical.`);
  }

  const given = argumentOf(directive, "onFailure")?.value;
  const onFailure = given === undefined ? "NULL" : readOnFailure(given);
  if (onFailure === undefined)
    return report.error(given, `${place} must have one of ${ON_FAILURE.join(", ")} as onFailure.`);
  const critical = argumentOf(directive, "critical")?.value;
  const isCritical = critical?.kind === Kind.BOOLEAN && critical.value;
  if (isCritical && (onFailure === "EMPTY" || onFailure === "DEFAULT"))
    report.error(
      critical,
      `${place} cannot be critical: with ${onFailure} there is always a value. Leave one of them out.`,
    );
  if (onFailure === "EMPTY" && listDepthOf(field.type) === 0)
    report.error(given, `${place} cannot be EMPTY: ${coordinate} is no list.`);
  checkMaxStale(directive, onFailure, place, report);
  checkDefault(directive, onFailure, field, place, facts, report);
  checkTimeout(directive, field.name.value, type.name, facts, report);
  if (leavesNull({ onFailure, isCritical }) && isNonNull(field.type) && !facts.inaccessible.has(coordinate))
    report.warning(
      field.type,
      `${coordinate} may be null where it failed, by @degrade: clients see it as ${printNullable(field.type)}.`,
    );
}

function checkPlace(directive: ConstDirectiveNode, type: DescribedType, place: string, report: Report): void {
  if (type.kind === "interface")
    report.error(directive, `${place} is said of an interface: say it of the fields of the types that implement it.`);
  if (isRootType(type.name) && type.name !== "Query")
    report.error(directive, `${place} cannot be: whether a ${type.name.toLowerCase()} failed must be told as it is.`);
}

function readOnFailure(value: ConstValueNode): OnFailure | undefined {
  return value.kind === Kind.ENUM ? ON_FAILURE.find((each) => each === value.value) : undefined;
}

function checkMaxStale(directive: ConstDirectiveNode, onFailure: OnFailure, place: string, report: Report): void {
  const maxStale = argumentOf(directive, "maxStale")?.value;
  if (maxStale === undefined) return;
  if (maxStale.kind !== Kind.STRING || parseDuration(maxStale.value) === undefined)
    report.error(maxStale, `${place} must have a time such as "30s", "5m" or "1h" as maxStale, in quotes.`);
  else if (onFailure !== "STALE") report.error(maxStale, `${place} has a maxStale, but its onFailure is not STALE.`);
}

function checkDefault(
  directive: ConstDirectiveNode,
  onFailure: OnFailure,
  { type }: FieldDefinitionNode,
  place: string,
  facts: ContractFacts,
  report: Report,
): void {
  const value = argumentOf(directive, "default")?.value;
  if (onFailure !== "DEFAULT") {
    if (value !== undefined) report.error(value, `${place} has a default, but its onFailure is not DEFAULT.`);
  } else if (value === undefined)
    report.error(directive, `${place} is DEFAULT and must have a default that is not null.`);
  else if (!isLeaf(namedTypeOf(type), facts))
    report.error(value, `${place} cannot have a default: only scalars and enums can, and lists of them.`);
  else if (!fits(value, type, facts))
    report.error(value, `${place} must have a default of type ${printNullable(type)}.`);
}

function isLeaf(name: string, facts: ContractFacts): boolean {
  const descriptions = facts.types.get(name);
  return name in SCALARS || (descriptions?.every(({ kind }) => kind === "scalar" || kind === "enum") ?? false);
}

const MAX_INT = 2 ** 31;

/** Whether a literal is such a scalar's value as clients get it. */
const SCALARS: Readonly<Record<string, (value: ConstValueNode) => boolean>> = {
  Int: (value) => value.kind === Kind.INT && Number(value.value) >= -MAX_INT && Number(value.value) < MAX_INT,
  Float: ({ kind }) => kind === Kind.INT || kind === Kind.FLOAT,
  String: ({ kind }) => kind === Kind.STRING,
  Boolean: ({ kind }) => kind === Kind.BOOLEAN,
  ID: ({ kind }) => kind === Kind.STRING,
};

function fits(value: ConstValueNode, type: TypeNode, facts: ContractFacts): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return value.kind !== Kind.NULL && fits(value, type.type, facts);
  if (value.kind === Kind.NULL) return true;
  if (type.kind === Kind.LIST_TYPE)
    return value.kind === Kind.LIST && value.values.every((item) => fits(item, type.type, facts));
  const name = type.name.value;
  const isScalar = SCALARS[name];
  if (isScalar !== undefined) return isScalar(value);
  const enums = (facts.types.get(name) ?? []).filter(({ kind }) => kind === "enum");
  if (enums.length === 0) return true;
  return value.kind === Kind.ENUM && enums.some(({ values }) => values.has(value.value));
}
