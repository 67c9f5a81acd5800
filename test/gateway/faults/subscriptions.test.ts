/**
 * Every way of failing, around subscriptions: of the service that tells of events, as it is subscribed to and afterwards, over
 * SSE and over gRPC; and of those that add to an event. Clients are told of each, or do not notice; none is left without a word.
 */
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { StoreServiceName } from "../../../examples/store/store-services.ts";
import type { ErrorCode } from "../../../src/errors.ts";
import type { SentEvent } from "../../testkit/streams.ts";
import type { GraphqlAnswer } from "../../testkit/test-gateway.ts";
import { expectNoLeak, expectPartial, missingPlaces } from "./expect-loss.ts";
import { clock, DEADLINE_MS, TOLERANCE_MS, useFaultyStore } from "./faulty-store.ts";
import { GRPC_FAULTS } from "./grpc-faults.ts";
import { HTTP_FAULTS } from "./http-faults.ts";
import { GRPC_BREAKS, SSE_BREAKS, SSE_EVENTS, SSE_OPENINGS } from "./stream-faults.ts";

vi.setConfig({ maxConcurrency: 12 });

const store = useFaultyStore({ reconnectAttempts: 2 });

const ORDER_CHANGED = /* GraphQL */ `
  subscription ($id: ID!) {
    orderStatusChanged(orderId: $id) {
      id
      status
      customer {
        name
      }
      items {
        quantity
        product {
          name
        }
      }
      shipment {
        status
      }
      payment {
        status
      }
    }
  }
`;
const PARCEL_TRACKED = "subscription ($id: ID!) { shipmentTracked(orderId: $id) { id status carrier } }";
const ORDER = { id: "order-1" };

const healthy = new Map<string, GraphqlAnswer>();

beforeAll(async () => {
  for (const query of [ORDER_CHANGED, PARCEL_TRACKED]) {
    await vi.waitUntil(
      async () => {
        using stream = await store.subscribe(query, ORDER, `healthy:${Math.random()}`);
        const event = await stream.next();
        if (event?.data !== undefined) healthy.set(query, event.data);
        return event?.data?.data !== undefined && event.data.errors === undefined;
      },
      { timeout: 15_000 },
    );
  }
});

/** Nothing is left of a failure for the next one. */
async function expectHealthy(query: string): Promise<void> {
  using stream = await store.subscribe(query, ORDER, `healthy:${Math.random()}`);
  expect(await stream.next()).toEqual({ event: "next", data: healthy.get(query) });
}

/** The last word of a subscription: why it ends. */
function expectEnd(event: SentEvent | undefined, service: string, code: ErrorCode, retryAfterMs?: number): void {
  expect(event?.event).toBe("next");
  expect(event?.data?.errors).toHaveLength(1);
  expect(event?.data).toMatchObject({ errors: [{ extensions: { code, service } }] });
  expect(event?.data).not.toHaveProperty("data");
  expectPartial(event?.data, { service, code, retryAfterMs }, [[]]);
  expectNoLeak(event?.data);
}

/** A stream has no one message, and may be silent for as long as it likes. */
const {
  "no-message": _noMessage,
  "two-messages": _twoMessages,
  "duplicate-keys": _duplicateKeys,
  "cut-message": _cutMessage,
  "no-status": _noStatus,
  ...GRPC_OPENINGS
} = GRPC_FAULTS;

/** Of an answer that is no stream there is no more to be had than that it is none. */
const {
  "half-body": _halfBody,
  "cut-body": _cutBody,
  "50-mb-announced": _announced,
  ...HTTP_OPENINGS
} = { ...HTTP_FAULTS, ...SSE_OPENINGS };

describe.concurrent("a subscription cannot be opened", () => {
  const cells = [
    ...Object.entries(HTTP_OPENINGS).map(([fault, kind]) => ({ name: "order", query: ORDER_CHANGED, fault, ...kind })),
    ...Object.entries(GRPC_OPENINGS).flatMap(([fault, kind]) =>
      kind.isSlow === true ? [] : [{ name: "shipping", query: PARCEL_TRACKED, fault, ...kind }],
    ),
  ];
  it.for(cells)("$name $fault", async ({ name, query, fault, code, retryAfterMs }) => {
    const startedAt = clock.now();
    using stream = await store.subscribe(query, ORDER, `${name}:${fault}:open`);
    expectEnd(await stream.next(), name, code, retryAfterMs);
    expect(clock.now() - startedAt).toBeLessThan(DEADLINE_MS + TOLERANCE_MS);
    expect(await stream.next()).toMatchObject({ event: "complete" });
    await expectHealthy(query);
  });
}, 60_000);

describe.concurrent("a subscription is not open at its deadline", () => {
  const slow = Object.entries(HTTP_OPENINGS).flatMap(([fault, { isSlow }]) => (isSlow === true ? [fault] : []));
  it.for(slow)("order %s", async (fault) => {
    const deadlineMs = 1_000;
    const startedAt = clock.now();
    using stream = await store.subscribe(ORDER_CHANGED, ORDER, `order:${fault}:deadline`, deadlineMs);
    expectEnd(await stream.next(), "order", "DEADLINE_EXCEEDED");
    expect(clock.now() - startedAt).toBeLessThan(deadlineMs + TOLERANCE_MS);
    await expectHealthy(ORDER_CHANGED);
  });
}, 60_000);

