import type { CircuitStateName } from "./circuit.ts";
import type { EndpointState, HealthState, LastError, ServiceState } from "./service-state.ts";

/**
 * Puts together what several processes know of the same services, each by its own calls. What only some of them find up is
 * degraded; who does not know has no say.
 */
export function joinWorkerStates(workers: readonly (readonly ServiceState[])[]): ServiceState[] {
  const [first = []] = workers;
  return first.map(({ name }) => joinService(workers.flatMap((states) => states.filter((each) => each.name === name))));
}

function joinService(states: readonly ServiceState[]): ServiceState {
  const endpoints = Map.groupBy(
    states.flatMap((each) => each.endpoints),
    ({ name, group }) => `${group ?? ""} ${name}`,
  );
  return {
    ...joinCommon(states),
    openFields: [...new Set(states.flatMap(({ openFields }) => openFields))].toSorted(),
    endpoints: [...endpoints.values()].map(joinEndpoint),
  };
}

function joinEndpoint(states: readonly EndpointState[]): EndpointState {
  const circuits = new Set(states.map(({ circuit }) => circuit));
  const worst: CircuitStateName = circuits.has("open") ? "open" : circuits.has("half-open") ? "half-open" : "closed";
  const { name, ...common } = joinCommon(states);
  const group = states[0]?.group;
  return {
    name,
    ...(group === undefined ? {} : { group }),
    ...common,
    circuit: worst,
    isEjected: states.some(({ isEjected }) => isEjected),
  };
}

interface Common {
  readonly name: string;
  readonly state: HealthState;
  readonly inFlight: number;
  readonly latencyMs: number | null;
  readonly lastError: LastError | null;
}

function joinCommon(states: readonly Common[]): Common {
  const latencies = states.flatMap(({ latencyMs }) => latencyMs ?? []);
  const errors = states.flatMap(({ lastError }) => lastError ?? []);
  return {
    name: states[0]?.name ?? "",
    state: joinHealth(states.map(({ state }) => state)),
    inFlight: states.reduce((sum, { inFlight }) => sum + inFlight, 0),
    latencyMs: latencies.length === 0 ? null : Math.min(...latencies),
    lastError: errors.toSorted((one, other) => other.at.localeCompare(one.at))[0] ?? null,
  };
}

function joinHealth(states: readonly HealthState[]): HealthState {
  const known = new Set(states.filter((state) => state !== "unknown"));
  const [only = "unknown"] = known;
  return known.size > 1 ? "degraded" : only;
}
