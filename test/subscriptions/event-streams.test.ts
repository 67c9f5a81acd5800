import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { startLiveOrders, type LiveOrders } from "../testkit/live-orders.ts";
import { openEventStream } from "../testkit/streams.ts";

const CHANGED = `subscription { orderChanged(id: "7") { id status customer { name } } }`;
const PAID = { id: "7", status: "PAID", customer: { id: "1" } };
const soon = { timeout: 10_000 };

/** Subscribes, and waits until the service knows of it. */
async function subscribe({ url, orders }: LiveOrders, query = CHANGED, headers: Record<string, string> = {}) {
  const before = orders.opened.length;
  const stream = await openEventStream(url, query, headers);
  await vi.waitFor(() => expect(orders.opened.length).toBeGreaterThan(before), soon);
  return stream;
}

describe("a subscription over SSE", () => {
  it("gives each event, enriched by one call to each other service", async () => {
    const gateway = await startLiveOrders();
    const { orders, users } = gateway;
    const stream = await subscribe(gateway);
    expect([stream.status, stream.headers.get("content-type")]).toStrictEqual([
      200,
      "text/event-stream; charset=utf-8",
    ]);
    orders.publish("orderChanged", PAID);
    expect(await stream.next()).toStrictEqual({
      event: "next",
      data: { data: { orderChanged: { id: "7", status: "PAID", customer: { name: "User 1" } } } },
    });
    orders.publish("orderChanged", { ...PAID, status: "SHIPPED" });
    expect(await stream.next()).toMatchObject({ data: { data: { orderChanged: { status: "SHIPPED" } } } });
    expect(users.calls).toHaveLength(2);
  });

  it("enriches a whole list by one call an event", async () => {
    const gateway = await startLiveOrders();
    const stream = await subscribe(gateway, `subscription { ordersOf(customerId: "1") { id customer { name } } }`);
    const many = Array.from({ length: 50 }, (_, index) => ({
      id: String(index),
      customer: { id: String(index % 10) },
    }));
    gateway.orders.publish("ordersOf", many);
    const event = await stream.next();
    expect(event?.data).not.toHaveProperty("errors");
    expect(event).toMatchObject({ data: { data: { ordersOf: { length: 50 } } } });
    expect(gateway.users.calls.map(({ variables }) => Object.values(variables)[0])).toMatchObject([{ length: 10 }]);
  });

  it("is of use while another service is down: null and one error an event", async () => {
    const gateway = await startLiveOrders();
    const stream = await subscribe(gateway);
    gateway.users.behave((_call, response) => void response.destroy());
    for (let round = 0; round < 2; round++) {
      gateway.orders.publish("orderChanged", PAID);
      expect((await stream.next())?.data).toMatchObject({
        data: { orderChanged: { status: "PAID", customer: null } },
        errors: [
          { path: ["orderChanged", "customer", "name"], extensions: { code: "SERVICE_UNAVAILABLE", service: "users" } },
        ],
      });
    }
    gateway.users.behave();
    gateway.orders.publish("orderChanged", PAID);
    expect((await stream.next())?.data).toStrictEqual({
      data: { orderChanged: { id: "7", status: "PAID", customer: { name: "User 1" } } },
    });
  });

  it("tells of an event that does not fit the contract, and goes on", async () => {
    const gateway = await startLiveOrders();
    const stream = await subscribe(gateway, `subscription { o: orderChanged(id: "7") { id s: status } }`);
    gateway.orders.publish("orderChanged", { id: "7", status: null });
    expect((await stream.next())?.data).toMatchObject({
      data: { o: null },
      errors: [{ path: ["o", "s"], extensions: { code: "SERVICE_ERROR", service: "orders" } }],
    });
    gateway.orders.publish("orderChanged", PAID);
    expect((await stream.next())?.data).toStrictEqual({ data: { o: { id: "7", s: "PAID" } } });
  });

  it("ends with complete where the service ends it", async () => {
    const gateway = await startLiveOrders();
    const stream = await subscribe(gateway);
    gateway.orders.publish("orderChanged", PAID);
    gateway.orders.complete();
    expect(await stream.next()).toMatchObject({ event: "next" });
    expect(await stream.next()).toMatchObject({ event: "complete" });
    expect(await stream.next()).toBeUndefined();
    await vi.waitFor(async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 }), soon);
  });

  it("takes variables, also by GET", async () => {
    const { url, orders } = await startLiveOrders();
    const query = "subscription Changed($id: ID!) { orderChanged(id: $id) { id } }";
    const search = new URLSearchParams({ query, operationName: "Changed", variables: JSON.stringify({ id: "9" }) });
    const leaving = new AbortController();
    const response = await fetch(`${url}/graphql?${search}`, {
      headers: { accept: "text/event-stream" },
      signal: leaving.signal,
    });
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(orders.opened[0]?.args).toEqual({ id: "9" }), soon);
    leaving.abort();
  });

  it("is told what is wrong with it as an event, and nothing is asked of a service", async () => {
    const gateway = await startLiveOrders();
    for (const [query, code] of [
      ["subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"],
      ["subscription {", "GRAPHQL_PARSE_FAILED"],
      [`subscription { a: orderChanged(id: "1") { id } b: orderChanged(id: "2") { id } }`, "GRAPHQL_VALIDATION_FAILED"],
      ["subscription ($id: ID!) { orderChanged(id: $id) { id } }", "BAD_USER_INPUT"],
      ["subscription { secretChanged { word } }", "UNAUTHENTICATED"],
      [
        `subscription ($not: Boolean = true) { orderChanged(id: "1") @skip(if: $not) { id } }`,
        "GRAPHQL_VALIDATION_FAILED",
      ],
    ] as const) {
      const stream = await openEventStream(gateway.url, query);
      expect([query, stream.status]).toEqual([query, 200]);
      const event = await stream.next();
      expect(event?.data).not.toHaveProperty("data");
      expect(event?.data?.errors?.[0]?.extensions).not.toHaveProperty("http");
      expect(event?.data?.errors).toMatchObject([{ extensions: { code } }]);
      expect(await stream.next()).toMatchObject({ event: "complete" });
    }
    expect(gateway.orders.opened).toEqual([]);
  });

  it("needs a client that takes events", async () => {
    const { ask } = await startLiveOrders();
    expect((await ask(CHANGED)).errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it("is refused without a body, or with one that is no operation", async () => {
    const { url } = await startLiveOrders();
    for (const body of ["", "[]", "{", "7"]) {
      const headers = { "content-type": "application/json", accept: "text/event-stream" };
      const response = await fetch(`${url}/graphql`, { method: "POST", headers, body });
      expect([body, response.status]).toEqual([body, 400]);
    }
  });
});

describe("a query over SSE", () => {
  it("gives one event, by POST and by GET", async () => {
    const { url } = await startLiveOrders();
    const query = `{ order(id: "1") { status customer { name } } }`;
    const expected = { data: { order: { status: "PAID", customer: { name: "User 1" } } } };
    const stream = await openEventStream(url, query);
    expect(await stream.next()).toEqual({ event: "next", data: expected });
    expect(await stream.next()).toMatchObject({ event: "complete" });
    const response = await fetch(`${url}/graphql?${new URLSearchParams({ query })}`, {
      headers: { accept: "text/event-stream" },
    });
    expect(await response.text()).toBe(`event: next\ndata: ${JSON.stringify(expected)}\n\nevent: complete\ndata:\n\n`);
  });

  it("is answered in JSON where the client takes both", async () => {
    const { url } = await startLiveOrders();
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    expect(await response.json()).toEqual({ data: { __typename: "Query" } });
  });

  it("cannot be a mutation by GET", async () => {
    const { url } = await startLiveOrders();
    const search = new URLSearchParams({ query: `mutation { rename(id: "1", name: "x") { id } }` });
    const response = await fetch(`${url}/graphql?${search}`, { headers: { accept: "text/event-stream" } });
    expect(await response.text()).toMatch(/A mutation is sent by POST/);
  });
});

describe("a client that leaves an event stream", () => {
  for (const subscriptions of ["sse", "ws"] as const) {
    it(`ends the upstream subscription over ${subscriptions}`, async () => {
      const gateway = await startLiveOrders({ subscriptions });
      const stream = await subscribe(gateway);
      expect(await gateway.openSubscriptions()).toEqual({ upstream: 1, clients: 1 });
      stream.leave();
      await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
      await vi.waitFor(
        async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 }),
        soon,
      );
    });

    it(`ends it right behind its request over ${subscriptions}`, async () => {
      const gateway = await startLiveOrders({ subscriptions });
      for (let round = 0; round < 20; round++) {
        const leaving = new AbortController();
        const request = fetch(`${gateway.url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json", accept: "text/event-stream" },
          body: JSON.stringify({ query: CHANGED }),
          signal: leaving.signal,
        }).catch(() => undefined);
        setTimeout(() => leaving.abort(), round);
        await request;
      }
      await vi.waitFor(
        async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 }),
        soon,
      );
      await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
    });
  }
});

describe("the way of events", () => {
  it("is the same whatever is spoken with the service", async () => {
    for (const subscriptions of ["sse", "ws"] as const) {
      const gateway = await startLiveOrders({ subscriptions });
      const stream = await subscribe(gateway);
      gateway.orders.publish("orderChanged", PAID);
      expect(await stream.next()).toStrictEqual({
        event: "next",
        data: { data: { orderChanged: { id: "7", status: "PAID", customer: { name: "User 1" } } } },
      });
    }
  });

  it("tells the service who asks and for which request, and no deadline", async () => {
    for (const subscriptions of ["sse", "ws"] as const) {
      const gateway = await startLiveOrders(
        { subscriptions },
        {
          authentication: {
            apiKeys: [
              { id: "robot", sha256: createHash("sha256").update("a-key").digest("hex"), roles: ["READER", "WRITER"] },
            ],
          },
        },
      );
      const stream = await subscribe(gateway, CHANGED, {
        "x-api-key": "a-key",
        "x-request-id": "mine",
        "x-user-id": "forged",
      });
      stream.leave();
      const { headers } = gateway.orders.opened[0] ?? {};
      expect(headers).toMatchObject({
        "x-request-id": "mine",
        "x-user-id": "robot",
        "x-user-role": "READER,WRITER",
      });
      expect(headers).not.toHaveProperty("x-api-key");
      expect(headers).not.toHaveProperty("x-request-deadline-ms");
    }
  });
});
