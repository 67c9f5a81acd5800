/**
 * Every way of failing, around mutations: at the service that is to change something, and at those that add to what it gives.
 * Whatever fails, the change is asked for once.
 */
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { StoreServiceName } from "../../../examples/store/store-services.ts";
import type { GraphqlAnswer } from "../../testkit/test-gateway.ts";
import { expectNoLeak, expectPartial, missingPlaces } from "./expect-loss.ts";
import { DEADLINE_MS, TOLERANCE_MS, useFaultyStore } from "./faulty-store.ts";
import { GRPC_FAULTS } from "./grpc-faults.ts";
import { HTTP_FAULTS } from "./http-faults.ts";
import { askUntilWhole } from "./screens.ts";

vi.setConfig({ maxConcurrency: 12 });

const store = useFaultyStore();

const MUTATIONS = {
  cancelOrder: { owner: "order", text: 'cancelOrder(id: "order-1") { id }' },
  addReview: {
    owner: "review",
    text: `addReview(input: { productId: "product-900", rating: 5, title: "Fine", body: "Very." }) {
      title author { name } product { name }
    }`,
  },
  placeOrder: {
    owner: "order",
    text: `placeOrder(input: { items: [{ productId: "product-1", quantity: 1 }] }) {
      status customer { name } items { product { name } } shipment { status } payment { status }
    }`,
  },
} as const satisfies Record<string, { owner: StoreServiceName; text: string }>;

/** Sends a mutation; what became of it, and how often it was sent. */
async function send(field: keyof typeof MUTATIONS, id: string) {
  const { owner, text } = MUTATIONS[field];
  const answered = await store.ask(`mutation { ${text} }`, {}, id);
  const sent = store.callsOf(owner, id).filter((call) => call.includes(field));
  expect(answered.tookMs).toBeLessThan(DEADLINE_MS + TOLERANCE_MS);
  expect(sent).toHaveLength(1);
  return answered;
}

describe.concurrent("a service fails that is to change something", () => {
  const cells = (["cancelOrder", "addReview"] as const).flatMap((field) =>
    Object.entries(HTTP_FAULTS).map(([fault, { code, retryAfterMs }]) => ({ field, fault, code, retryAfterMs })),
  );
  it.for(cells)("$field: $fault", async ({ field, fault, code, retryAfterMs }) => {
    const service = MUTATIONS[field].owner;
    const { answer, partialHeader } = await send(field, `${service}:${fault}:${field}`);
    expect(answer.data).toEqual({ [field]: null });
    expect(answer.errors).toMatchObject([{ path: [field], extensions: { code, service } }]);
    expect(answer.errors).toHaveLength(1);
    expectPartial(answer, { service, code, retryAfterMs }, [[field]]);
    expect(partialHeader).toBe(service);
    // What a service says of a mutation is the client's to read, as the store's configuration has it.
    if (fault !== "graphql-errors") expectNoLeak(answer);
    const query = `{ order(id: "order-1") { id } product(id: "product-1") { averageRating } }`;
    expect((await store.ask(query, {}, "healthy")).answer).toMatchObject({ data: { order: { id: "order-1" } } });
  });
}, 60_000);

describe.concurrent("a service fails that adds to what was changed", () => {
  const healthy = new Map<string, GraphqlAnswer>();
  beforeAll(async () => {
    for (const field of ["addReview", "placeOrder"] as const) {
      healthy.set(field, await askUntilWhole(async () => (await send(field, `healthy:${Math.random()}`)).answer));
    }
  });

  interface Added {
    readonly author: unknown;
    readonly product: unknown;
    readonly items: { product: unknown }[];
  }
  const without = (
    answer: GraphqlAnswer | undefined,
    lose: (added: { -readonly [Name in keyof Added]: Added[Name] }) => void,
  ) => {
    const data = structuredClone(answer?.data) as Record<string, Added>;
    for (const added of Object.values(data)) lose(added);
    return data;
  };
  const parts = [
    {
      field: "addReview",
      name: "product",
      path: ["product"],
      lose: (added: { product: unknown }) => (added.product = null),
    },
    { field: "addReview", name: "user", path: ["author"], lose: (added: { author: unknown }) => (added.author = null) },
    { field: "placeOrder", name: "shipping", path: ["shipment"], lose: () => undefined },
    { field: "placeOrder", name: "payment", path: ["payment"], lose: () => undefined },
  ] as const;
  // Of a new order there is nothing that could come twice.
  const { "duplicate-keys": _twice, ...grpcFaults } = GRPC_FAULTS;
  const cells = parts.flatMap((part) =>
    Object.entries(part.name === "shipping" ? grpcFaults : HTTP_FAULTS).map(
      ([fault, { code, overRest = code, retryAfterMs }]) => ({
        ...part,
        fault,
        code: part.name === "user" || part.name === "payment" ? overRest : code,
        retryAfterMs,
      }),
    ),
  );
  it.for(cells)("$field: $name $fault", async ({ field, name, path, lose, fault, code, retryAfterMs }) => {
    const { answer, partialHeader } = await send(field, `${name}:${fault}:${field}`);
    const data = without(healthy.get(field), lose);
    expect(answer.data).toEqual(data);
    expectNoLeak(answer);
    if (code === null) {
      expect(answer).toEqual({ data });
    } else {
      expect(answer.errors).toHaveLength(1);
      expect(answer.errors).toMatchObject([{ extensions: { code, service: name } }]);
      expect(answer.errors?.[0]?.path?.slice(0, 2)).toEqual([field, ...path]);
      // A new order has no parcel and no payment: that they are null is no loss, but nobody can know.
      const missing = missingPlaces(healthy.get(field)?.data, data);
      expectPartial(answer, { service: name, code, retryAfterMs }, missing.length > 0 ? missing : [[field, ...path]]);
      expect(partialHeader).toBe(name);
    }
    expect((await send(field, `healthy:${name}:${fault}`)).answer).toEqual(healthy.get(field));
  });
}, 60_000);
