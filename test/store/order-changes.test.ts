import { createClient } from "graphql-ws";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { createOrderService } from "../../examples/store/order/order-service.ts";
import { serve } from "../../examples/store/kit/serve.ts";
import { openEventStream } from "../testkit/streams.ts";
import { customer, nobody, support, type ViewerHeaders } from "./store-testkit.ts";

const CHANGED = "subscription ($id: ID!) { orderStatusChanged(orderId: $id) { id status customer { id } } }";

async function startOrders(stepMs?: number) {
  const service = await serve(createOrderService(stepMs === undefined ? {} : { stepMs }), 0);
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= service.close());
  onTestFinished(close);
  const ask = async (query: string, headers: ViewerHeaders) => {
    const response = await fetch(`${service.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data: Record<string, { id: string }> };
  };
  const open = async () => ((await (await fetch(`${service.url}/subscriptions`)).json()) as { open: number }).open;
  const place = async (headers: ViewerHeaders) => {
    const { data } = await ask(
      `mutation { placeOrder(input: { items: [{ productId: "product-1", quantity: 1 }] }) { id } }`,
      headers,
    );
    return data["placeOrder"]?.id ?? "";
  };
  return { ...service, close, ask, open, place };
}

describe("the order service's changes", () => {
  it("are told over SSE: a cancelled order", async () => {
    const { url, ask, place } = await startOrders();
    const id = await place(customer("user-1"));
    const stream = await openEventStream(url, CHANGED, { ...customer("user-1") }, { id });
    await ask(`mutation { cancelOrder(id: "${id}") { id } }`, customer("user-1"));
    expect(await stream.next()).toMatchObject({
      event: "next",
      data: { data: { orderStatusChanged: { id, status: "CANCELLED", customer: { id: "user-1" } } } },
    });
  });

  it("are told over a WebSocket, to whoever the operation's headers name: a placed order on its way", async () => {
    const { url, open, place } = await startOrders(50);
    const client = createClient({ url: `${url.replace("http", "ws")}/graphql`, webSocketImpl: WebSocket });
    onTestFinished(() => void client.dispose());
    const id = await place(customer("user-1"));
    const statuses: unknown[] = [];
    const headers = customer("user-1");
    const events = client.iterate<{ orderStatusChanged: { status: string } }>({
      query: CHANGED,
      variables: { id },
      extensions: { headers },
    });
    for await (const { data } of events) {
      statuses.push(data?.orderStatusChanged.status);
      if (statuses.at(-1) === "DELIVERED") break;
    }
    expect(["PAID", "SHIPPED", "DELIVERED"]).toStrictEqual(expect.arrayContaining(statuses));
    await vi.waitFor(async () => expect(await open()).toBe(0), { timeout: 10_000 });
  });

  for (const [who, headers] of [
    ["nobody", nobody],
    ["another customer", customer("user-2")],
  ] as const) {
    it(`are not told to ${who}: null, and no more`, async () => {
      const { url, place } = await startOrders();
      const id = await place(customer("user-1"));
      const stream = await openEventStream(url, CHANGED, { ...headers }, { id });
      expect(await stream.next()).toMatchObject({ data: { data: { orderStatusChanged: null } } });
      expect(await stream.next()).toMatchObject({ event: "complete" });
    });
  }

  it("are told to staff", async () => {
    const { url, ask, place } = await startOrders();
    const id = await place(customer("user-1"));
    const stream = await openEventStream(url, CHANGED, { ...support }, { id });
    await ask(`mutation { cancelOrder(id: "${id}") { id } }`, customer("user-1"));
    expect(await stream.next()).toMatchObject({ data: { data: { orderStatusChanged: { id, status: "CANCELLED" } } } });
  });

  it("do not hold up the service's end", async () => {
    const { url, close } = await startOrders();
    const stream = await openEventStream(url, CHANGED, { ...customer("user-1") }, { id: "order-1" });
    const closed = close();
    expect(await stream.next()).toBeUndefined();
    await closed;
  });
});
