import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocketServer } from "ws";
import { startHttpService } from "../testkit/http-service.ts";
import { startLiveOrders, type LiveOrders } from "../testkit/live-orders.ts";
import { startStreamingService } from "../testkit/streaming-service.ts";
import { openEventStream, openSocket } from "../testkit/streams.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const CHANGED = `subscription { orderChanged(id: "7") { id status } }`;
const PAID = { id: "7", status: "PAID" };
const soon = { timeout: 15_000 };

async function subscribe({ url, orders }: LiveOrders, query = CHANGED, headers: Record<string, string> = {}) {
  const before = orders.opened.length;
  const stream = await openEventStream(url, query, headers);
  await vi.waitFor(() => expect(orders.opened.length).toBeGreaterThan(before), soon);
  return stream;
}

for (const subscriptions of ["sse", "ws"] as const) {
  describe(`an upstream subscription over ${subscriptions}`, () => {
    it("is opened again where the service restarts, and goes on", async () => {
      const gateway = await startLiveOrders({ subscriptions });
      const stream = await subscribe(gateway);
      gateway.orders.publish("orderChanged", PAID);
      expect(await stream.next()).toMatchObject({ data: { data: { orderChanged: PAID } } });
      await gateway.orders.kill();
      await gateway.orders.restart();
      await vi.waitFor(() => expect(gateway.orders.open.size).toBe(1), soon);
      gateway.orders.publish("orderChanged", { ...PAID, status: "SHIPPED" });
      expect(await stream.next()).toMatchObject({ data: { data: { orderChanged: { status: "SHIPPED" } } } });
      stream.leave();
      await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
    });

    it("ends with an error that says so where the service does not come back, over both protocols of clients", async () => {
      const gateway = await startLiveOrders({ subscriptions, reconnectAttempts: 2 });
      const stream = await subscribe(gateway);
      const socket = await openSocket(gateway.url);
      socket.send({ type: "subscribe", id: "a", payload: { query: CHANGED } });
      await vi.waitFor(
        async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 1, clients: 2 }),
        soon,
      );
      await gateway.orders.kill();
      const error = { extensions: { code: "SERVICE_UNAVAILABLE", service: "orders" } };
      expect(await stream.next()).toMatchObject({ event: "next", data: { errors: [error] } });
      expect(await stream.next()).toMatchObject({ event: "complete" });
      expect(await socket.next()).toMatchObject({ id: "a", type: "error", payload: [error] });
      await vi.waitFor(
        async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 }),
        soon,
      );
    });

    it("is not tried again where it cannot be opened in the first place", async () => {
      const gateway = await startLiveOrders({ subscriptions });
      await gateway.orders.kill();
      const stream = await openEventStream(gateway.url, CHANGED);
      expect((await stream.next())?.data?.errors).toEqual([
        {
          message: "The orders service is unavailable.",
          extensions: { code: "SERVICE_UNAVAILABLE", service: "orders" },
        },
      ]);
      expect(await stream.next()).toMatchObject({ event: "complete" });
      await gateway.orders.restart();
      await subscribe(gateway);
    });

    it("is left also while it is being opened again", async () => {
      const gateway = await startLiveOrders({ subscriptions, reconnectAttempts: 1_000 });
      const stream = await subscribe(gateway);
      await gateway.orders.kill();
      stream.leave();
      await vi.waitFor(
        async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 }),
        soon,
      );
      await gateway.orders.restart();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(gateway.orders.open.size).toBe(0);
    });

    it("is tried at the next endpoint", async () => {
      const gone = await startStreamingService("type Query { a: Int } type Subscription { a: Int }");
      await gone.kill();
      const orders = await startLiveOrders({ subscriptions });
      const { url } = orders.orders;
      const gateway = await startLiveOrders({ subscriptions, endpoints: [gone.url, url] });
      for (let round = 0; round < 3; round++) {
        const stream = await openEventStream(gateway.url, `subscription { orderChanged(id: "${round}") { id } }`);
        await vi.waitFor(() => expect(orders.orders.open.size).toBe(1), soon);
        stream.leave();
        await vi.waitFor(() => expect(orders.orders.open.size).toBe(0), soon);
      }
    });

    it("is refused by the service with an error, masked as the configuration says", async () => {
      for (const [errors, message] of [
        ["mask", "The orders service could not do this."],
        ["pass", "Not yours."],
      ] as const) {
        const gateway = await startLiveOrders({ subscriptions, errors });
        const refusing = await startStreamingService(gateway.orders.sdl, {
          Subscription: {
            orderChanged: {
              subscribe: () => {
                throw new Error("Not yours.");
              },
            },
          },
        });
        const other = await startLiveOrders({ subscriptions, errors, endpoints: refusing.url });
        const stream = await openEventStream(other.url, CHANGED);
        const event = await stream.next();
        expect(event?.data?.errors).toMatchObject([
          { message, extensions: { code: "SERVICE_ERROR", service: "orders" } },
        ]);
        expect(await stream.next()).toMatchObject({ event: "complete" });
      }
    });

    it("is shared by those who see the same, and by nobody else", async () => {
      const gateway = await startLiveOrders({ subscriptions });
      const first = await subscribe(gateway);
      const second = await openEventStream(gateway.url, CHANGED);
      const other = await subscribe(gateway, `subscription { orderChanged(id: "8") { id status } }`);
      const key = await subscribe(gateway, `subscription { orderChanged(id: "7") { status } }`);
      expect(await gateway.openSubscriptions()).toEqual({ upstream: 3, clients: 4 });
      gateway.orders.publish("orderChanged", { ...PAID, status: "SHIPPED" });
      for (const stream of [first, second, other, key]) {
        expect(await stream.next()).toMatchObject({ data: { data: { orderChanged: { status: "SHIPPED" } } } });
      }
      first.leave();
      await vi.waitFor(
        async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 3, clients: 3 }),
        soon,
      );
      gateway.orders.publish("orderChanged", PAID);
      expect(await second.next()).toMatchObject({ data: { data: { orderChanged: PAID } } });
      second.leave();
      await vi.waitFor(() => expect(gateway.orders.open.size).toBe(2), soon);
    });

    it("is each client's own where that is wanted", async () => {
      const gateway = await startLiveOrders({ subscriptions, shareSubscriptions: false });
      await subscribe(gateway);
      await subscribe(gateway);
      expect(gateway.orders.open.size).toBe(2);
    });
  });
}

