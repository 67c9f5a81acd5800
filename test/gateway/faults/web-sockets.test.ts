/** Every way in which a service may fail that is subscribed to over a WebSocket. All its subscriptions share the socket, so each cell has a gateway and a service of its own. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import type { ErrorCode } from "../../../src/errors.ts";
import { startFakeService } from "../../testkit/fake-service.ts";
import { openEventStream } from "../../testkit/streams.ts";
import { startTestGateway } from "../../testkit/test-gateway.ts";
import { expectNoLeak, expectPartial } from "./expect-loss.ts";
import { SECRET } from "./fault.ts";

const SDL =
  "type Query { parcels: Int } type Subscription { parcelMoved: Parcel } type Parcel { id: ID! owner: Person } type Person { id: ID! }";
const PEOPLE =
  'type Query { peopleByIds(ids: [ID!]!): [Person]! @merge(keyField: "id") @inaccessible } type Person @canonical { id: ID! name: String! }';
const QUERY = "subscription { parcelMoved { id owner { id name } } }";
const EVENT = { event: "next", data: { data: { parcelMoved: { id: "1", owner: { id: "7", name: "Person 7" } } } } };
const TIMEOUT_MS = 1_500;

/** One subscription, as the service has it. */
interface Subscribed {
  readonly socket: WebSocket;
  /** The socket under the WebSocket. */
  readonly stream: Duplex;
  readonly send: (type: string, payload?: unknown) => void;
}

interface Service {
  /** Takes the handshake; true where it went no further. */
  readonly shakeHands?: (request: IncomingMessage, stream: Duplex) => boolean;
  /** @default it greets */
  readonly greet?: (socket: WebSocket) => void;
  /** What follows the first event. */
  readonly fail?: (subscribed: Subscribed) => void;
  /** Whether it fails each time; and without an event, but for the first. */
  readonly isLasting: boolean;
}

