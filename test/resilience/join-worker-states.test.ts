import { expect, it } from "vitest";
import { joinWorkerStates } from "../../src/resilience/join-worker-states.ts";
import type { EndpointState, HealthState, ServiceState } from "../../src/resilience/service-state.ts";

const endpoint = (name: string, state: HealthState, rest: Partial<EndpointState> = {}): EndpointState => ({
  name,
  state,
  circuit: "closed",
  isEjected: false,
  inFlight: 1,
  latencyMs: 10,
  lastError: null,
  ...rest,
});
const service = (state: HealthState, endpoints: EndpointState[], rest: Partial<ServiceState> = {}): ServiceState => ({
  name: "order",
  state,
  inFlight: 2,
  latencyMs: 10,
  lastError: null,
  openFields: [],
  endpoints,
  ...rest,
});

it("what several processes know of a service is put together, endpoint by endpoint", () => {
  const early = { code: "SERVICE_TIMEOUT", at: "2026-11-25T10:00:00.000Z" };
  const late = { code: "SERVICE_UNAVAILABLE", at: "2026-11-25T10:00:01.000Z" };
  const one = service(
    "up",
    [endpoint("a:1", "up", { lastError: early, latencyMs: 7 }), endpoint("b:1", "unknown", { latencyMs: null })],
    { openFields: ["total"], lastError: early, latencyMs: 7 },
  );
  const other = service(
    "degraded",
    [
      endpoint("a:1", "down", { circuit: "open", isEjected: true, lastError: late }),
      endpoint("b:1", "up"),
      endpoint("a:1", "up", { group: "canary" }),
    ],
    { openFields: ["items", "total"], lastError: late },
  );
  expect(joinWorkerStates([[one], [other]])).toEqual([
    service(
      "degraded",
      [
        endpoint("a:1", "degraded", { circuit: "open", isEjected: true, lastError: late, latencyMs: 7, inFlight: 2 }),
        endpoint("b:1", "up", { inFlight: 2 }),
        endpoint("a:1", "up", { group: "canary" }),
      ],
      { inFlight: 4, latencyMs: 7, lastError: late, openFields: ["items", "total"] },
    ),
  ]);
});

it.each<[HealthState[], HealthState]>([
  [["unknown", "unknown"], "unknown"],
  [["unknown", "up"], "up"],
  [["down", "down"], "down"],
  [["down", "unknown"], "down"],
  [["down", "up"], "degraded"],
  [["up", "degraded"], "degraded"],
])("of %s becomes %s", (states, joined) => {
  expect(joinWorkerStates(states.map((state) => [service(state, [])]))[0]?.state).toBe(joined);
});

it("nothing is known of nobody", () => {
  expect(joinWorkerStates([])).toEqual([]);
});
