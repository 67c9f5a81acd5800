import { describe, expect, it, vi } from "vitest";
import { startLiveOrders } from "../testkit/live-orders.ts";
import { openEventStream } from "../testkit/streams.ts";

const CHANGED = `subscription { orderChanged(id: "7") { id status customer { name } } }`;
const soon = { timeout: 10_000 };

describe("a subscription over SSE", () => {
  it("gives each event, enriched by one call to each other service", async () => {
    const { url, orders, users } = await startLiveOrders();
    const stream = await openEventStream(url, CHANGED);
    expect([stream.status, stream.headers.get("content-type")]).toStrictEqual([
      200,
      "text/event-stream; charset=utf-8",
    ]);
    await vi.waitFor(() => expect(orders.open.size).toBe(1), soon);
    orders.publish("orderChanged", { id: "7", status: "PAID", customer: { id: "1" } });
    expect(await stream.next()).toStrictEqual({
      event: "next",
      data: { data: { orderChanged: { id: "7", status: "PAID", customer: { name: "User 1" } } } },
    });
    orders.publish("orderChanged", { id: "7", status: "SHIPPED", customer: { id: "1" } });
    expect(await stream.next()).toMatchObject({ data: { data: { orderChanged: { status: "SHIPPED" } } } });
    expect(users.calls).toHaveLength(2);
  });
});
