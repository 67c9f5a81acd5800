import type { ExecutionRequest, ExecutionResult } from "@graphql-tools/utils";
import type { GraphQLSchema } from "graphql";
import type { CancelSignal } from "../util/cancellation.ts";
import type { Fault } from "./fault.ts";
import type { Proto } from "./grpc/load-proto.ts";

/** One operation for a service, and what its call may take. */
export interface UpstreamRequest extends Pick<ExecutionRequest, "document" | "variables" | "context"> {
  readonly operationName?: ExecutionRequest["operationName"] | undefined;
  readonly operationType?: ExecutionRequest["operationType"] | undefined;
  /** The variables as JSON, where they are written already: see `variablesText`. */
  variablesText?: string | undefined;
  /** Ends the call early. */
  readonly signal?: CancelSignal | undefined;
  /** When the call must be over, in milliseconds on the clock of `performance.now()`. @default it may take its time */
  readonly deadline?: number | undefined;
  /** How long the call may take in all, in milliseconds: then it is a `SERVICE_TIMEOUT`. @default to the deadline */
  readonly timeLimitMs?: number | undefined;
  /** The same on each attempt of a mutation that may be repeated. @default a mutation is sent once */
  readonly idempotencyKey?: string | undefined;
  /** Whose call this is, as the service is told: answers are shared among the same only. @default they are not shared */
  readonly identity?: string | undefined;
  /** What goes wrong with this call, as its client asked for it; one without is never shared with it. @default nothing */
  readonly fault?: Fault | undefined;
  /** The endpoints that this call went to already, by their index: others go first. Grows with each attempt. */
  readonly tried?: number[] | undefined;
  /** Set when another attempt's answer was taken: this one is repeated no more. */
  isSettled?: boolean | undefined;
  /** Whether an answer without errors may be given as it came, unread: a `TextResult`. */
  readonly asText?: boolean | undefined;
  /** How many bytes the answers to one client's request may still have; each answer takes its own away. @default any number */
  readonly byteBudget?: ByteBudget | undefined;
  /** Told of a fault of the gateway's own, where its answer goes to a function. */
  readonly onFault?: ((error: unknown) => void) | undefined;
  /** Where in the client's answer a failure would show, given its path in the service's, if it has one. @default nowhere */
  readonly place?: ((failed?: ReadonlyArray<string | number>) => ReadonlyArray<string | number>) | undefined;
}

/** A call that lasts. */
export interface StreamRequest extends UpstreamRequest {
  readonly signal: AbortSignal;
}

/** The variables of a request as JSON: written the first time, for whoever shares the call and for whoever sends it. */
export function variablesText(request: UpstreamRequest): string {
  return (request.variablesText ??= request.variables === undefined ? "{}" : JSON.stringify(request.variables));
}

/** A complete answer of a service's that nobody has read; its `data` is empty. */
export interface TextResult extends ExecutionResult {
  readonly text: string;
}

export function textResult(text: string): TextResult {
  return { data: {}, text };
}

/** The text of an answer that was given as it came. */
export function textOf(result: ExecutionResult): string | undefined {
  return "text" in result ? (result as TextResult).text : undefined;
}

export interface ByteBudget {
  left: number;
}

/**
 * One upstream call: an operation goes in, its result comes out. A call that fails gives `errors`, each a
 * `ServiceError`, and is not rejected; `request.signal` ends it early.
 */
export type Executor = (request: UpstreamRequest) => Promise<ExecutionResult>;

/**
 * One upstream subscription: an operation goes in, its results come out one by one. Rejected with a `ServiceError` where it
 * cannot be opened; the iteration is rejected with one where it breaks, so that a break is never taken for the service's
 * own end. `request.signal`, which is always there, ends it upstream at any time, and with that the iteration. A stream may
 * last: it has no deadline.
 */
export type StreamExecutor = (request: StreamRequest) => Promise<AsyncIterable<ExecutionResult>>;

/** One address of a service, spoken to. */
export interface Transport {
  readonly execute: Executor;
  /** Without it, nothing can be subscribed to over this transport. */
  readonly subscribe?: StreamExecutor;
  /** Asks the endpoint whether it is well, as cheaply as can be; gives no answer but yes or no, and is never rejected. @default it cannot be asked */
  readonly probe?: (signal: AbortSignal) => Promise<boolean>;
  /** Closes the connections; calls in flight fail. */
  dispose(): Promise<void>;
}

export const DEFAULT_MAX_RESPONSE_BYTES = 10_000_000;

/** One address of a service, for subscriptions alone. */
export interface StreamTransport {
  readonly subscribe: StreamExecutor;
  dispose(): Promise<void>;
}

export interface TransportOptions {
  /** The service's name: who is to blame. */
  service: string;
  /** The service's contract, with what it says of the mapping. */
  schema: GraphQLSchema;
  /** The endpoint's address. */
  url: URL;
  /** Headers for one call, lower case. */
  headers: (request: UpstreamRequest) => Record<string, string>;
  /** Which of the service's own messages a client may read. @default "mask" */
  errors?: ErrorMessages;
  /** What a gRPC service speaks. */
  proto?: Proto;
  /** How a GraphQL service is subscribed to. @default "sse" */
  subscriptions?: SubscriptionProtocol;
  /** What an HTTP endpoint is asked by GET when it is probed. @default the cheapest request there is */
  healthPath?: string;
  /** An answer longer than this is cut off and fails with `SERVICE_BAD_RESPONSE`, in bytes. @default 10_000_000 */
  maxResponseBytes?: number;
}

/** GraphQL over SSE (distinct connections), or `graphql-transport-ws` over a WebSocket; both at the service's one address. */
export type SubscriptionProtocol = "sse" | "ws";

/** Whether a service's own error messages reach the client, or the gateway's in their place. */
export type ErrorMessages =
  | "mask"
  | "pass"
  | { readonly queries: "mask" | "pass"; readonly mutations: "mask" | "pass" };

export function mayPassMessages(errors: ErrorMessages | undefined, operation: string | undefined): boolean {
  if (errors === undefined || typeof errors === "string") return errors === "pass";
  return (operation === "mutation" ? errors.mutations : errors.queries) === "pass";
}