describe("upstream WebSockets", () => {
  it("are one for all, opened when it is needed, and closed by and by when it is not", async () => {
    const gateway = await startLiveOrders({ subscriptions: "ws" });
    expect(gateway.orders.sockets()).toBe(0);
    const streams = [];
    for (let id = 0; id < 20; id++)
      streams.push(await subscribe(gateway, `subscription { orderChanged(id: "${id}") { id } }`));
    expect([gateway.orders.open.size, gateway.orders.sockets()]).toEqual([20, 1]);
    for (const stream of streams) stream.leave();
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(0), soon);
    await vi.waitFor(() => expect(gateway.orders.sockets()).toBe(0), { timeout: 18_000 });
  });
});

describe("events that come faster than a client takes them", () => {
  it("end its subscription with an error that says so, hold up nobody else, and take no memory", async () => {
    const gateway = await startLiveOrders({ maxBufferedEvents: 10 });
    const slow = await openSocket(gateway.url);
    const query = `subscription { orderChanged(id: "7") { id status } }`;
    slow.send({ type: "subscribe", id: "a", payload: { query } });
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(1), soon);
    const quick = await openEventStream(gateway.url, query);
    await vi.waitFor(async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 1, clients: 2 }), soon);
    // It is not that it is away: it just does not read.
    slow.socket.pause();
    const status = "x".repeat(300_000);
    for (let sent = 0; sent < 60; sent++) {
      gateway.orders.publish("orderChanged", { id: "7", status });
      expect(await quick.next()).toMatchObject({ event: "next" });
    }
    await vi.waitFor(async () => expect((await gateway.openSubscriptions()).upstream).toBe(1), soon);
    slow.socket.resume();
    const types: string[] = [];
    for (let message = await slow.next(); message !== undefined; message = await slow.next()) {
      types.push(message.type);
      if (message.type !== "next") {
        expect(message.payload).toMatchObject([{ extensions: { code: "SUBSCRIPTION_ENDED" } }]);
        break;
      }
    }
    expect(types.at(-1)).toBe("error");
    expect(types.length).toBeLessThan(60);
    gateway.orders.publish("orderChanged", PAID);
    expect(await quick.next()).toMatchObject({ data: { data: { orderChanged: PAID } } });
  });
});

