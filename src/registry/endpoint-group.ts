import type { ExecutionResult } from "@graphql-tools/utils";
import type { ServiceMetrics } from "../observability/service-metrics.ts";
import { ServiceError } from "../errors.ts";
import type { Call } from "../resilience/call.ts";
import { withFaults, withStreamFaults } from "../resilience/inject-fault.ts";
import { createResilientExecutor, DEFAULT_TIMEOUT_MS, type EndpointParts } from "../resilience/resilient-executor.ts";
import { createResilientStream, type StreamObserver } from "../resilience/resilient-stream.ts";
import type { ServiceState } from "../resilience/service-state.ts";
import { endpointUrl, TRANSPORT_KINDS } from "../transports/transport-kinds.ts";
import type { StreamExecutor, StreamRequest, Transport, UpstreamRequest } from "../transports/transport.ts";
import type { Contract } from "./contract.ts";
import { outgoingHeaders, outgoingHeadersWithToken } from "./outgoing-headers.ts";
import type { ServiceOptions } from "./service.ts";

/** Endpoints of a service among which calls are balanced, with all that is known of them: nothing is shared with others. */
export interface EndpointGroup {
  readonly call: Call;
  readonly subscribe: (request: StreamRequest) => Promise<AsyncIterableIterator<ExecutionResult>>;
  readonly hasSeveral: boolean;
  readonly state: () => ServiceState;
  dispose(): Promise<void>;
}

export interface EndpointGroupParts {
  readonly metrics: ServiceMetrics;
  readonly observer: StreamObserver;
  /** What two subscriptions have in common that are given the same events, see `ShareOptions.keyOf`. */
  readonly sameEvents: (request: UpstreamRequest) => string | undefined;
  readonly injectsFaults: boolean;
}

/** Opens endpoints; nothing is asked of them yet. */
export function openEndpointGroup(
  contract: Contract,
  endpoints: readonly [URL, ...URL[]],
  options: ServiceOptions,
  { metrics, observer, sameEvents, injectsFaults }: EndpointGroupParts,
): EndpointGroup {
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
  const calls = createResilientExecutor(contract.name, parts as [EndpointParts], options, metrics);
  return {
    call: calls.call,
    subscribe: createResilientStream(
      contract.name,
      transports.map((endpoint) => endpoint.subscribe ?? offersNoStreams(contract.name)),
      calls.isLeftOut,
      timeoutMs,
      sameEvents,
      observer,
      options,
    ),
    hasSeveral: endpoints.length > 1,
    state: () => calls.state(),
    async dispose() {
      calls.dispose();
      await Promise.all(transports.map((each) => each.dispose()));
    },
  };
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