async function startService({ shakeHands, greet, fail, isLasting }: Service): Promise<string> {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "graphql-transport-ws" });
  let handshakes = 0;
  let subscribed = 0;
  server.on("upgrade", (request, stream, head) => {
    handshakes += 1;
    stream.on("error", () => undefined);
    if ((handshakes === 1 || isLasting) && shakeHands?.(request, stream) === true) return;
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on("error", () => undefined);
      socket.on("message", (data: Buffer) => {
        const { type, id } = JSON.parse(data.toString()) as { type: string; id?: string };
        const send = (kind: string, payload?: unknown) => socket.send(JSON.stringify({ type: kind, id, payload }));
        if (type === "connection_init") {
          if (greet !== undefined) greet(socket);
          else send("connection_ack");
        }
        if (type !== "subscribe") return;
        subscribed += 1;
        if (subscribed === 1 || !isLasting) send("next", { data: { parcelMoved: { id: "1", owner: { id: "7" } } } });
        if (subscribed === 1 || isLasting) fail?.({ socket, stream, send });
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function subscribe(service: Service) {
  const url = await startService(service);
  const people = await startFakeService(PEOPLE, {
    Query: { peopleByIds: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, name: `Person ${id}` })) },
  });
  onTestFinished(() => people.close());
  const gateway = await startTestGateway({
    parcels: {
      sdl: SDL,
      url,
      subscriptions: "ws",
      timeoutMs: TIMEOUT_MS,
      reconnectAttempts: 2,
      maxResponseBytes: 10_000,
    },
    people,
  });
  return openEventStream(gateway.url, QUERY);
}

const answer =
  (status: number): NonNullable<Service["shakeHands"]> =>
  (_request, stream) => {
    stream.end(`HTTP/1.1 ${status} Secret\r\ncontent-length: ${SECRET.length}\r\n\r\n${SECRET}`);
    return true;
  };

const OPENINGS: Readonly<Record<string, [code: ErrorCode, service: Omit<Service, "isLasting">]>> = {
  "the handshake is answered with 403": ["SERVICE_ERROR", { shakeHands: answer(403) }],
  "the handshake is answered with 404": ["SERVICE_ERROR", { shakeHands: answer(404) }],
  "the handshake is answered with 200": ["SERVICE_UNAVAILABLE", { shakeHands: answer(200) }],
  "the handshake is answered with 503": ["SERVICE_UNAVAILABLE", { shakeHands: answer(503) }],
  "the handshake is broken off": ["SERVICE_UNAVAILABLE", { shakeHands: (_, stream) => (stream.destroy(), true) }],
  "the handshake is not answered": ["SERVICE_TIMEOUT", { shakeHands: () => true }],
  "the handshake is no HTTP": ["SERVICE_UNAVAILABLE", { shakeHands: (_, stream) => (stream.end(SECRET), true) }],
  "no connection_ack comes": ["SERVICE_TIMEOUT", { greet: () => undefined }],
  "something else comes than connection_ack": ["SERVICE_BAD_RESPONSE", { greet: (socket) => socket.send(SECRET) }],
  "it is closed in place of connection_ack": ["SERVICE_ERROR", { greet: (socket) => socket.close(4403, SECRET) }],
};

const BREAKS: Readonly<Record<string, [code: ErrorCode, fail: (subscribed: Subscribed) => void]>> = {
  "closed with 1011": ["SERVICE_UNAVAILABLE", ({ socket }) => socket.close(1011, SECRET)],
  "closed with 1001": ["SERVICE_UNAVAILABLE", ({ socket }) => socket.close(1001, SECRET)],
  "closed with 4500": ["SERVICE_UNAVAILABLE", ({ socket }) => socket.close(4500, SECRET)],
  "broken off": ["SERVICE_UNAVAILABLE", ({ socket }) => socket.terminate()],
  "a frame that is none": ["SERVICE_BAD_RESPONSE", ({ stream }) => stream.write(Buffer.from("ffffff", "hex"))],
  "a message that is no JSON": ["SERVICE_BAD_RESPONSE", ({ socket }) => socket.send(SECRET)],
  "a message of no type": ["SERVICE_BAD_RESPONSE", ({ send }) => send("other")],
  "a payload that is none": ["SERVICE_BAD_RESPONSE", ({ send }) => send("next", 7)],
  "a message that is too long": [
    "SERVICE_BAD_RESPONSE",
    ({ send }) => send("next", { data: null, more: "x".repeat(20_000) }),
  ],
};

describe("a subscription over a WebSocket cannot be opened", () => {
  it.for(Object.entries(OPENINGS))("%s", { timeout: 30_000 }, async ([, [code, service]]) => {
    const stream = await subscribe({ ...service, isLasting: true });
    const event = await stream.next();
    expect(event?.data).toMatchObject({ errors: [{ extensions: { code, service: "parcels" } }] });
    expectPartial(event?.data, { service: "parcels", code }, [[]]);
    expectNoLeak(event?.data);
    expect(await stream.next()).toMatchObject({ event: "complete" });
  });
});

describe("a subscription over a WebSocket breaks", () => {
  it.for(Object.entries(BREAKS))("%s, again and again: it ends, and says so", async ([, [code, fail]]) => {
    const stream = await subscribe({ fail, isLasting: true });
    expect(await stream.next()).toEqual(EVENT);
    const event = await stream.next();
    expect(event?.data).toMatchObject({ errors: [{ extensions: { code, service: "parcels" } }] });
    expectPartial(event?.data, { service: "parcels", code }, [[]]);
    expectNoLeak(event?.data);
    expect(await stream.next()).toMatchObject({ event: "complete" });
  });

  it.for(Object.entries(BREAKS))("%s, once: it goes on", async ([, [, fail]]) => {
    const stream = await subscribe({ fail, isLasting: false });
    expect(await stream.next()).toEqual(EVENT);
    expect(await stream.next()).toEqual(EVENT);
  });

  it("by an error of the service: it ends, and says so", async () => {
    const stream = await subscribe({ fail: ({ send }) => send("error", [{ message: SECRET }]), isLasting: true });
    expect(await stream.next()).toEqual(EVENT);
    const event = await stream.next();
    expectPartial(event?.data, { service: "parcels", code: "SERVICE_ERROR" }, [[]]);
    expectNoLeak(event?.data);
  });

  it("not by an event that is wrong, nor by silence", async () => {
    const stream = await subscribe({
      fail({ send }) {
        send("next", { data: { parcelMoved: [SECRET] } });
        setTimeout(() => send("next", { data: { parcelMoved: null } }), 700);
      },
      isLasting: true,
    });
    expect(await stream.next()).toEqual(EVENT);
    const wrong = (await stream.next())?.data;
    expect(wrong?.data).toEqual({ parcelMoved: null });
    expectPartial(wrong, { service: "parcels", code: "SERVICE_BAD_RESPONSE" }, [["parcelMoved"]]);
    expect((await stream.next())?.data).toEqual({ data: { parcelMoved: null } });
  });
});
