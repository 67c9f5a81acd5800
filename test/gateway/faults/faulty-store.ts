import { afterAll, beforeAll, expect } from "vitest";
import { serve, type RunningService } from "../../../examples/store/kit/serve.ts";
import { storeServiceNames, storeServices, type StoreServiceName } from "../../../examples/store/store-services.ts";
import { loadConfig } from "../../../src/config/load-config.ts";
import { createGateway, type Gateway, type ServiceConfig } from "../../../src/index.ts";
import { startFaultProxy, type FaultProxy, type HttpMisbehaviour } from "../../testkit/fault-proxy.ts";
import { startGrpcFaultProxy, type GrpcMisbehaviour } from "../../testkit/grpc-fault-proxy.ts";
import { startLoopClock } from "../../testkit/loop-clock.ts";
import { CUSTOMER, storeEnvironment } from "../../testkit/store.ts";
import { subscribeOverSse, type OpenEventStream } from "../../testkit/streams.ts";
import type { GraphqlAnswer } from "../../testkit/test-gateway.ts";
import { GRPC_FAULTS } from "./grpc-faults.ts";
import {
  duplicateKeys,
  duplicateMembers,
  HTTP_FAULTS,
  LOOKUP_FAULTS,
  REST_LOOKUP_FAULTS,
  unaskedAnswer,
} from "./http-faults.ts";
import {
  breaksAndAsksForPatience,
  GRPC_BREAKS,
  silentForAWhile,
  SSE_BREAKS,
  SSE_EVENTS,
  SSE_OPENINGS,
  tellOfOrder,
  tellOfParcel,
} from "./stream-faults.ts";

/** How long an attempt may take, and a request as a whole; and how late an answer may be, by `clock`. */
export const TIMEOUT_MS = 2_500;
export const DEADLINE_MS = 5_000;
export const TOLERANCE_MS = 500;
export const clock = startLoopClock();

export interface Answered {
  readonly answer: GraphqlAnswer;
  /** The header `X-Partial`. */
  readonly partialHeader: string | null;
  readonly tookMs: number;
}

export interface FaultyStore {
  /** The store's gateway; what one request finds out about a service is nothing to the others. */
  readonly url: string;
  /** Headers of a customer's request: which service fails, and how, by the request's id. */
  headers(requestId: string, deadlineMs?: number): Record<string, string>;
  ask(query: string, variables: Record<string, unknown>, requestId: string, deadlineMs?: number): Promise<Answered>;
  /** Subscribes over SSE, until it is disposed of. */
  subscribe(
    query: string,
    variables: Record<string, unknown>,
    requestId: string,
    deadlineMs?: number,
  ): Promise<OpenEventStream & Disposable>;
  /** What a service was asked for a request. */
  callsOf(name: StoreServiceName, requestId: string): readonly string[];
}

/** The store for all tests of a file, each of its services behind a proxy that fails as a request's id says: `SERVICE:FAULT:…`. */
export function useFaultyStore(options: Partial<ServiceConfig> = {}): FaultyStore {
  const services: RunningService[] = [];
  const proxies = new Map<StoreServiceName, FaultProxy>();
  let gateway: Gateway;
  let authorization: string;

  beforeAll(async () => {
    const environment = storeEnvironment();
    for (const name of storeServiceNames) {
      const createService = await storeServices[name].load();
      const service = await serve(createService({}), 0);
      services.push(service);
      const proxy = await (name === "shipping"
        ? startGrpcFaultProxy(name, service.url, grpcMisbehaviours, { path: TRACK_SHIPMENT, answer: tellOfParcel })
        : startFaultProxy(name, service.url, httpMisbehaviours, tellOfOrder));
      proxies.set(name, proxy);
      environment[`${name.toUpperCase()}_SERVICE_URL`] = proxy.url;
    }
    const { config, directory } = await loadConfig("gateway.config.ts", environment);
    const isolated = {
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: 100_000,
      circuitBreaker: false,
      fieldBreaker: false,
      deduplicate: false,
      shareSubscriptions: false,
      retry: { attempts: 1, budgetBurst: 1_000 },
    } as const;
    gateway = await createGateway(
      { ...config, services: config.services.map((service) => ({ ...service, ...isolated, ...options })) },
      { directory, environment },
    );
    authorization = `Bearer ${await gateway.demoIssuer?.sign(CUSTOMER)}`;
  }, 60_000);

  afterAll(async () => {
    await gateway?.dispose();
    await Promise.all([...proxies.values(), ...services].map((running) => running.close()));
  });

  const headers: FaultyStore["headers"] = (requestId, deadlineMs = DEADLINE_MS) => ({
    authorization,
    "x-request-id": requestId,
    "x-request-timeout": String(deadlineMs),
  });

  return {
    get url() {
      return gateway.url;
    },
    headers,
    callsOf: (name, requestId) => proxies.get(name)?.callsOf(requestId) ?? [],
    async subscribe(query, variables, requestId, deadlineMs) {
      const leaving = new AbortController();
      const stream = await subscribeOverSse(gateway.url, query, headers(requestId, deadlineMs), variables, leaving);
      return { ...stream, [Symbol.dispose]: () => leaving.abort() };
    },
    async ask(query, variables, requestId, deadlineMs) {
      const startedAt = clock.now();
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers(requestId, deadlineMs) },
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await response.json()) as GraphqlAnswer;
      expect(response.status).toBe(200);
      return { answer, partialHeader: response.headers.get("x-partial"), tookMs: clock.now() - startedAt };
    },
  };
}

const TRACK_SHIPMENT = "/store.shipping.v1.Shipping/TrackShipment";

const httpMisbehaviours: Readonly<Record<string, HttpMisbehaviour>> = {
  ...misbehavioursOf(HTTP_FAULTS),
  ...LOOKUP_FAULTS,
  ...REST_LOOKUP_FAULTS,
  "duplicate-keys": duplicateKeys,
  "duplicate-members": duplicateMembers,
  "unasked-answer": unaskedAnswer,
  ...misbehavioursOf(SSE_OPENINGS),
  ...misbehavioursOf(SSE_EVENTS),
  ...misbehavioursOf(SSE_BREAKS),
  ...once(misbehavioursOf(SSE_BREAKS), tellOfOrder),
  "silent-for-a-while": silentForAWhile,
  "breaks-and-asks-for-patience": breaksAndAsksForPatience,
};

const grpcMisbehaviours: Readonly<Record<string, GrpcMisbehaviour>> = {
  ...misbehavioursOf(GRPC_FAULTS),
  ...misbehavioursOf(GRPC_BREAKS),
  ...once(misbehavioursOf(GRPC_BREAKS), tellOfParcel),
};

function misbehavioursOf<Misbehave>(
  faults: Readonly<Record<string, { readonly misbehave: Misbehave }>>,
): Record<string, Misbehave> {
  return Object.fromEntries(Object.entries(faults).map(([name, { misbehave }]) => [name, misbehave]));
}

/** The same, each for a request's first call alone, as `NAME-once`. */
function once<Call extends { readonly attempt: number }>(
  faults: Readonly<Record<string, (call: Call) => void | Promise<void>>>,
  otherwise: (call: Call) => void | Promise<void>,
): Record<string, (call: Call) => void | Promise<void>> {
  return Object.fromEntries(
    Object.entries(faults).map(([name, misbehave]) => [
      `${name}-once`,
      (call: Call) => (call.attempt === 1 ? misbehave(call) : otherwise(call)),
    ]),
  );
}