describe.concurrent("a subscription breaks", () => {
  const cells = [
    ...Object.entries(SSE_BREAKS).map(([fault, { code }]) => ({ name: "order", query: ORDER_CHANGED, fault, code })),
    ...Object.entries(GRPC_BREAKS).map(([fault, { code }]) => ({
      name: "shipping",
      query: PARCEL_TRACKED,
      fault,
      code,
    })),
  ] as const;
  it.for(cells)("$name $fault, again and again: it ends, and says so", async ({ name, query, fault, code }) => {
    using stream = await store.subscribe(query, ORDER, `${name}:${fault}:end`);
    expect(await stream.next()).toEqual({ event: "next", data: healthy.get(query) });
    expectEnd(await stream.next(), name, code);
    expect(await stream.next()).toMatchObject({ event: "complete" });
    await expectHealthy(query);
  });

  it.for(cells)("$name $fault, once: it goes on", async ({ name, query, fault, code }) => {
    using stream = await store.subscribe(query, ORDER, `${name}:${fault}-once:go-on`);
    expect(await stream.next()).toEqual({ event: "next", data: healthy.get(query) });
    const next = await stream.next();
    // What the service says itself is no break.
    if (code === "SERVICE_ERROR") expectEnd(next, name, code);
    else expect(next).toEqual({ event: "next", data: healthy.get(query) });
  });

  it("order, which is asked again no sooner than it wants to be", async () => {
    using stream = await store.subscribe(ORDER_CHANGED, ORDER, "order:breaks-and-asks-for-patience:go-on");
    await stream.next();
    const brokeAt = performance.now();
    expect(await stream.next()).toEqual({ event: "next", data: healthy.get(ORDER_CHANGED) });
    expect(performance.now() - brokeAt).toBeGreaterThan(1_000);
  });

  it("not where its service has nothing to tell for a while", async () => {
    using stream = await store.subscribe(ORDER_CHANGED, ORDER, "order:silent-for-a-while:go-on");
    for (let event = 0; event < 2; event++) {
      expect(await stream.next()).toEqual({ event: "next", data: healthy.get(ORDER_CHANGED) });
    }
    expect(store.callsOf("order", "order:silent-for-a-while:go-on")).toHaveLength(1);
  });
}, 60_000);

describe.concurrent("an event is wrong", () => {
  const cells = Object.entries(SSE_EVENTS).map(([fault, { code }]) => ({ fault, code }));
  it.for(cells)("$fault: it alone", async ({ fault, code }) => {
    using stream = await store.subscribe(ORDER_CHANGED, ORDER, `order:${fault}:event`);
    const wrong = await stream.next();
    expect(wrong?.data?.data).toEqual({ orderStatusChanged: null });
    expect(wrong?.data?.errors).toHaveLength(1);
    expect(wrong?.data).toMatchObject({
      errors: [{ path: ["orderStatusChanged"], extensions: { code, service: "order" } }],
    });
    expectPartial(wrong?.data, { service: "order", code }, [["orderStatusChanged"]]);
    expectNoLeak(wrong?.data);
    expect(await stream.next()).toEqual({ event: "next", data: healthy.get(ORDER_CHANGED) });
  });
}, 60_000);

describe.concurrent("a service fails that adds to an event", () => {
  interface Event {
    readonly orderStatusChanged: {
      customer: unknown;
      shipment: unknown;
      payment: unknown;
      readonly items: { product: unknown }[];
    };
  }
  const parts: readonly (readonly [StoreServiceName, (order: Event["orderStatusChanged"]) => void])[] = [
    ["product", (order) => order.items.forEach((item) => (item.product = null))],
    ["user", (order) => (order.customer = null)],
    ["shipping", (order) => (order.shipment = null)],
    ["payment", (order) => (order.payment = null)],
  ];
  const cells = parts.flatMap(([name, lose]) =>
    Object.entries(name === "shipping" ? GRPC_FAULTS : HTTP_FAULTS).map(
      ([fault, { code, overRest = code, retryAfterMs }]) => ({
        name,
        lose,
        fault,
        code: name === "user" || name === "payment" ? overRest : code,
        retryAfterMs,
      }),
    ),
  );
  it.for(cells)("$name $fault", async ({ name, lose, fault, code, retryAfterMs }) => {
    const id = `${name}:${fault}:event`;
    using stream = await store.subscribe(ORDER_CHANGED, ORDER, id);
    const startedAt = clock.now();
    const event = await stream.next();
    expect(clock.now() - startedAt).toBeLessThan(DEADLINE_MS + TOLERANCE_MS);
    const whole = healthy.get(ORDER_CHANGED)?.data as Event;
    const rest = structuredClone(whole);
    lose(rest.orderStatusChanged);
    expect(event?.data?.data).toEqual(rest);
    expectNoLeak(event?.data);
    if (code === null) expect(event?.data).toEqual({ data: rest });
    else {
      expect(event?.data?.errors).toHaveLength(1);
      expect(event?.data).toMatchObject({ errors: [{ extensions: { code, service: name } }] });
      expectPartial(event?.data, { service: name, code, retryAfterMs }, missingPlaces(whole, rest));
    }
    await expectHealthy(ORDER_CHANGED);
  });
}, 60_000);
