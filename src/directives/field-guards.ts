import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
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
  /** Each use counts to all of these limits, by coordinate. */
  readonly limits: readonly string[];
}

/** The fields of a graph that demand something. */
export interface FieldGuards {
  /** Whether no field demands anything. */
  readonly isEmpty: boolean;
  /** What a field demands where it is selected on its own type; undefined where it demands nothing. */
  guardOf(type: GraphQLObjectType | GraphQLInterfaceType, field: string): FieldGuard | undefined;
  /** The same where the type is one of several that a field of an abstract type may give: then the type was not judged yet. */
  narrowedGuardOf(type: GraphQLObjectType | GraphQLInterfaceType, field: string): FieldGuard | undefined;
  /** The fields that may be refused where they are selected on their own type, by coordinate. */
  readonly refusable: ReadonlySet<string>;
  /** The limits alone, by coordinate. */
  readonly rateLimits: ReadonlyMap<string, RateLimitPolicy>;
}

const ROOT_TYPES: ReadonlySet<string> = new Set(["Query", "Mutation", "Subscription"]);

/**
 * Brings the contracts' policies to the fields. A type's requirements guard each field that gives the type: so they are
 * not demanded once more of the type's own fields, nor of a field that leads from it to a type with the same ones. What an
 * interface says of itself or its field holds for each of its types, and its own field demands what any of its types
 * would: so neither is a way around the other.
 */
export function createFieldGuards(schema: GraphQLSchema, { requirements, rateLimits }: Policies): FieldGuards {
  const plain = new Map<string, FieldGuard>();
  const narrowed = new Map<string, FieldGuard>();
  const requirementsOf = (coordinate: string) => requirements.get(coordinate) ?? [];
  const limited = (coordinates: readonly string[]) => coordinates.filter((coordinate) => rateLimits.has(coordinate));
  const demandedOf = (type: GraphQLNamedType) => namesOf(type).flatMap(requirementsOf);

  const types = Object.values(schema.getTypeMap());
  for (const type of types.filter(isObjectType)) {
    const ofType = demandedOf(type);
    for (const { name, type: given } of Object.values(type.getFields())) {
      const coordinates = namesOf(type).map((each) => `${each}.${name}`);
      const own = coordinates.flatMap(requirementsOf);
      const ofGiven = demandedOf(getNamedType(given));
      const guard = { coordinate: `${type.name}.${name}`, limits: limited(coordinates) };
      const unjudged = [...own, ...ofGiven, ...ofType];
      const isJudged = !ROOT_TYPES.has(type.name);
      set(plain, { ...guard, requirements: isJudged ? [...own, ...withoutThose(ofGiven, ofType)] : unjudged });
      set(narrowed, { ...guard, requirements: unjudged });
    }
  }
  for (const type of types.filter(isInterfaceType)) {
    for (const name of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${name}`;
      const inner = schema.getPossibleTypes(type).flatMap((possible) => narrowed.get(`${possible.name}.${name}`) ?? []);
      const own = requirementsOf(coordinate);
      const ofTypes = inner.flatMap((each) => each.requirements);
      const ofType = demandedOf(type);
      const limits = new Set([...limited([coordinate]), ...inner.flatMap((each) => each.limits)]);
      const guard = { coordinate, limits: [...limits] };
      const demanded = withoutThose(ofTypes, [...own, ...ofType]);
      set(plain, { ...guard, requirements: [...own, ...demanded] });
      set(narrowed, { ...guard, requirements: [...own, ...ofType, ...demanded] });
    }
  }

  return {
    isEmpty: plain.size === 0 && narrowed.size === 0,
    refusable: new Set(plain.keys()),
    rateLimits,
    guardOf: (type, field) => plain.get(`${type.name}.${field}`),
    narrowedGuardOf: (type, field) => narrowed.get(`${type.name}.${field}`),
  };
}

/** A type's name, and those of its interfaces: what is said of them is said of it. */
function namesOf(type: GraphQLNamedType): readonly string[] {
  const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
  return [type, ...interfaces].map(({ name }) => name);
}

function set(guards: Map<string, FieldGuard>, guard: FieldGuard): void {
  if (guard.requirements.length > 0 || guard.limits.length > 0) guards.set(guard.coordinate, guard);
}

function withoutThose(all: readonly Requirement[], those: readonly Requirement[]): Requirement[] {
  const known = new Set(those.map((requirement) => JSON.stringify(requirement)));
  return all.filter((requirement) => !known.has(JSON.stringify(requirement)));
}
