import type { CircuitStateName } from "./circuit.ts";
import type { Endpoint } from "./endpoint.ts";
import { OUTLIER_DEFAULTS } from "./outliers.ts";

/** How a service or an endpoint does, by what its last calls and probes told; `unknown` where there were none. */
export type HealthState = "up" | "degraded" | "down" | "unknown";

/** The last call that failed as a whole. */
export interface LastError {
  readonly code: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface EndpointState {
  /** Its host and port. */
  readonly name: string;
  /** The group of endpoints that it belongs to. @default the service's own */
  readonly group?: string;
  readonly state: HealthState;
  readonly circuit: CircuitStateName;
  /** Whether it is left out while others do well. */
  readonly isEjected: boolean;
  readonly inFlight: number;
  /** What calls took of late, as a moving average. */
  readonly latencyMs: number | null;
  readonly lastError: LastError | null;
}

export interface ServiceState {
  readonly name: string;
  readonly state: HealthState;
  /** How many calls it has not answered yet. */
  readonly inFlight: number;
  /** Of the endpoint that is quickest. */
  readonly latencyMs: number | null;
  readonly lastError: LastError | null;
  /** Root fields that are left out of its calls. */
  readonly openFields: readonly string[];
  readonly endpoints: readonly EndpointState[];
}

/** Sums up what is known of a service. */
export function readServiceState(
  name: string,
  endpoints: readonly Endpoint[],
  openFields: ReadonlySet<string>,
): ServiceState {
  const states = endpoints.map(readEndpointState);
  const latencies = states.flatMap(({ latencyMs }) => latencyMs ?? []);
  const errors = states.flatMap(({ lastError }) => lastError ?? []);
  return {
    name,
    state: sumUp(
      states.map(({ state }) => state),
      openFields.size > 0,
    ),
    inFlight: states.reduce((sum, { inFlight }) => sum + inFlight, 0),
    latencyMs: latencies.length === 0 ? null : Math.min(...latencies),
    lastError: lastOf(errors),
    openFields: [...openFields].toSorted(),
    endpoints: states,
  };
}

/**
 * What is told of a service that has groups of endpoints beside its own. Whether it is up is said by its own: most requests
 * go there. Where a group is not, the service lacks something.
 */
export function joinGroupStates(
  own: ServiceState,
  groups: ReadonlyMap<string, { readonly state: () => ServiceState }>,
): ServiceState {
  if (groups.size === 0) return own;
  const states = [...groups].map(([group, { state }]) => {
    const told = state();
    return { ...told, endpoints: told.endpoints.map(({ name, ...rest }) => ({ name, group, ...rest })) };
  });
  const all = [own, ...states];
  const lacksGroup = states.some(({ state }) => state === "down" || state === "degraded");
  return {
    ...own,
    state: own.state === "up" && lacksGroup ? "degraded" : own.state,
    inFlight: all.reduce((sum, { inFlight }) => sum + inFlight, 0),
    lastError: lastOf(all.flatMap(({ lastError }) => lastError ?? [])),
    openFields: [...new Set(all.flatMap(({ openFields }) => openFields))].toSorted(),
    endpoints: all.flatMap(({ endpoints }) => endpoints),
  };
}

function lastOf(errors: readonly LastError[]): LastError | null {
  return errors.toSorted((one, other) => other.at.localeCompare(one.at))[0] ?? null;
}

function sumUp(states: readonly HealthState[], lacksFields: boolean): HealthState {
  if (states.every((state) => state === "unknown")) return "unknown";
  if (states.every((state) => state === "down")) return "down";
  return lacksFields || states.some((state) => state === "down" || state === "degraded") ? "degraded" : "up";
}

function readEndpointState(endpoint: Endpoint): EndpointState {
  const { name, circuit, isEjected, inFlight, latencyMs, lastFailure } = endpoint;
  return {
    name,
    state: stateOf(endpoint),
    circuit: circuit.state,
    isEjected,
    inFlight,
    latencyMs: latencyMs === undefined ? null : Math.round(latencyMs * 10) / 10,
    lastError:
      lastFailure === undefined ? null : { code: lastFailure.code, at: new Date(lastFailure.at).toISOString() },
  };
}

function stateOf({ isKnown, isEjected, circuit, failuresInARow }: Endpoint): HealthState {
  if (!isKnown) return "unknown";
  if (isEjected || circuit.state !== "closed" || failuresInARow >= OUTLIER_DEFAULTS.failuresInARow) return "down";
  return failuresInARow > 0 ? "degraded" : "up";
}
