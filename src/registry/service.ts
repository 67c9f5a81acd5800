import { randomUUID } from "node:crypto";
import type { ExecutionResult } from "@graphql-tools/utils";
import { getOperationAST, print, responsePathAsArray } from "graphql";
import type { RequestContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { describeCause } from "../observability/describe-cause.ts";
import type { Metrics } from "../observability/metrics.ts";
import { withFaults, withStreamFaults } from "../resilience/inject-fault.ts";
import {
  createResilientExecutor,
  DEFAULT_TIMEOUT_MS,
  type EndpointParts,
  type ResilienceOptions,
} from "../resilience/resilient-executor.ts";
import type { ServiceState } from "../resilience/service-state.ts";
import { createResilientStream, type StreamOptions } from "../resilience/resilient-stream.ts";
import { endpointUrl, TRANSPORT_KINDS, type TransportKind } from "../transports/transport-kinds.ts";
import type {
  ByteBudget,
  ErrorMessages,
  Executor,
  StreamExecutor,
  SubscriptionProtocol,
  Transport,
  UpstreamRequest,
} from "../transports/transport.ts";
import type { Contract } from "./contract.ts";
import { noteFailure } from "./failures.ts";
import { isIdempotent, readIdempotentFields } from "./idempotent-fields.ts";
import { identityOf, outgoingHeaders, outgoingHeadersWithToken } from "./outgoing-headers.ts";

export interface ServiceOptions extends ResilienceOptions, StreamOptions {
  /** How the service is spoken to. @default "graphql" */
  transport?: TransportKind;
  /** How a GraphQL service is subscribed to, at its one address. @default "sse" */
  subscriptions?: SubscriptionProtocol;
  /** Whether clients that may see the same share an upstream subscription; not for a service whose first events tell what was before. @default true */
  shareSubscriptions?: boolean;
  /** Whether the client's bearer token is handed on, as `Authorization`; only to services that it was made for. @default false */
  passToken?: boolean;
  /** Which of the service's own error messages a client may read. @default "mask" */
  errors?: ErrorMessages;
  /**
   * Whether an answer that is a whole operation's goes to the client as it came, unread. The service is trusted with its
   * contract then: its types are not checked, and what it adds is not taken away. @default false
   */
  passThrough?: boolean;
  /** An answer longer than this fails with `SERVICE_BAD_RESPONSE`, in bytes. @default 10_000_000 */
  maxResponseBytes?: number;
  /** How many calls each endpoint gets in proportion to the others, by its address, at least 0.01. @default 1 */
  endpointWeights?: Readonly<Record<string, number>>;
}

/** One upstream system, ready to be asked. */
export interface Service {
  readonly name: string;
  readonly contract: Contract;
  /** See `ServiceOptions.passThrough`. */
  readonly passThrough?: boolean;
  /** One upstream call. The request's `context` is a `RequestContext`. Failures are noted and logged here. */
  readonly execute: Executor;
  /** One upstream subscription, see `StreamExecutor`; also `return` ends it. Breaks are logged here. */
  readonly subscribe: (request: UpstreamRequest) => Promise<AsyncIterableIterator<ExecutionResult>>;
  dispose(): Promise<void>;
}

/** A service whose calls are watched. */
export interface OpenService extends Service {
  /** How it does, by what its last calls told. */
  readonly state: () => ServiceState;
}

/** Opens a service at its endpoints; nothing is asked of it yet, so it may be down. */
export function createService(
  contract: Contract,
  endpoints: readonly [URL, ...URL[]],
  options: ServiceOptions,
  { upstreamSubscriptions, ofService }: Pick<Metrics, "upstreamSubscriptions" | "ofService">,
  budgetOf: (context: RequestContext) => ByteBudget,
  injectsFaults = false,
): OpenService {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, transport = "graphql", endpointWeights = {}, passToken = false } = options;
  const weights = new Map(
    Object.entries(endpointWeights).map(([url, weight]) => [endpointUrl(url, transport).href, weight]),
  );
  const open = (url: URL): Transport =>
    TRANSPORT_KINDS[transport].create({
      service: contract.name,
      schema: contract.schema,
      url,
      headers: passToken ? outgoingHeadersWithToken : outgoingHeaders,
      ...(contract.proto === undefined ? {} : { proto: contract.proto }),
      ...(options.subscriptions === undefined ? {} : { subscriptions: options.subscriptions }),
      ...(options.errors === undefined ? {} : { errors: options.errors }),
      ...(!options.health || options.health.path === undefined ? {} : { healthPath: options.health.path }),
      ...(options.maxResponseBytes === undefined ? {} : { maxResponseBytes: options.maxResponseBytes }),
    });
  const transports = endpoints.map((url) => (injectsFaults ? faulty(open(url), contract.name) : open(url)));
  const parts = transports.map(({ execute, probe }, index): EndpointParts => {
    const { host = "", href = "" } = endpoints[index] ?? {};
    return { name: host, execute, weight: weights.get(href) ?? 1, ...(probe === undefined ? {} : { probe }) };
  });
  const calls = createResilientExecutor(contract.name, parts as [EndpointParts], options, ofService(contract.name));
  const identityFor = (context: RequestContext) =>
    passToken ? `${identityOf(context)}\n${context.token ?? ""}` : identityOf(context);
  // What two subscriptions have in common that are given the same events: what is asked, and who asks.
  const sameEvents = ({ document, variables, context, fault }: UpstreamRequest) =>
    JSON.stringify([print(document), variables, identityFor(context as RequestContext), fault?.text]);
  const idempotentFields = readIdempotentFields(contract);
  const subscribe = createResilientStream(
    contract.name,
    transports.map((endpoint) => endpoint.subscribe ?? offersNoStreams(contract.name)),
    timeoutMs,
    options.shareSubscriptions === false ? () => undefined : sameEvents,
    {
      onOpen: () => upstreamSubscriptions.inc({ service: contract.name }),
      onEnd: () => upstreamSubscriptions.dec({ service: contract.name }),
      onBreak: (error, request) => logFailure(request.context as RequestContext, error, "upstream subscription broke"),
    },
    options,
  );

  return {
    name: contract.name,
    contract,
    passThrough: options.passThrough ?? false,
    async execute(request) {
      const context = request.context as RequestContext;
      const operationType =
        request.operationType ?? getOperationAST(request.document, request.operationName)?.operation;
      const fault = context.faults?.get(contract.name);
      const isMutation = operationType === "mutation";
      const result = await calls.execute({
        ...request,
        ...(operationType === undefined ? {} : { operationType }),
        deadline: context.deadline,
        signal: context.signal,
        identity: identityFor(context),
        byteBudget: budgetOf(context),
        ...(fault === undefined ? {} : { fault }),
        ...(endpoints.length > 1 ? { tried: [] } : {}),
        ...(isMutation && isIdempotent(request.document, idempotentFields) ? { idempotencyKey: randomUUID() } : {}),
      });
      for (const error of result.errors ?? []) {
        if (error instanceof ServiceError) tellFailure(context, error, responsePathAsArray(request.info?.path));
      }
      return result;
    },
    async subscribe(request) {
      const context = request.context as RequestContext;
      const fault = context.faults?.get(contract.name);
      try {
        return await subscribe({
          ...request,
          deadline: Infinity,
          signal: context.signal,
          ...(fault === undefined ? {} : { fault }),
        });
      } catch (error) {
        if (error instanceof ServiceError) tellFailure(context, error, []);
        throw error;
      }
    },
    state: () => calls.state(),
    async dispose() {
      calls.dispose();
      await Promise.all(transports.map((transport) => transport.dispose()));
    },
  };
}

/** Notes a failure, and logs it the first time. */
export function tellFailure(context: RequestContext, error: ServiceError, place: ReadonlyArray<string | number>): void {
  if (!noteFailure(context, error, place) || context.signal.aborted) return;
  logFailure(context, error, "upstream call failed");
}

function logFailure(context: RequestContext, error: ServiceError, message: string): void {
  context.log.warn(
    {
      requestId: context.requestId,
      service: error.service,
      code: error.code,
      path: error.path,
      cause: describeCause(error.cause),
    },
    message,
  );
}

function offersNoStreams(service: string): StreamExecutor {
  return () =>
    Promise.reject(new ServiceError("SERVICE_ERROR", service, { cause: "Its transport has no subscriptions." }));
}

/** A transport that fails where a request asks for it. */
function faulty(transport: Transport, service: string): Transport {
  const { execute, subscribe } = transport;
  return {
    ...transport,
    execute: withFaults(execute, service),
    ...(subscribe === undefined ? {} : { subscribe: withStreamFaults(subscribe, service) }),
  };
}
