import { responsePathAsArray } from "graphql";
import type { RequestContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import {
  createResilientExecutor,
  DEFAULT_TIMEOUT_MS,
  type ResilienceOptions,
} from "../resilience/resilient-executor.ts";
import { TRANSPORT_KINDS, type TransportKind } from "../transports/transport-kinds.ts";
import type { ErrorMessages, Executor, Transport } from "../transports/transport.ts";
import type { Contract } from "./contract.ts";
import { noteFailure } from "./failures.ts";
import { outgoingHeaders } from "./outgoing-headers.ts";

export interface ServiceOptions extends ResilienceOptions {
  /** How the service is spoken to. @default "graphql" */
  transport?: TransportKind;
  /** Which of the service's own error messages a client may read. @default "mask" */
  errors?: ErrorMessages;
  /** An answer longer than this fails with `SERVICE_BAD_RESPONSE`, in bytes. @default 10_000_000 */
  maxResponseBytes?: number;
}

/** One upstream system, ready to be asked. */
export interface Service {
  readonly name: string;
  readonly contract: Contract;
  /** One upstream call. The request's `context` is a `RequestContext`. Failures are noted and logged here. */
  readonly execute: Executor;
  dispose(): Promise<void>;
}

/** Opens a service at its endpoints; nothing is asked of it yet, so it may be down. */
export function createService(
  contract: Contract,
  endpoints: readonly [URL, ...URL[]],
  options: ServiceOptions,
): Service {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, transport = "graphql" } = options;
  const open = (url: URL): Transport =>
    TRANSPORT_KINDS[transport].create({
      service: contract.name,
      schema: contract.schema,
      url,
      headers: outgoingHeaders,
      ...(options.errors === undefined ? {} : { errors: options.errors }),
      ...(options.maxResponseBytes === undefined ? {} : { maxResponseBytes: options.maxResponseBytes }),
    });
  const [first, ...rest] = endpoints;
  const transports: [Transport, ...Transport[]] = [open(first), ...rest.map(open)];
  const executors = transports.map((transport) => transport.execute) as [Executor, ...Executor[]];
  const execute = createResilientExecutor(contract.name, executors, { timeoutMs });

  return {
    name: contract.name,
    contract,
    async execute(request) {
      const context = request.context as RequestContext;
      const result = await execute({ ...request, deadline: context.deadline, signal: context.signal });
      for (const error of result.errors ?? []) {
        if (error instanceof ServiceError) tellFailure(context, error, responsePathAsArray(request.info?.path));
      }
      return result;
    },
    async dispose() {
      await Promise.all(transports.map((transport) => transport.dispose()));
    },
  };
}

/** Notes a failure, and logs it the first time. */
export function tellFailure(context: RequestContext, error: ServiceError, place: ReadonlyArray<string | number>): void {
  if (!noteFailure(context, error, place) || context.signal.aborted) return;
  context.log.warn(
    {
      requestId: context.requestId,
      service: error.service,
      code: error.code,
      path: error.path,
      cause: describe(error.cause),
    },
    "upstream call failed",
  );
}

function describe(cause: unknown): unknown {
  return cause instanceof Error
    ? { name: cause.name, message: cause.message, code: "code" in cause ? cause.code : undefined }
    : cause;
}
