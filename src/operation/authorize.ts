import type { DocumentNode, FieldNode } from "graphql";
import { judge } from "../auth/requirement.ts";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { RequestContext } from "../context.ts";
import type { FieldGuard } from "../directives/field-guards.ts";
import type { TakeFieldLimit } from "../directives/rate-limited-fields.ts";
import { ERRORS, GatewayError } from "../errors.ts";
import type { NormalDocument } from "../planning/normal-document.ts";
import { BoundedMap } from "../util/bounded-map.ts";
import { findGuardedFields, type GuardedField } from "./find-guarded-fields.ts";
import { OperationRefused } from "./refusal.ts";
import { leaveOut, type Refusal } from "./refused-fields.ts";

export interface AuthorizationOptions {
  /**
   * What a field that its asker may not have does to the operation: it is null, with an error of its own, or the whole
   * operation is refused. @default "null"
   */
  unauthorized?: "null" | "reject";
  /** Whether `@auth` only logs what it would refuse. For trying a policy out. @default false */
  dryRun?: boolean;
}

export const AUTHORIZATION_DEFAULTS = {
  unauthorized: "null",
  dryRun: false,
} as const satisfies Required<AuthorizationOptions>;

/** What of an operation may run. */
export interface Authorized {
  /** Normal, without what is refused. */
  readonly document: DocumentNode;
  readonly refusals: readonly Refusal[];
}

/** At once, where no field that is asked for has a limit. */
export type Authorize = (normal: NormalDocument, context: RequestContext) => Authorized | Promise<Authorized>;

/** How many ways of leaving fields out are remembered for one document. */
const MAX_VARIANTS = 32;

/**
 * Judges the fields that an operation selects, from the top down, before any service is called: first who may have
 * them, then how often. What is refused is left out of the document, and what lies below it is neither judged nor
 * counted. Throws `OperationRefused` where the options say that a refusal is the whole operation's.
 */
export function createAuthorizer(
  { publicSchema, guards }: ComposedSchema,
  takeFieldLimit: TakeFieldLimit,
  options: AuthorizationOptions,
): Authorize {
  const { unauthorized, dryRun } = { ...AUTHORIZATION_DEFAULTS, ...options };
  const known = new WeakMap<NormalDocument, GuardedDocument>();

  function guardedIn(normal: NormalDocument): GuardedDocument {
    let guarded = known.get(normal);
    if (guarded === undefined) {
      const fields = findGuardedFields(publicSchema, guards, normal.definition);
      guarded = { fields, variants: new BoundedMap({ entries: MAX_VARIANTS }) };
      known.set(normal, guarded);
    }
    return guarded;
  }

  function judgeField({ coordinate, requirements }: FieldGuard, context: RequestContext): GatewayError | undefined {
    for (const requirement of requirements) {
      const refusal = judge(context.principal, requirement);
      if (refusal === undefined) continue;
      if (!dryRun) return refusal;
      const { code } = refusal;
      context.log.warn({ requestId: context.requestId, coordinate, code }, "a field would be refused");
    }
    return undefined;
  }

  /** Counts one use to each limit. Gives undefined where it may be, else after how many seconds it may again. */
  async function takeLimits({ limits }: FieldGuard, client: string): Promise<number | undefined> {
    let longest: number | undefined;
    for (const coordinate of limits) {
      const retryAfter = await takeFieldLimit(coordinate, client);
      if (retryAfter !== undefined) longest = Math.max(longest ?? 0, retryAfter);
    }
    return longest;
  }

  return function authorize(normal, context) {
    if (guards.isEmpty) return { document: normal.document, refusals: [] };
    const { fields, variants } = guardedIn(normal);
    if (fields.length === 0) return { document: normal.document, refusals: [] };
    const refused = new Map<FieldNode, Refusal>();
    const keys: string[] = [];
    const limited: GuardedField[] = [];

    function refuse(field: GuardedField, error: GatewayError): void {
      const index = fields.indexOf(field);
      refused.set(field.target, { index, key: (field.target.alias ?? field.target.name).value, error });
      keys.push(String(index));
    }
    const isAskedFor = ({ target, above }: GuardedField) =>
      !refused.has(target) && !above.some((node) => refused.has(node));

    for (const field of fields) {
      if (!isAskedFor(field)) continue;
      const error = judgeField(field.guard, context);
      if (error !== undefined) refuse(field, error);
      else if (field.guard.limits.length > 0) limited.push(field);
    }
    if (unauthorized === "reject" && refused.size > 0)
      throw new OperationRefused(rejections([...refused.values()], fields));
    return limited.length === 0 ? tellWhatMayRun() : takeAll().then(tellWhatMayRun);

    async function takeAll(): Promise<void> {
      for (const field of limited) {
        if (!isAskedFor(field)) continue;
        const retryAfter = await takeLimits(field.guard, context.client);
        if (retryAfter !== undefined) refuse(field, tooManyRequests(retryAfter));
      }
    }

    function tellWhatMayRun(): Authorized {
      if (refused.size === 0) return { document: normal.document, refusals: [] };
      const variant = keys.join(",");
      const document = variants.get(variant) ?? leaveOut(normal.document, refused);
      variants.set(variant, document);
      return { document, refusals: [...refused.values()] };
    }
  };
}

interface GuardedDocument {
  readonly fields: readonly GuardedField[];
  /** The document without what is refused, by the indices of the refused fields. */
  readonly variants: BoundedMap<string, DocumentNode>;
}

function tooManyRequests(retryAfter: number): GatewayError {
  return new GatewayError("RATE_LIMITED", { extensions: { retryAfter } });
}

/** One error a code, naming what is refused for it: the operation's status is the first one's. */
function rejections(refusals: readonly Refusal[], fields: readonly GuardedField[]): GatewayError[] {
  const byCode = Map.groupBy(refusals, ({ error }) => error.code);
  return [...byCode].map(([code, refusalsOfCode]) => {
    const coordinates = [...new Set(refusalsOfCode.map(({ index }) => fields[index]?.guard.coordinate ?? ""))];
    const { message = ERRORS[code].message, http } = refusalsOfCode[0]?.error ?? {};
    return new GatewayError(code, {
      message,
      extensions: { coordinates },
      ...(http?.headers === undefined ? {} : { httpHeaders: http.headers }),
    });
  });
}
