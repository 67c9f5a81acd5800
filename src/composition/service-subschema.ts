import type { SubschemaConfig } from "@graphql-tools/delegate";
import type { ExecutionRequest } from "@graphql-tools/utils";
import { stitchingDirectives } from "@graphql-tools/stitching-directives";
import { GraphQLSchema, responsePathAsArray, type ASTNode, type GraphQLScalarType } from "graphql";
import type { RequestContext } from "../context.ts";
import { contractDirectives } from "../directives/contract-directives.ts";
import { ServiceError } from "../errors.ts";
import { checkKey } from "./check-key.ts";
import { checkLookup } from "./check-lookup.ts";
import { noteLookup } from "./lost-fields.ts";
import { withCheckedResult } from "./check-result.ts";
import { readOwner, type Owner } from "./owners.ts";
import { toExecutor } from "../resilience/call.ts";
import { tellFailure, type Service } from "../registry/service.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import { separateShapes } from "./separate-shapes.ts";
import { subscriptionCallAnswer } from "./subscription-calls.ts";
import { divideByTimeout, type AskedFields, type TimedPart } from "./timed-fields.ts";

const { stitchingDirectivesTransformer } = stitchingDirectives();

/** One event-loop turn of the process: what was asked for in it goes to a service together. */
const oncePerTurn = { batchScheduleFn: (send: () => void) => setImmediate(send) };

/** A service as the stitching library knows it, its lookups read from the contract's directives. */
export interface ServiceSubschema {
  readonly config: SubschemaConfig;
  /** The same of its parts that have time limits of their own. */
  readonly timed: readonly TimedSubschema[];
}

export interface TimedSubschema extends Omit<TimedPart, "schema"> {
  readonly config: SubschemaConfig;
}

/** A service as the planner knows it. */
export function ownerOf({ name, contract: { schema } }: Service): Owner {
  return readOwner(name, schema, stitchingDirectivesTransformer({ schema }));
}

export function createServiceSubschema(
  service: Service,
  scalars: Readonly<Record<string, GraphQLScalarType>>,
  owners: ReadonlyMap<string, Owner>,
  asked: AskedFields,
): ServiceSubschema {
  const { name } = service;
  const { rest, timed } = divideByTimeout(owners.get(name) ?? ownerOf(service), owners.values(), asked);
  const subschemaOf = (schema: GraphQLSchema, timeLimitMs?: number): SubschemaConfig => {
    const subschema = stitchingDirectivesTransformer({
      name: timeLimitMs === undefined ? name : `${name} within ${timeLimitMs} ms`,
      schema,
      executor: createExecutor(service, scalars, timeLimitMs) as NonNullable<SubschemaConfig["executor"]>,
      transforms: [separateShapes],
      batch: true,
      batchingOptions: { dataLoaderOptions: oncePerTurn, extensionsReducer: keepInfo },
    });
    for (const config of Object.values(subschema.merge ?? {})) {
      // There is one canonical description of a type, and this is a part of one.
      if (timeLimitMs !== undefined) delete config.canonical;
      for (const entry of [config, ...(config.entryPoints ?? [])]) {
        checkKey(entry);
        checkLookup(name, entry);
        noteLookup(entry);
      }
    }
    return { ...subschema, schema: withoutContractDirectives(subschema.schema) };
  };
  return {
    config: subschemaOf(rest),
    timed: timed.map(({ schema, ...part }) => ({ ...part, config: subschemaOf(schema, part.timeoutMs) })),
  };
}

const OURS: ReadonlySet<ASTNode> = new Set(contractDirectives.definitions);

function isOurs({ astNode }: { readonly astNode?: ASTNode | null | undefined }): boolean {
  return astNode !== null && astNode !== undefined && OURS.has(astNode);
}

/**
 * What a service has of its own. The types that our directives' arguments have are none of its: where another contract
 * brings one along, an enum of roles for example, the two could not be merged.
 */
function withoutContractDirectives(schema: GraphQLSchema): GraphQLSchema {
  const { types, directives, ...config } = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    types: types.filter((type) => !isOurs(type)),
    directives: directives.filter((directive) => !isOurs(directive)),
  });
}

function createExecutor(
  service: Service,
  scalars: Readonly<Record<string, GraphQLScalarType>>,
  timeLimitMs: number | undefined,
) {
  const execute = toExecutor(service.call);
  const call = withCheckedResult(service, scalars, (request) =>
    execute(timeLimitMs === undefined ? request : { ...request, timeLimitMs }),
  );
  const takeEvent = withCheckedResult(service, scalars, async (request) => {
    const context = request.context as RequestContext;
    const event = subscriptionCallAnswer(context)(service, request);
    for (const error of event.errors ?? []) {
      if (error instanceof ServiceError) tellFailure(context, error, request.place?.() ?? []);
    }
    return event;
  });
  return (request: ExecutionRequest) =>
    request.operationType === "subscription" ? takeEvent(placed(request)) : call(placed(request));
}

/** What each of the requests is for that go to a service together: the library keeps the first one's alone. */
interface Together {
  infos?: ExecutionRequest["info"][];
}

function keepInfo(kept: Together, { info }: ExecutionRequest): Together {
  (kept.infos ??= []).push(info);
  return kept;
}

/** The request with where it was made for, as graphql-js tells it: of several, the one that a key of the answer is of, or the first. */
function placed(request: ExecutionRequest): UpstreamRequest {
  const { infos = [] }: Together = request.extensions ?? {};
  return { ...request, place: ([key] = []) => responsePathAsArray((infos[indexIn(key)] ?? request.info)?.path) };
}

/** Which of the requests that go together a root field's key is of: the library puts its number before it. */
function indexIn(key: string | number | undefined): number {
  return Number(/^_v(\d+)_/.exec(String(key))?.[1]);
}
