/**
 * `@rateLimit` by the package of that name, which counts inside resolvers: so it is given a schema of the limited
 * fields alone, whose resolvers do nothing but be counted. Both engines share it.
 */
import { rateLimitDirective } from "graphql-rate-limit-directive";
import { buildSchema, type GraphQLResolveInfo } from "graphql";
import type { Counter } from "../observability/metrics.ts";
import type { LimiterClass } from "../rate-limits/insured-limiter.ts";
import type { RateLimitPolicy } from "./policies.ts";

/** Counts one use of a field by a client. Gives undefined where it may, else after how many seconds it may again. */
export type TakeFieldLimit = (coordinate: string, client: string) => Promise<number | undefined>;

interface Use {
  readonly coordinate: string;
  readonly client: string;
}

class Exceeded {
  readonly retryAfter: number;

  constructor(msBeforeNext: number) {
    this.retryAfter = Math.max(1, Math.ceil(msBeforeNext / 1000));
  }
}

/** Opens the limits of fields, by coordinate. */
export function createFieldLimits(
  limits: ReadonlyMap<string, RateLimitPolicy>,
  Limiter: LimiterClass,
  refused: Counter<"limit">,
): TakeFieldLimit {
  if (limits.size === 0) return async () => undefined;
  const { rateLimitDirectiveTypeDefs, rateLimitDirectiveTransformer } = rateLimitDirective<Use, never>({
    limiterClass: Limiter,
    keyGenerator: (_directive, _source, _arguments, { coordinate, client }) => `${coordinate}:${client}`,
    onLimit: ({ msBeforeNext }) => new Exceeded(msBeforeNext),
  });
  const names = new Map([...limits.keys()].map((coordinate, index) => [coordinate, `field${index}`]));
  const fields = [...limits].map(
    ([coordinate, { limit, durationSeconds }]) =>
      `${names.get(coordinate)}: Boolean @rateLimit(limit: ${limit}, duration: ${durationSeconds})`,
  );
  const twin = rateLimitDirectiveTransformer(
    buildSchema(`${rateLimitDirectiveTypeDefs} type Query { ${fields.join("\n")} }`),
  );
  const resolvers = twin.getQueryType()?.getFields() ?? {};

  return async function takeFieldLimit(coordinate, client) {
    const resolve = resolvers[names.get(coordinate) ?? ""]?.resolve;
    const outcome: unknown = await resolve?.(undefined, {}, { coordinate, client }, {} as GraphQLResolveInfo);
    if (!(outcome instanceof Exceeded)) return undefined;
    refused.inc({ limit: coordinate });
    return outcome.retryAfter;
  };
}
