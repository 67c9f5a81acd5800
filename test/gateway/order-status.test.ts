import { describe, expect, it, vi } from "vitest";
import { callsOf, CUSTOMER, useStore } from "../testkit/store.ts";
import { openEventStream, openSocket } from "../testkit/streams.ts";

const CHANGED = /* GraphQL */ `
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
          averageRating
        }
      }
      shipment {
        eta
      }
      payment {
        status
      }
    }
  }
`;

describe("the store's orders", () => {
  const store = useStore();

  async function placeOrder(): Promise<string> {
    const { data, errors } = await store.askText(
      `mutation { placeOrder(input: { items: [{ productId: "product-1", quantity: 1 }, { productId: "product-2", quantity: 2 }] }) { id } }`,
      CUSTOMER,
    );
    expect(errors).toBeUndefined();
    return (data as { placeOrder: { id: string } }).placeOrder.id;
  }

  for (const protocol of ["SSE", "a WebSocket"] as const) {
    it(`are watched over ${protocol}: a change comes with all that belongs to it, by one call a service`, async () => {
      const id = await placeOrder();
      const authorization = `Bearer ${await store.token(CUSTOMER)}`;
      let next: () => Promise<unknown>;
      let leave: () => void;
      if (protocol === "SSE") {
        const stream = await openEventStream(store.url, CHANGED, { authorization }, { id });
        next = async () => (await stream.next())?.data;
        leave = () => stream.leave();
      } else {
        const socket = await openSocket(store.url, { payload: { authorization } });
        socket.send({ type: "subscribe", id: "1", payload: { query: CHANGED, variables: { id } } });
        next = async () => (await socket.next())?.payload;
        leave = () => socket.send({ type: "complete", id: "1" });
      }
      await vi.waitFor(async () => expect(await store.openSubscriptions("order")).toBe(1), { timeout: 10_000 });
      await store.clearCounters();
      await store.askText(`mutation { cancelOrder(id: "${id}") { id } }`, CUSTOMER);
      expect(await next()).toMatchObject({
        data: {
          orderStatusChanged: {
            id,
            status: "CANCELLED",
            customer: { name: expect.any(String) as string },
            items: [{ product: { name: expect.any(String) as string } }, { quantity: 2 }],
            shipment: null,
            payment: null,
          },
        },
      });
      const calls = callsOf(await store.counters());
      // The order service was asked to cancel; each other one once.
      expect(calls).toEqual({ order: 1, product: 1, review: 1, user: 1, shipping: 1, payment: 1 });
      leave();
      await vi.waitFor(async () => expect(await store.openSubscriptions("order")).toBe(0), { timeout: 10_000 });
    });
  }

  it("are not watched by others: null, and no more", async () => {
    const id = await placeOrder();
    const authorization = `Bearer ${await store.token({ sub: "user-2", roles: ["CUSTOMER"] })}`;
    const stream = await openEventStream(store.url, CHANGED, { authorization }, { id });
    expect(await stream.next()).toEqual({ event: "next", data: { data: { orderStatusChanged: null } } });
    expect(await stream.next()).toMatchObject({ event: "complete" });
  });

  it("are not watched by nobody, and no service is asked", async () => {
    await store.clearCounters();
    const stream = await openEventStream(store.url, CHANGED, {}, { id: "order-1" });
    expect(await stream.next()).toMatchObject({ data: { errors: [{ extensions: { code: "UNAUTHENTICATED" } }] } });
    expect(await store.counters()).toEqual({});
  });
});