describe("a service that takes a subscription and says nothing", () => {
  it("is given up after the time that a call may take, over both protocols", async () => {
    const silent = createServer((socket) => socket.on("error", () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/graphql`;
    for (const subscriptions of ["sse", "ws"] as const) {
      const gateway = await startLiveOrders({ subscriptions, endpoints: url, timeoutMs: 300 });
      const stream = await openEventStream(gateway.url, CHANGED);
      expect((await stream.next())?.data).toMatchObject({
        errors: [{ extensions: { code: "SERVICE_TIMEOUT", service: "orders" } }],
      });
      expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 });
    }
  });

  it("is taken for gone where its socket answers no ping, and subscribed to again", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "graphql-transport-ws" });
    onTestFinished(() => server.close());
    await once(server, "listening");
    let subscribed = 0;
    server.on("connection", (socket) => {
      onTestFinished(() => socket.terminate());
      socket.on("message", (data: Buffer) => {
        const { type } = JSON.parse(data.toString()) as { type: string };
        if (type === "connection_init") socket.send(JSON.stringify({ type: "connection_ack" }));
        if (type === "subscribe") subscribed += 1;
      });
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const gateway = await startLiveOrders({ subscriptions: "ws", endpoints: url });
    await openEventStream(gateway.url, CHANGED);
    await vi.waitFor(() => expect(subscribed).toBe(1), soon);
    await vi.waitFor(() => expect(subscribed).toBe(2), { timeout: 30_000 });
  }, 45_000);
});

describe("events that a client over SSE does not take", () => {
  it("end its subscription, and leave nothing behind", async () => {
    const gateway = await startLiveOrders({ maxBufferedEvents: 10 });
    const { port } = new URL(gateway.url);
    const slow = connect(Number(port), "127.0.0.1");
    onTestFinished(() => void slow.destroy());
    const body = JSON.stringify({ query: CHANGED });
    slow.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    await vi.waitFor(() => expect(gateway.orders.open.size).toBe(1), soon);
    slow.pause();
    for (let sent = 0; sent < 60; sent++) {
      gateway.orders.publish("orderChanged", { id: "7", status: "x".repeat(300_000) });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await vi.waitFor(async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 1 }), soon);
    slow.resume();
    let text = "";
    slow.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-1_000);
    });
    await vi.waitFor(() => expect(text).toMatch(/SUBSCRIPTION_ENDED[^]*event: complete/), soon);
    await vi.waitFor(async () => expect(await gateway.openSubscriptions()).toEqual({ upstream: 0, clients: 0 }), soon);
  });
});

it("a service over SSE may end a stream by a bare name, and spell its type as it likes", async () => {
  const count = await startHttpService((_request, response) => {
    response.writeHead(200, { "content-type": "Text/Event-Stream; charset=utf-8" });
    response.end('event: next\ndata: {"data":{"count":1}}\n\nevent: complete\n\n');
  });
  const sdl = "type Query { a: Int } type Subscription { count: Int }";
  const gateway = await startTestGateway({ count: { sdl, url: count.url } });
  const stream = await openEventStream(gateway.url, "subscription { count }");
  expect(await stream.next()).toMatchObject({ event: "next", data: { data: { count: 1 } } });
  expect(await stream.next()).toMatchObject({ event: "complete" });
  expect(count.requests).toHaveLength(1);
});

describe("a socket that opens for nobody", () => {
  it("keeps those out for a while alone that come when the service is well again", async () => {
    let isWell = false;
    const orders = await startStreamingService("type Query { a: Int } type Subscription { orderChanged(id: ID!): ID }");
    const { port } = new URL(orders.url);
    const relay = createServer((socket) => {
      socket.on("error", () => undefined);
      if (isWell) socket.pipe(connect(Number(port), "127.0.0.1").on("error", () => undefined)).pipe(socket);
    });
    await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void relay.close());
    const url = `http://127.0.0.1:${(relay.address() as AddressInfo).port}/graphql`;
    const gateway = await startTestGateway({
      orders: { sdl: orders.sdl, url, subscriptions: "ws", timeoutMs: 200 },
    });
    const query = `subscription { orderChanged(id: "7") }`;
    const stream = await openEventStream(gateway.url, query);
    expect((await stream.next())?.data).toMatchObject({ errors: [{ extensions: { code: "SERVICE_TIMEOUT" } }] });
    isWell = true;
    await vi.waitFor(
      async () => {
        await openEventStream(gateway.url, query);
        expect(orders.open.size).toBe(1);
      },
      { timeout: 15_000, interval: 500 },
    );
  });
});
