import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { createClient } from "graphql-ws";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { startLiveOrders, type LiveOrders } from "../testkit/live-orders.ts";
import { openSocket } from "../testkit/streams.ts";

const CHANGED = `subscription { orderChanged(id: "7") { id status customer { name } } }`;
const PAID = { id: "7", status: "PAID", customer: { id: "1" } };
const soon = { timeout: 10_000 };
const subscribe = (id: string, query = CHANGED) => ({ type: "subscribe", id, payload: { query } });

async function untilOpen({ orders }: LiveOrders, count = 1): Promise<void> {
  await vi.waitFor(() => expect(orders.open.size).toBe(count), soon);
}

async function expectAllGone(gateway: LiveOrders): Promise<void> {
  await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
  await vi.waitFor(async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 }), soon);
}

describe("an operation over a WebSocket", () => {
  it("may be a subscription: each event, enriched by one call to each other service", async () => {
    const gateway = await startLiveOrders();
    const socket = await openSocket(gateway.url);
    socket.send(subscribe("a"));
    await untilOpen(gateway);
    gateway.orders.publish("orderChanged", PAID);
    expect(await socket.next()).toStrictEqual({
      id: "a",
      type: "next",
      payload: { data: { orderChanged: { id: "7", status: "PAID", customer: { name: "User 1" } } } },
    });
    gateway.orders.publish("orderChanged", PAID);
    expect(await socket.next()).toMatchObject({ id: "a", type: "next" });
    expect(gateway.users.calls).toHaveLength(2);
    gateway.orders.complete();
    expect(await socket.next()).toStrictEqual({ id: "a", type: "complete" });
    await expectAllGone(gateway);
  });

  it("may be a query or a mutation", async () => {
    const { url } = await startLiveOrders();
    const socket = await openSocket(url);
    socket.send(subscribe("q", `{ order(id: "1") { status customer { name } } }`));
    expect(await socket.next()).toStrictEqual({
      id: "q",
      type: "next",
      payload: { data: { order: { status: "PAID", customer: { name: "User 1" } } } },
    });
    expect(await socket.next()).toStrictEqual({ id: "q", type: "complete" });
    socket.send(subscribe("m", `mutation { rename(id: "1", name: "new") { status } }`));
    expect(await socket.next()).toMatchObject({ id: "m", payload: { data: { rename: { status: "new" } } } });
    expect(await socket.next()).toStrictEqual({ id: "m", type: "complete" });
  });

  it("gets an error message where it is not valid, and the socket stays", async () => {
    const gateway = await startLiveOrders();
    const socket = await openSocket(gateway.url);
    for (const [query, code] of [
      ["{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
      ["{", "GRAPHQL_PARSE_FAILED"],
      [`subscription { a: orderChanged(id: "1") { id } b: orderChanged(id: "2") { id } }`, "GRAPHQL_VALIDATION_FAILED"],
      [
        `subscription ($on: Boolean!) { ...F } fragment F on Subscription { ... @include(if: $on) { orderChanged(id: "1") { id } } }`,
        "GRAPHQL_VALIDATION_FAILED",
      ],
      ["query ($id: ID!) { order(id: $id) { id } }", "BAD_USER_INPUT"],
      ["subscription { secretChanged { word } }", "UNAUTHENTICATED"],
    ] as const) {
      socket.send(subscribe("x", query));
      const message = await socket.next();
      expect(message).toMatchObject({ id: "x", type: "error", payload: [{ extensions: { code } }] });
      expect(JSON.stringify(message)).not.toContain(`"http"`);
    }
    expect(gateway.orders.opened).toEqual([]);
    socket.send(subscribe("y", "{ __typename }"));
    expect(await socket.next()).toMatchObject({ id: "y", payload: { data: { __typename: "Query" } } });
  });

  it("names itself to services by an id of its own", async () => {
    const gateway = await startLiveOrders();
    const socket = await openSocket(gateway.url, { headers: { "x-request-id": "mine" } });
    socket.send(subscribe("a"));
    await untilOpen(gateway);
    socket.send(subscribe("b", `subscription { orderChanged(id: "8") { id } }`));
    await untilOpen(gateway, 2);
    expect(gateway.orders.opened.map(({ headers }) => headers["x-request-id"])).toEqual(["mine.1", "mine.2"]);
  });

  it("counts against the client's limit, each time", async () => {
    const { url } = await startLiveOrders({}, { rateLimits: { requestsPerMinute: 3 } });
    const socket = await openSocket(url);
    for (const id of ["a", "b"]) {
      socket.send(subscribe(id, "{ __typename }"));
      expect(await socket.next()).toMatchObject({ id, type: "next" });
      expect(await socket.next()).toMatchObject({ id, type: "complete" });
    }
    socket.send(subscribe("c", "{ __typename }"));
    expect(await socket.next()).toMatchObject({
      id: "c",
      type: "error",
      payload: [{ extensions: { code: "RATE_LIMITED", retryAfter: expect.any(Number) as number } }],
    });
    const tooMany = await openSocket(url);
    expect(await tooMany.closed).toMatchObject({ code: 1013 });
  });

  it("is one of a bounded number", async () => {
    const gateway = await startLiveOrders({}, { server: { subscriptions: { maxOperationsPerConnection: 2 } } });
    const socket = await openSocket(gateway.url);
    socket.send(subscribe("a"));
    socket.send(subscribe("b", `subscription { orderChanged(id: "8") { id } }`));
    socket.send(subscribe("c"));
    expect(await socket.next()).toMatchObject({
      id: "c",
      type: "error",
      payload: [{ extensions: { code: "OPERATION_LIMIT_EXCEEDED" } }],
    });
    socket.send({ type: "complete", id: "a" });
    socket.send(subscribe("c", "{ __typename }"));
    expect(await socket.next()).toMatchObject({ id: "c", type: "next" });
  });

  it("works with the protocol's own client, which says who asks", async () => {
    const gateway = await startLiveOrders();
    const client = createClient({
      url: `${gateway.url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      lazyCloseTimeout: 0,
    });
    onTestFinished(() => void client.dispose());
    const events = client.iterate({ query: CHANGED });
    const first = events.next();
    await untilOpen(gateway);
    gateway.orders.publish("orderChanged", PAID);
    expect((await first).value).toMatchObject({ data: { orderChanged: { customer: { name: "User 1" } } } });
    await events.return?.();
    await expectAllGone(gateway);
  });
});

describe("a client that leaves a WebSocket", () => {
  for (const subscriptions of ["sse", "ws"] as const) {
    for (const [how, leave] of [
      ["complete", (socket) => socket.send({ type: "complete", id: "a" })],
      ["a close", (socket) => socket.socket.close()],
      ["an abrupt end", (socket) => socket.socket.terminate()],
    ] as readonly [string, (socket: Awaited<ReturnType<typeof openSocket>>) => void][]) {
      it(`by ${how} ends the upstream subscription over ${subscriptions}`, async () => {
        const gateway = await startLiveOrders({ subscriptions });
        const socket = await openSocket(gateway.url);
        socket.send(subscribe("a"));
        await untilOpen(gateway);
        leave(socket);
        await expectAllGone(gateway);
      });

      it(`by ${how} right behind subscribe ends it over ${subscriptions}`, async () => {
        const gateway = await startLiveOrders({ subscriptions });
        for (let round = 0; round < 10; round++) {
          const socket = await openSocket(gateway.url);
          socket.send(subscribe("a"));
          leave(socket);
        }
        await expectAllGone(gateway);
        // Whatever still comes to the service comes before this.
        const last = await openSocket(gateway.url);
        last.send(subscribe("last", `subscription { orderChanged(id: "last") { id } }`));
        await vi.waitFor(
          () => expect([...gateway.orders.open].map(({ args }) => args)).toEqual([{ id: "last" }]),
          soon,
        );
      });
    }
  }

  it("may use an operation's id again at once, and both are ended", async () => {
    const gateway = await startLiveOrders();
    const socket = await openSocket(gateway.url);
    socket.send(subscribe("a"));
    socket.send({ type: "complete", id: "a" });
    socket.send(subscribe("a", `subscription { orderChanged(id: "8") { id } }`));
    await vi.waitFor(() => expect([...gateway.orders.open].map(({ args }) => args)).toEqual([{ id: "8" }]), soon);
    gateway.orders.publish("orderChanged", { id: "8" });
    expect(await socket.next()).toMatchObject({ id: "a", payload: { data: { orderChanged: { id: "8" } } } });
    socket.socket.close();
    await expectAllGone(gateway);
  });
});

describe("the protocol", () => {
  const init = { type: "connection_init" };

  for (const [what, messages, code] of [
    ["is no JSON", ["hello"], 4400],
    ["is no object", ["[]"], 4400],
    ["has no type", [{ id: "1" }], 4400],
    ["is of an unknown type", [{ type: "start" }], 4400],
    ["is of a type that only servers send", [{ type: "connection_ack" }], 4400],
    ["is a subscribe without a payload", [init, { type: "subscribe", id: "1" }], 4400],
    ["is a subscribe without an id", [init, { type: "subscribe", payload: { query: "{ a }" } }], 4400],
    ["is a subscribe whose query is no text", [init, { type: "subscribe", id: "1", payload: { query: 7 } }], 4400],
    ["has a payload that is no object", [{ type: "connection_init", payload: 7 }], 4400],
    ["is a subscribe before connection_init", [subscribe("1")], 4401],
    ["is a subscribe before connection_ack", [init, subscribe("1")], 4401],
    ["is a second connection_init", [init, init], 4429],
  ] as const) {
    it(`closes with ${code} where a message ${what}`, async () => {
      const { url, orders } = await startLiveOrders();
      const socket = await openSocket(url, { payload: false });
      for (const message of messages) socket.send(message);
      expect((await socket.closed).code).toBe(code);
      expect(orders.opened).toEqual([]);
    });
  }

  it("closes with 4409 where an operation's id is in use", async () => {
    const gateway = await startLiveOrders();
    const socket = await openSocket(gateway.url);
    socket.send(subscribe("a"));
    socket.send(subscribe("a"));
    expect(await socket.closed).toEqual({ code: 4409, reason: "Subscriber for a already exists" });
    await expectAllGone(gateway);
  });

  it("closes with 4408 where nobody introduces himself in time", async () => {
    const { url } = await startLiveOrders({}, { server: { subscriptions: { initTimeoutMs: 50 } } });
    const socket = await openSocket(url, { payload: false });
    expect((await socket.closed).code).toBe(4408);
  });

  it("closes with 4406 where another protocol is spoken", async () => {
    const { url } = await startLiveOrders();
    const socket = await openSocket(url, { protocol: "graphql-ws", payload: false }).catch((error: Error) => error);
    // Its client refuses a server that does not choose a protocol, before it can be told the code.
    expect(socket).toMatchObject({ message: expect.stringMatching(/subprotocol/) as string });
  });

  it("closes with 4400 where a message is binary, with 1009 where it is too long", async () => {
    const { url } = await startLiveOrders({}, { server: { maxBodyBytes: 2_000 } });
    const binary = await openSocket(url);
    binary.socket.send(Buffer.from("{}"), { binary: true });
    expect((await binary.closed).code).toBe(4400);
    const long = await openSocket(url);
    long.send(subscribe("a", `{ __typename } # ${"x".repeat(2_000)}`));
    expect((await long.closed).code).toBe(1009);
  });

  it("answers pings with their payload, before and after the introduction", async () => {
    const { url } = await startLiveOrders();
    const socket = await openSocket(url, { payload: false });
    socket.send({ type: "ping" });
    expect(await socket.next()).toEqual({ type: "pong" });
    socket.send(init);
    expect(await socket.next()).toEqual({ type: "connection_ack" });
    socket.send({ type: "ping", payload: { at: 7 } });
    expect(await socket.next()).toEqual({ type: "pong", payload: { at: 7 } });
  });

  it("cuts off whoever does not answer the gateway's pings", async () => {
    const gateway = await startLiveOrders({}, { server: { subscriptions: { pingIntervalMs: 100 } } });
    const deaf = new WebSocket(`${gateway.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      autoPong: false,
    });
    const closed = new Promise<number>((resolve) => deaf.once("close", resolve));
    const alive = await openSocket(gateway.url);
    expect(await closed).toBe(1006);
    alive.send({ type: "ping" });
    expect(await alive.next()).toEqual({ type: "pong" });
  });
});

describe("who may open a WebSocket", () => {
  it("is no page of another origin", async () => {
    const { url } = await startLiveOrders();
    await expect(openSocket(url, { headers: { origin: "https://elsewhere.example" } })).rejects.toThrow("403");
    await expect(openSocket(url, { headers: { origin: "null" } })).rejects.toThrow("403");
  });

  it("is a page of the gateway's own origin, and one that was named", async () => {
    const { url } = await startLiveOrders({}, { server: { cors: { origins: ["https://shop.example"] } } });
    for (const origin of [url, "https://shop.example"]) {
      const socket = await openSocket(url, { headers: { origin } });
      socket.send({ type: "ping" });
      expect(await socket.next()).toEqual({ type: "pong" });
    }
  });

  it("is one of a bounded number, with event streams", async () => {
    const { url } = await startLiveOrders({}, { server: { subscriptions: { maxConnections: 2 } } });
    const first = await openSocket(url);
    const leaving = new AbortController();
    const headers = { "content-type": "application/json", accept: "text/event-stream" };
    const body = JSON.stringify({ query: CHANGED });
    await fetch(`${url}/graphql`, { method: "POST", headers, body, signal: leaving.signal });
    await expect(openSocket(url)).rejects.toThrow("503");
    const refused = await fetch(`${url}/graphql`, { method: "POST", headers, body });
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: "OVERLOADED" } }] });
    leaving.abort();
    first.socket.close();
    await vi.waitFor(() => openSocket(url), soon);
  });

  it("asks for that: other requests are answered, whatever protocol they would rather have", async () => {
    const { url } = await startLiveOrders();
    const body = JSON.stringify({ query: "{ __typename }" });
    for (const upgrade of ["h2c", "websocket"]) {
      const sent = request(`${url}/graphql`, {
        method: "POST",
        headers: { connection: "upgrade", upgrade, "content-type": "application/json" },
      });
      sent.end(body);
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      expect([response.statusCode, await text(response)]).toEqual([200, `{"data":{"__typename":"Query"}}`]);
    }
  });

  it("asks at the right path", async () => {
    const { url } = await startLiveOrders();
    const socket = new WebSocket(`${url.replace("http", "ws")}/elsewhere`, "graphql-transport-ws");
    const message = await new Promise<string>((resolve) => socket.once("error", (error) => resolve(error.message)));
    expect(message).toContain("404");
  });
});
