import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import type { Requirement } from "../auth/requirement.ts";
import type { Policies, RateLimitPolicy } from "./policies.ts";

/** What one field demands of the one who asks. */
export interface FieldGuard {
  readonly coordinate: string;
  /** All must be met. */
  readonly requirements: readonly Requirement[];
  readonly rateLimit: RateLimitPolicy | undefined;
}

/** The fields of a graph that demand something. */
export interface FieldGuards {
  /** Whether no field demands anything. */
  readonly isEmpty: boolean;
  /** What a field demands where it is selected on its own type; undefined where it demands nothing. */
  guardOf(type: GraphQLObjectType | GraphQLInterfaceType, field: string): FieldGuard | undefined;
  /** The same where the type is one of several that a field of an abstract type may give: then the type was not judged yet. */
  narrowedGuardOf(type: GraphQLObjectType | GraphQLInterfaceType, field: string): FieldGuard | undefined;
  /** The guards of fields where they are selected on their own type, by coordinate. */
  readonly all: ReadonlyMap<string, FieldGuard>;
  /** The limits alone, by coordinate. */
  readonly rateLimits: ReadonlyMap<string, RateLimitPolicy>;
}

const ROOT_TYPES: ReadonlySet<string> = new Set(["Query", "Mutation", "Subscription"]);

/**
 * Brings the contracts' policies to the fields. A type's requirements guard each field that gives the type: so they are
 * not demanded once more of the type's own fields, nor of a field that leads from it to a type with the same ones. An
 * interface's field demands what any of its types would: whoever has less asks by fragments.
 */
export function createFieldGuards(schema: GraphQLSchema, { requirements, rateLimits }: Policies): FieldGuards {
  const plain = new Map<string, FieldGuard>();
  const narrowed = new Map<string, FieldGuard>();

  function guard(type: GraphQLObjectType, field: string, gives: string, isJudged: boolean): FieldGuard | undefined {
    const coordinate = `${type.name}.${field}`;
    const ofType = requirements.get(type.name) ?? [];
    const ofGiven = requirements.get(gives) ?? [];
    const demanded = [...(requirements.get(coordinate) ?? []), ...(isJudged ? withoutThose(ofGiven, ofType) : ofGiven)];
    if (!isJudged) demanded.push(...ofType);
    const rateLimit = rateLimits.get(coordinate);
    if (demanded.length === 0 && rateLimit === undefined) return undefined;
    return { coordinate, requirements: demanded, rateLimit };
  }

  const types = Object.values(schema.getTypeMap());
  for (const type of types.filter(isObjectType)) {
    const isRoot = ROOT_TYPES.has(type.name);
    for (const field of Object.values(type.getFields())) {
      const gives = getNamedType(field.type).name;
      set(plain, guard(type, field.name, gives, !isRoot));
      set(narrowed, guard(type, field.name, gives, false));
    }
  }
  for (const type of types.filter(isInterfaceType)) {
    for (const field of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${field}`;
      const own = requirements.get(coordinate) ?? [];
      const inner = schema
        .getPossibleTypes(type)
        .flatMap((possible) => narrowed.get(`${possible.name}.${field}`)?.requirements ?? []);
      const rateLimit = rateLimits.get(coordinate);
      const demanded = [...own, ...withoutThose(inner, own)];
      if (demanded.length === 0 && rateLimit === undefined) continue;
      set(plain, { coordinate, requirements: demanded, rateLimit });
      set(narrowed, { coordinate, requirements: demanded, rateLimit });
    }
  }

  return {
    isEmpty: plain.size === 0 && narrowed.size === 0,
    all: plain,
    rateLimits,
    guardOf: (type, field) => plain.get(`${type.name}.${field}`),
    narrowedGuardOf: (type, field) => narrowed.get(`${type.name}.${field}`),
  };
}

function set(guards: Map<string, FieldGuard>, guard: FieldGuard | undefined): void {
  if (guard !== undefined) guards.set(guard.coordinate, guard);
}

function withoutThose(all: readonly Requirement[], those: readonly Requirement[]): Requirement[] {
  const known = new Set(those.map((requirement) => JSON.stringify(requirement)));
  return all.filter((requirement) => !known.has(JSON.stringify(requirement)));
}
