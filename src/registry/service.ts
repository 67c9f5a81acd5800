import { randomUUID } from "node:crypto";
import type { ExecutionResult } from "@graphql-tools/utils";
import { getOperationAST, print } from "graphql";
import type { RequestContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { describeCause } from "../observability/describe-cause.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Call } from "../resilience/call.ts";
import type { ResilienceOptions } from "../resilience/resilient-executor.ts";
import type { StreamOptions } from "../resilience/resilient-stream.ts";
import { joinGroupStates, type ServiceState } from "../resilience/service-state.ts";
import { parseFault } from "../transports/fault.ts";
import { endpointUrls, type TransportKind } from "../transports/transport-kinds.ts";
import type { ByteBudget, ErrorMessages, SubscriptionProtocol, UpstreamRequest } from "../transports/transport.ts";
import { toAbortSignal } from "../util/cancellation.ts";
import type { Contract } from "./contract.ts";
import { openEndpointGroup, type EndpointGroup } from "./endpoint-group.ts";
import type { EndpointGroupOptions } from "./choose-groups.ts";
import { noteFailure } from "./failures.ts";
import { isIdempotent, readIdempotentFields } from "./idempotent-fields.ts";
import { identityOf } from "./outgoing-headers.ts";

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
  /** Further endpoints, each group for the requests that ask for it by a header; all others go to the service's own. @default none */
  endpointGroups?: readonly EndpointGroupOptions[];
  /** What goes wrong with the service's calls, for development, as `X-Fault` has it: `"timeout"`, `"503@30%"`. Never in production. @default nothing that does not go wrong */
  fault?: string;
}

/** One upstream system, ready to be asked. */
export interface Service {
  readonly name: string;
  readonly contract: Contract;
  /** See `ServiceOptions.passThrough`. */
  readonly passThrough?: boolean;
  /** One upstream call. The request's `context` is a `RequestContext`. Failures are noted and logged here. */
  readonly call: Call;
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
  const { passToken = false, shareSubscriptions = true, endpointGroups = [], transport } = options;
  const identityFor = (context: RequestContext) =>
    passToken ? `${identityOf(context)}\n${context.token ?? ""}` : identityOf(context);
  // What two subscriptions have in common that are given the same events: what is asked, and who asks.
  const sameEvents = ({ document, variables, context, fault }: UpstreamRequest) =>
    JSON.stringify([print(document), variables, identityFor(context as RequestContext), fault?.text]);
  const open = (urls: readonly [URL, ...URL[]], group?: string) =>
    openEndpointGroup(contract, urls, options, {
      metrics: ofService(contract.name, group),
      observer: {
        onOpen: () => upstreamSubscriptions.inc({ service: contract.name }),
        onEnd: () => upstreamSubscriptions.dec({ service: contract.name }),
        onBreak: (error, request) =>
          logFailure(request.context as RequestContext, error, "upstream subscription broke"),
      },
      sameEvents: shareSubscriptions ? sameEvents : () => undefined,
      injectsFaults,
    });
  const standingFault = options.fault === undefined ? undefined : parseFault(options.fault);
  const faultFor = ({ faults }: RequestContext) => faults?.get(contract.name) ?? standingFault;
  const own = open(endpoints);
  const groups = new Map(
    endpointGroups.map((group) => [group.name, open(endpointUrls(group.endpoints, transport), group.name)]),
  );
  const groupOf = ({ groups: chosen }: RequestContext): EndpointGroup =>
    (chosen && groups.get(chosen.get(contract.name) ?? "")) ?? own;
  const idempotentFields = readIdempotentFields(contract);

  return {
    name: contract.name,
    contract,
    passThrough: options.passThrough ?? false,
    call(request, answer) {
      const context = request.context as RequestContext;
      const { document, operationName, variables } = request;
      const operationType = request.operationType ?? getOperationAST(document, operationName)?.operation;
      const isMutation = operationType === "mutation";
      const group = groupOf(context);
      // All fields, and always in this order: the layers copy it.
      const call = {
        document,
        operationName,
        operationType,
        variables,
        variablesText: undefined,
        context,
        signal: context.signal,
        deadline: context.deadline,
        timeLimitMs: request.timeLimitMs,
        idempotencyKey: isMutation && isIdempotent(document, idempotentFields) ? randomUUID() : undefined,
        identity: identityFor(context),
        fault: faultFor(context),
        tried: group.hasSeveral ? [] : undefined,
        isSettled: false,
        asText: request.asText,
        byteBudget: budgetOf(context),
        onFault: request.onFault,
        place: request.place,
      };
      group.call(call, (result) => {
        for (const error of result.errors ?? []) {
          if (error instanceof ServiceError) tellFailure(context, error, request.place?.(error.path) ?? []);
        }
        answer(result);
      });
    },
    async subscribe(request) {
      const context = request.context as RequestContext;
      const fault = faultFor(context);
      try {
        return await groupOf(context).subscribe({
          ...request,
          deadline: context.deadline,
          signal: toAbortSignal(context.signal),
          ...(fault === undefined ? {} : { fault }),
        });
      } catch (error) {
        if (error instanceof ServiceError) tellFailure(context, error, []);
        throw error;
      }
    },
    state: () => joinGroupStates(own.state(), groups),
    async dispose() {
      await Promise.all([own, ...groups.values()].map((group) => group.dispose()));
    },
  };
}

/** Notes a failure, and logs it the first time. */
export function tellFailure(context: RequestContext, error: ServiceError, place: ReadonlyArray<string | number>): void {
  if (!noteFailure(context, error, place) || context.signal.aborted) return;
  logFailure(context, error, "upstream call failed");
}

function logFailure(context: RequestContext, error: ServiceError, message: string): void {
  const group = context.groups?.get(error.service);
  context.log.warn(
    {
      requestId: context.requestId,
      service: error.service,
      code: error.code,
      path: error.path,
      ...(group === undefined ? {} : { group }),
      cause: describeCause(error.cause),
    },
    message,
  );
}
