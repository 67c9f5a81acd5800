import { describe, expect, it, vi } from "vitest";
import { startLiveOrders, type LiveOrders } from "../testkit/live-orders.ts";
import { openEventStream, openSocket } from "../testkit/streams.ts";

const CHANGED = `subscription { orderChanged(id: "7") { id status } }`;
const soon = { timeout: 10_000 };

/** One subscription over each protocol. */
async function openBoth({ url, orders }: LiveOrders, authorization?: string) {
  const identity = authorization === undefined ? {} : { authorization };
  const socket = await openSocket(url, { payload: identity });
  socket.send({ type: "subscribe", id: "a", payload: { query: CHANGED } });
  const stream = await openEventStream(url, `subscription { orderChanged(id: "8") { id } }`, identity);
  await vi.waitFor(() => expect(orders.open.size).toBe(2), soon);
  return { socket, stream };
}

async function expectEnd({ stream }: Awaited<ReturnType<typeof openBoth>>, code: string): Promise<void> {
  expect(await stream.next()).toMatchObject({ event: "next", data: { errors: [{ extensions: { code } }] } });
  expect(await stream.next()).toMatchObject({ event: "complete" });
}

describe("the gateway ends subscriptions", () => {
  it("when a token expires: 4403, and UNAUTHENTICATED", async () => {
    const gateway = await startLiveOrders({}, { authentication: { demoIssuer: true } });
    // It holds for as long as an issuer's clock may be off, 5 seconds.
    const token = await gateway.gateway.demoIssuer?.sign({ sub: "user-1", expiresInSeconds: -2 });
    const open = await openBoth(gateway, `Bearer ${token}`);
    expect(await open.socket.closed).toEqual({ code: 4403, reason: "The token has expired" });
    await expectEnd(open, "UNAUTHENTICATED");
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
  });

  it("when it stops: 1001, and SUBSCRIPTION_ENDED; they do not hold it up", async () => {
    const gateway = await startLiveOrders();
    const open = await openBoth(gateway);
    const stopped = gateway.gateway.dispose();
    expect(await open.socket.closed).toEqual({ code: 1001, reason: "Going away" });
    await expectEnd(open, "SUBSCRIPTION_ENDED");
    await stopped;
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
  });

  it("when its schema becomes another one: 1012, and SUBSCRIPTION_ENDED; clients may come again", async () => {
    const gateway = await startLiveOrders();
    const open = await openBoth(gateway);
    gateway.gateway.endSubscriptions();
    expect(await open.socket.closed).toEqual({ code: 1012, reason: "Service restart" });
    await expectEnd(open, "SUBSCRIPTION_ENDED");
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
    await openBoth(gateway);
  });

  it("when the quota that events are charged to is used up: RATE_LIMITED, and when to come again", async () => {
    const gateway = await startLiveOrders(
      {},
      { rateLimits: { requestsPerMinute: 10 }, cost: { costPerRequest: 1, mode: "measure" } },
    );
    const stream = await openEventStream(gateway.url, `subscription { orderChanged(id: "7") { id status } }`);
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(1), soon);
    for (let sent = 0; sent < 10; sent++) gateway.orders.publish("orderChanged", { id: "7", status: "PAID" });
    let events = 0;
    let event = await stream.next();
    for (; event?.data?.errors === undefined; event = await stream.next()) events += 1;
    expect(event.data.errors).toMatchObject([
      { extensions: { code: "RATE_LIMITED", retryAfter: expect.any(Number) as number } },
    ]);
    expect(events).toBeGreaterThan(0);
    expect(events).toBeLessThan(10);
    expect(await stream.next()).toMatchObject({ event: "complete" });
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
  });
});

describe("whoever may not open a WebSocket", () => {
  it("is told so by the code: 4403 for a token that does not hold, 4401 where one is due", async () => {
    const { url } = await startLiveOrders({}, { authentication: { demoIssuer: true, mode: "required" } });
    for (const [payload, code] of [
      [{ Authorization: "Bearer a.b.c" }, 4403],
      [{ Authorization: 7 }, 4401],
      [{}, 4401],
    ] as const) {
      const socket = await openSocket(url, { payload });
      expect([payload, (await socket.closed).code]).toEqual([payload, code]);
    }
  });

  it("may introduce himself by a header of the request that opens it, once", async () => {
    const { url, gateway, orders } = await startLiveOrders({}, { authentication: { demoIssuer: true } });
    const authorization = `Bearer ${await gateway.demoIssuer?.sign({ sub: "user-1", roles: ["CUSTOMER"] })}`;
    const socket = await openSocket(url, { headers: { authorization } });
    socket.send({ type: "subscribe", id: "a", payload: { query: CHANGED } });
    await vi.waitFor(() => expect(orders.opened[0]?.headers).toMatchObject({ "x-user-id": "user-1" }), soon);
    const twice = await openSocket(url, { headers: { authorization }, payload: { authorization } });
    expect((await twice.closed).code).toBe(4401);
  });

  it("may see with a token what @auth keeps from others", async () => {
    const { url, gateway, orders } = await startLiveOrders({}, { authentication: { demoIssuer: true } });
    const authorization = `Bearer ${await gateway.demoIssuer?.sign({ sub: "user-1" })}`;
    const socket = await openSocket(url, { payload: { authorization } });
    socket.send({ type: "subscribe", id: "a", payload: { query: "subscription { secretChanged { word } }" } });
    await vi.waitFor(() => expect(orders.open.size).toBe(1), soon);
    orders.publish("secretChanged", { word: "selvage" });
    expect(await socket.next()).toMatchObject({ payload: { data: { secretChanged: { word: "selvage" } } } });
  });

  it("shares nothing with others", async () => {
    const { url, gateway, orders } = await startLiveOrders({}, { authentication: { demoIssuer: true } });
    for (const sub of ["user-1", "user-2", "user-1"]) {
      const payload = { authorization: `Bearer ${await gateway.demoIssuer?.sign({ sub })}` };
      const socket = await openSocket(url, { payload });
      socket.send({ type: "subscribe", id: "a", payload: { query: CHANGED } });
      socket.send({ type: "subscribe", id: "b", payload: { query: "{ __typename }" } });
      await socket.next();
    }
    await vi.waitFor(
      () => expect([...orders.open].map(({ headers }) => headers["x-user-id"])).toEqual(["user-1", "user-2"]),
      soon,
    );
  });
});
