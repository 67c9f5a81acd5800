import { Kind, print, type ConstDirectiveNode, type FieldDefinitionNode } from "graphql";
import { argumentsOf } from "../../directives/policies.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { DescribedType } from "./described-contract.ts";
import { isNonNull, printNullable } from "./type-nodes.ts";
import { anyOf } from "./words.ts";

/** Node's timers reach no further than 2^31 milliseconds: what is longer would end at once. */
const MAX_DURATION_SECONDS = 2_073_600;

/**
 * `@auth` and `@rateLimit` must say something that can be judged. A field that may be refused is nullable for clients,
 * whatever its contract says: that is told.
 */
export const validPolicies: CompositionRule = (facts, report) => {
  function checkField(type: DescribedType, name: string, node: FieldDefinitionNode): void {
    const coordinate = `${type.name}.${name}`;
    if (!isNonNull(node.type) || !facts.refusable.has(coordinate) || facts.inaccessible.has(coordinate)) return;
    report.warning(
      node.type,
      `${coordinate} may be refused, by @auth or @rateLimit: clients see it as ${printNullable(node.type)}.`,
    );
  }

  for (const contract of [...facts.services.values(), facts.writtenGateway]) {
    const roles = contract.types.get("Role");
    for (const type of contract.types.values()) {
      for (const node of type.nodes) checkDirectives(node.directives, type.name, roles, report);
      for (const [name, node] of type.fields) {
        checkDirectives(node.directives, `${type.name}.${name}`, roles, report);
        checkField(type, name, node);
      }
    }
  }
};

function checkDirectives(
  directives: readonly ConstDirectiveNode[] | undefined,
  place: string,
  roles: DescribedType | undefined,
  report: Report,
): void {
  for (const directive of directives ?? []) {
    if (directive.name.value === "auth") {
      checkAuth(directive, place, report);
      if (roles?.kind === "enum") checkRoles(directive, place, roles, report);
    }
    if (directive.name.value === "rateLimit") checkRateLimit(directive, place, report);
  }
}

function checkAuth(directive: ConstDirectiveNode, place: string, report: Report): void {
  const { roles, scopes, ...others } = argumentsOf(directive);
  if (!isNames(roles) || !isListOfNames(scopes) || Object.keys(others).length > 0) {
    report.error(
      directive,
      `@auth of ${place} must name roles and scopes, for example @auth(roles: [ADMIN]) or @auth(scopes: [["orders:read"]]).`,
    );
  } else if (isEmpty(roles) || isEmpty(scopes)) {
    report.error(
      directive,
      `@auth of ${place} names an empty list, which nobody meets: leave it out, or name somebody.`,
    );
  }
}

/** Where the contract says which roles there are, by an enum, `@auth` may name no others. */
function checkRoles(directive: ConstDirectiveNode, place: string, { values }: DescribedType, report: Report): void {
  const roles = directive.arguments?.find(({ name }) => name.value === "roles")?.value;
  for (const role of roles?.kind === Kind.LIST ? roles.values : roles === undefined ? [] : [roles]) {
    if (role.kind === Kind.NULL || (role.kind === Kind.ENUM && values.has(role.value))) continue;
    report.error(
      role,
      `@auth of ${place} names ${print(role)}, which is none of the contract's enum Role: write ${anyOf(values.keys())}.`,
    );
  }
}

function checkRateLimit(directive: ConstDirectiveNode, place: string, report: Report): void {
  const { limit, duration } = argumentsOf(directive);
  const isInteger = (directive.arguments ?? []).every(({ value }) => value.kind === Kind.INT);
  if (!isInteger || !isCount(limit) || !isCount(duration)) {
    report.error(
      directive,
      `@rateLimit of ${place} must have a limit and a duration in seconds, each at least 1, for example @rateLimit(limit: 10, duration: 60).`,
    );
  } else if (Number(duration) > MAX_DURATION_SECONDS) {
    report.error(
      directive,
      `@rateLimit of ${place} may have a duration of ${MAX_DURATION_SECONDS} seconds at most: that is 24 days.`,
    );
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(Number(value)) && Number(value) >= 1;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && (value.length === 0 || value.some(isEmpty));
}

function isNames(value: unknown): boolean {
  return value === undefined || value === null || isName(value) || (Array.isArray(value) && value.every(isName));
}

function isListOfNames(value: unknown): boolean {
  return isNames(value) || (Array.isArray(value) && value.every(isNames));
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
