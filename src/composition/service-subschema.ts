import type { SubschemaConfig } from "@graphql-tools/delegate";
import type { ExecutionRequest } from "@graphql-tools/utils";
import { stitchingDirectives } from "@graphql-tools/stitching-directives";
import { responsePathAsArray, type GraphQLScalarType, type GraphQLSchema } from "graphql";
import type { RequestContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { checkKey } from "./check-key.ts";
import { checkLookup } from "./check-lookup.ts";
import { noteLookup } from "./lost-fields.ts";
import { withCheckedResult } from "./check-result.ts";
import { readOwner, type Owner } from "./owners.ts";
import { tellFailure, type Service } from "../registry/service.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import { subscriptionCallAnswer } from "./subscription-calls.ts";
import { divideByTimeout, type AskedFields } from "./timed-fields.ts";

const { stitchingDirectivesTransformer } = stitchingDirectives();

/** One event-loop turn of the process: what was asked for in it goes to a service together. */
const oncePerTurn = { batchScheduleFn: (send: () => void) => setImmediate(send) };

/** A service as the engines know it, its lookups read from the contract's directives. */
export interface ServiceSubschema {
  /** For the stitching library. */
  readonly config: SubschemaConfig;
  /** For the stitching library, what may take no longer than so many milliseconds. */
  readonly timed: ReadonlyMap<number, SubschemaConfig>;
  /** For the planner. */
  readonly owner: Owner;
}

export function createServiceSubschema(
  service: Service,
  scalars: Readonly<Record<string, GraphQLScalarType>>,
  asked: AskedFields,
): ServiceSubschema {
  const { name, contract } = service;
  const owner = readOwner(name, contract.schema, stitchingDirectivesTransformer({ schema: contract.schema }));
  const { rest, timed } = divideByTimeout(owner, asked);
  const subschemaOf = (schema: GraphQLSchema, timeLimitMs?: number): SubschemaConfig => {
    const subschema = stitchingDirectivesTransformer({
      name: timeLimitMs === undefined ? name : `${name} within ${timeLimitMs} ms`,
      schema,
      executor: createExecutor(service, scalars, timeLimitMs) as NonNullable<SubschemaConfig["executor"]>,
      batch: true,
      batchingOptions: { dataLoaderOptions: oncePerTurn },
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
    return subschema;
  };
  return {
    config: subschemaOf(rest),
    timed: new Map([...timed].map(([timeoutMs, schema]) => [timeoutMs, subschemaOf(schema, timeoutMs)])),
    owner,
  };
}

function createExecutor(
  service: Service,
  scalars: Readonly<Record<string, GraphQLScalarType>>,
  timeLimitMs: number | undefined,
) {
  const call = withCheckedResult(service, scalars, (request) =>
    service.execute(timeLimitMs === undefined ? request : { ...request, timeLimitMs }),
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

/** The request with where it was made for, as graphql-js tells it. */
function placed(request: ExecutionRequest): UpstreamRequest {
  return { ...request, place: () => responsePathAsArray(request.info?.path) };
}
