import { judge } from "../../auth/requirement.ts";
import type { Counter } from "../../observability/metrics.ts";
import type { LimiterClass } from "../../rate-limits/insured-limiter.ts";
import { createNamedLimit, type NamedLimitOptions } from "../../rate-limits/named-limit.ts";
import type { Admission } from "../admission.ts";

/** Who may use a route, and how often. Policies of the graph's fields do not reach a service's own paths. */
export interface RoutePolicy {
  /** Whether it is open to everybody; else a login is needed. @default false */
  public?: boolean;
  /** One of these roles is needed. @default none is */
  roles?: readonly string[];
  /** Scopes that are needed: alternatives, of each of which all. @default none are */
  scopes?: readonly (readonly string[])[];
  /** How often one client may use it, beside the limit over everything. @default as often as that allows */
  rateLimit?: NamedLimitOptions;
}

/** Throws UNAUTHENTICATED, FORBIDDEN or RATE_LIMITED. */
export type DemandPolicy = (admission: Admission) => Promise<void>;

export interface RouteLimits {
  readonly Limiter: LimiterClass;
  /** Counts what is refused. */
  readonly refused: Counter<"limit">;
}

/** Opens a route's policy. Routes of one name share the counts of their limit. */
export function createRoutePolicy(policy: RoutePolicy, name: string, { Limiter, refused }: RouteLimits): DemandPolicy {
  const take =
    policy.rateLimit === undefined ? undefined : createNamedLimit(Limiter, `route:${name}`, policy.rateLimit, refused);
  return async function demandPolicy({ principal, client }) {
    const refusal = policy.public === true ? undefined : judge(principal, policy);
    if (refusal !== undefined) throw refusal;
    await take?.(client);
  };
}

/** The policy in a few words. */
export function describePolicy({ public: isPublic, roles, scopes, rateLimit }: RoutePolicy): string {
  return [
    isPublic === true ? "public" : "login",
    ...(roles === undefined ? [] : [`role ${roles.join(" or ")}`]),
    ...(scopes === undefined ? [] : [`scope ${scopes.map((all) => all.join(" and ")).join(" or ")}`]),
    ...(rateLimit === undefined ? [] : [`${rateLimit.limit} in ${rateLimit.durationSeconds} s`]),
  ].join(", ");
}
