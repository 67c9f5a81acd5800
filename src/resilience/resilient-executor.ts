import { NO_SERVICE_METRICS, type ServiceMetrics } from "../observability/service-metrics.ts";
import type { Transport } from "../transports/transport.ts";
import { balance } from "./balance.ts";
import { withBulkhead, type BulkheadOptions } from "./bulkhead.ts";
import type { Call } from "./call.ts";
import { withCircuitBreaker } from "./circuit-breaker.ts";
import { Circuit, type CircuitOptions } from "./circuit.ts";
import { deduplicate } from "./deduplicate.ts";
import { Endpoint } from "./endpoint.ts";
import { withFieldBreakers } from "./field-breaker.ts";
import { HealthChecks, type HealthOptions } from "./health-checks.ts";
import { withHedge, type HedgeOptions } from "./hedge.ts";
import { Outliers, type OutlierOptions } from "./outliers.ts";
import { withResponseGuard } from "./response-guard.ts";
import { withRetry, type RetryOptions } from "./retry.ts";
import { readServiceState, type ServiceState } from "./service-state.ts";
import { withTimeLimit } from "./time-limit.ts";
import { withTimeout } from "./timeout.ts";

export interface ResilienceOptions {
  /** How long one attempt may take, in milliseconds, to the last byte. Then it fails with `SERVICE_TIMEOUT`. @default 3_000 */
  timeoutMs?: number;
  /** How calls that failed on their way are repeated; `false`: never. */
  retry?: RetryOptions | false;
  /** How slow queries are asked a second time; `false`: never. @default where there are several endpoints */
  hedge?: HedgeOptions | false;
  /** When an endpoint gets no more calls; `false`: always. */
  circuitBreaker?: CircuitOptions | false;
  /** When a root field is left out of the calls; `false`: never. */
  fieldBreaker?: CircuitOptions | false;
  /** How many calls are made at the same time; `false`: any number. */
  bulkhead?: BulkheadOptions | false;
  /** Whether identical queries of one principal share a call while it lasts. @default true */
  deduplicate?: boolean;
  /** When endpoints are left out while others do well; `false`: never. */
  outliers?: OutlierOptions | false;
  /** How endpoints are probed; `false`: they are not. */
  health?: HealthOptions | false;
}

export const DEFAULT_TIMEOUT_MS = 3_000;

export interface EndpointParts extends Pick<Transport, "execute" | "probe"> {
  /** For metrics. */
  readonly name: string;
  /** @default 1 */
  readonly weight?: number;
}

export interface ResilientExecutor {
  readonly call: Call;
  /** How the service does. */
  readonly state: () => ServiceState;
  /** Whether an endpoint, by its index, is better not asked while there is another: it is ejected, or its circuit is open. */
  readonly isLeftOut: (index: number) => boolean;
  /** Ends the probes. */
  dispose(): void;
}

/** The order in which the wrappers of an upstream call stand, written once. */
export function createResilientExecutor(
  service: string,
  parts: readonly [EndpointParts, ...EndpointParts[]],
  options: ResilienceOptions = {},
  metrics: ServiceMetrics = NO_SERVICE_METRICS,
): ResilientExecutor {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const several = parts.length > 1;
  const meanWeight = parts.reduce((sum, { weight = 1 }) => sum + weight, 0) / parts.length;

  const createEndpoint = ({ name, execute, weight = 1, probe }: EndpointParts): Endpoint => {
    const circuit = new Circuit(options.circuitBreaker || {}, (state) =>
      metrics.circuitChanged("endpoint", name, state),
    );
    let call = withResponseGuard(execute, service);
    call = withTimeout(call, service, timeoutMs);
    if (options.circuitBreaker !== false) call = withCircuitBreaker(call, service, circuit);
    const share = weight / meanWeight;
    return new Endpoint(name, call, circuit, metrics, share, options.health === false ? undefined : probe);
  };
  const [first, ...rest] = parts;
  const endpoints = [createEndpoint(first), ...rest.map(createEndpoint)] as const;
  const outliers = new Outliers(
    endpoints,
    options.outliers === false ? { maxEjectedShare: 0 } : options.outliers,
    ({ name }) => metrics.ejected(name),
    () => health.watch(),
  );
  const health = new HealthChecks(endpoints, outliers, options.health || {});

  let call = balance(endpoints, outliers);
  if (options.bulkhead !== false) call = withBulkhead(call, service, options.bulkhead, metrics.refused);
  if (options.retry !== false) call = withRetry(call, endpoints.length, options.retry, metrics.retried);
  if (options.hedge !== false && (several || options.hedge !== undefined))
    call = withHedge(call, options.hedge, metrics.hedged);
  if (options.deduplicate !== false) call = deduplicate(call, service, timeoutMs, metrics.shared);
  const openFields = new Set<string>();
  if (options.fieldBreaker !== false) {
    call = withFieldBreakers(call, service, options.fieldBreaker, (field, state) => {
      metrics.circuitChanged("field", field, state);
      if (state === "closed") openFields.delete(field);
      else openFields.add(field);
    });
  }
  call = withTimeLimit(call, service);
  return {
    call,
    state: () => readServiceState(service, endpoints, openFields),
    isLeftOut: (index) => endpoints[index]?.isAvailable === false,
    dispose: () => health.dispose(),
  };
}
