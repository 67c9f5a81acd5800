import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
} from "graphql";
import type { Requirement } from "../auth/requirement.ts";
import { readRootTypes } from "./root-types.ts";

/** How often one client may ask for something. */
export interface RateLimitPolicy {
  readonly limit: number;
  readonly durationSeconds: number;
}

/** What the contracts demand of the one who asks, by schema coordinate: `Payment`, `Payment.amount`. */
export interface Policies {
  /** All of a coordinate's requirements must be met. */
  readonly requirements: ReadonlyMap<string, readonly Requirement[]>;
  readonly rateLimits: ReadonlyMap<string, RateLimitPolicy>;
}

/**
 * Reads `@auth` and `@rateLimit` from contracts, the gateway's own included. What several say of one coordinate is
 * demanded together; of several limits, the tightest counts. Expects directives that passed the checks.
 */
export function readPolicies(documents: readonly DocumentNode[]): Policies {
  const requirements = new Map<string, Requirement[]>();
  const rateLimits = new Map<string, RateLimitPolicy>();

  function read(coordinate: string, directives: readonly ConstDirectiveNode[] = []): void {
    for (const directive of directives) {
      if (directive.name.value === "auth") {
        requirements.set(coordinate, [...(requirements.get(coordinate) ?? []), readRequirement(directive)]);
      }
      if (directive.name.value === "rateLimit") {
        const policy = readRateLimit(directive);
        const known = rateLimits.get(coordinate);
        if (known === undefined || rateOf(policy) < rateOf(known)) rateLimits.set(coordinate, policy);
      }
    }
  }

  for (const document of documents) {
    const roots = readRootTypes(document);
    for (const definition of document.definitions) {
      if (!isTypeDefinitionNode(definition) && !isTypeExtensionNode(definition)) continue;
      const type = roots.get(definition.name.value) ?? definition.name.value;
      read(type, definition.directives);
      if (!("fields" in definition)) continue;
      for (const field of definition.fields ?? []) read(`${type}.${field.name.value}`, field.directives);
    }
  }
  return { requirements, rateLimits };
}

function readRequirement(directive: ConstDirectiveNode): Requirement {
  const { roles, scopes } = argumentsOf(directive);
  return {
    ...(roles === undefined || roles === null ? {} : { roles: textsIn(roles) }),
    ...(scopes === undefined || scopes === null ? {} : { scopes: listOf(scopes).map(textsIn) }),
  };
}

function textsIn(value: unknown): readonly string[] {
  return listOf(value).filter((text) => typeof text === "string");
}

function readRateLimit(directive: ConstDirectiveNode): RateLimitPolicy {
  const { limit, duration } = argumentsOf(directive);
  return { limit: Number(limit), durationSeconds: Number(duration) };
}

function rateOf({ limit, durationSeconds }: RateLimitPolicy): number {
  return limit / durationSeconds;
}

/** A directive's arguments as plain values; an enum's value is its name. */
export function argumentsOf({ arguments: given = [] }: ConstDirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}

/** GraphQL takes one value in a list's place. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
