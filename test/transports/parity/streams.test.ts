/**
 * One stream of events, several protocols: what a client gets through a gateway must be the same, over SSE and over a
 * WebSocket, to the last error code. GraphQL over SSE is the reference.
 */
import type { ServerWritableStream } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startFakeService } from "../../testkit/fake-service.ts";
import { startGrpcService } from "../../testkit/grpc-service.ts";
import { startStreamingService } from "../../testkit/streaming-service.ts";
import { openEventStream, openSocket } from "../../testkit/streams.ts";
import { startTestGateway, type GraphqlAnswer, type TestService } from "../../testkit/test-gateway.ts";

interface Parcel {
  readonly id: string;
  readonly weight: number | null;
  readonly status: "PACKED" | "MOVING";
  readonly stops: readonly string[];
  readonly owner: string;
}

/** A service that tells of parcels. */
interface ParcelService {
  readonly service: TestService;
  /** How many clients listen. */
  listeners(): number;
  tell(parcel: Parcel | null): void;
  end(): void;
  /** Is gone from one moment to the next. */
  kill(): Promise<void> | void;
}

const typesOf = (marks: { root?: string; weight?: string; owner?: string } = {}) => /* GraphQL */ `
  type Query {
    parcelCount: Int ${marks.root === undefined ? "" : '@grpc(method: "parcels.v1.Parcels/Count", result: "count")'}
  }
  type Subscription {
    parcelMoved(id: ID!): Parcel ${marks.root ?? ""}
  }
  type Parcel {
    id: ID!
    weight: Float ${marks.weight ?? ""}
    status: Status!
    stops: [String!]!
    owner: Person ${marks.owner ?? ""}
  }
  enum Status {
    PACKED
    MOVING
  }
  type Person {
    id: ID!
  }
`;

const PROTO = /* proto */ `
syntax = "proto3";
package parcels.v1;
service Parcels {
  rpc Count(Nothing) returns (Counted);
  rpc Track(TrackRequest) returns (stream Tracked);
}
message Nothing {}
message Counted { int32 count = 1; }
message TrackRequest { string id = 1; }
message Tracked { Parcel parcel = 1; }
message Parcel { string id = 1; optional double kilograms = 2; Status status = 3; repeated string stops = 4; Owner owner = 5; }
message Owner { string id = 1; }
enum Status { PACKED = 0; MOVING = 1; }
`;

async function startOverGraphql(subscriptions: "sse" | "ws"): Promise<ParcelService> {
  const service = await startStreamingService(typesOf());
  return {
    service: { sdl: service.sdl, url: service.url, subscriptions },
    listeners: () => service.open.size,
    tell(parcel) {
      const { owner = "", ...rest } = parcel ?? {};
      service.publish("parcelMoved", parcel === null ? null : { ...rest, owner: { id: owner } });
    },
    end: () => service.complete(),
    kill: () => service.kill(),
  };
}

async function startOverGrpc(): Promise<ParcelService> {
  const calls = new Set<ServerWritableStream<Readonly<Record<string, unknown>>, unknown>>();
  const started = await startGrpcService(PROTO, {
    Track: (_request: unknown, call: ServerWritableStream<Readonly<Record<string, unknown>>, unknown>) => {
      calls.add(call);
      call.on("cancelled", () => calls.delete(call));
    },
  });
  const sdl = typesOf({
    root: '@grpc(method: "parcels.v1.Parcels/Track", request: "{ id: $id }", result: "parcel")',
    weight: '@from(path: "kilograms")',
  });
  return {
    service: { sdl, url: started.url, transport: "grpc", proto: started.proto },
    listeners: () => calls.size,
    tell(parcel) {
      const { owner = "", weight, ...rest } = parcel ?? { weight: null };
      const message = { ...rest, ...(weight === null ? {} : { kilograms: weight }), owner: { id: owner } };
      for (const call of calls) call.write(parcel === null ? {} : { parcel: message });
    },
    end() {
      for (const call of calls) call.end();
      calls.clear();
    },
    kill: () => started.close(),
  };
}

const PROTOCOLS = {
  SSE: () => startOverGraphql("sse"),
  "a WebSocket": () => startOverGraphql("ws"),
  gRPC: startOverGrpc,
} as const;

const QUERY = `subscription { parcelMoved(id: "1") { id weight status stops owner { id name } } }`;
const FIRST: Parcel = { id: "1", weight: 1.5, status: "PACKED", stops: [], owner: "7" };
const EVENTS: readonly (Parcel | null)[] = [
  FIRST,
  { id: "1", weight: null, status: "MOVING", stops: ["Ghent", "Łódź"], owner: "8" },
  null,
  { id: "1", weight: 0, status: "PACKED", stops: [""], owner: "unknown" },
];

/** All that clients get from a gateway before such a service, over both of their protocols. */
async function listen(protocol: keyof typeof PROTOCOLS, how: "ends" | "is gone"): Promise<unknown> {
  const parcels = await PROTOCOLS[protocol]();
  const people = await startFakeService(
    `type Query { peopleByIds(ids: [ID!]!): [Person]! @merge(keyField: "id") @inaccessible } type Person @canonical { id: ID! name: String! }`,
    {
      Query: {
        peopleByIds: (_source: unknown, { ids }: { ids: string[] }) =>
          ids.map((id) => (id === "unknown" ? null : { id, name: `Person ${id}` })),
      },
    },
  );
  onTestFinished(() => people.close());
  const gateway = await startTestGateway({ parcels: { ...parcels.service, reconnectAttempts: 0 }, people });
  const stream = await openEventStream(gateway.url, QUERY);
  const socket = await openSocket(gateway.url);
  socket.send({ type: "subscribe", id: "a", payload: { query: QUERY } });
  // The second of them shares the first one's.
  const isOpen = async () =>
    /selvage_client_subscriptions\{protocol="ws"\} 1/.test(await (await fetch(`${gateway.url}/metrics`)).text());
  await vi.waitFor(async () => expect([parcels.listeners(), await isOpen()]).toEqual([1, true]), { timeout: 10_000 });

  const overSse: (GraphqlAnswer | undefined)[] = [];
  const overSocket: unknown[] = [];
  for (const event of EVENTS) {
    parcels.tell(event);
    overSse.push((await stream.next())?.data);
    overSocket.push((await socket.next())?.payload);
  }
  if (how === "ends") parcels.end();
  else await parcels.kill();
  const lastOverSse = await stream.next();
  const lastOverSocket = await socket.next();
  return { overSse, overSocket, lastOverSse, lastOverSocket };
}

describe("a stream of events is the same to clients", () => {
  for (const how of ["ends", "is gone"] as const) {
    for (const protocol of ["a WebSocket", "gRPC"] as const) {
      it(`over ${protocol} as over SSE, until it ${how}`, async () => {
        const reference = await listen("SSE", how);
        expect(reference).toMatchObject({
          overSse: [
            { data: { parcelMoved: { ...FIRST, owner: { id: "7", name: "Person 7" } } } },
            { data: { parcelMoved: { weight: null, stops: ["Ghent", "Łódź"], owner: { name: "Person 8" } } } },
            { data: { parcelMoved: null } },
            { data: { parcelMoved: { weight: 0, owner: null } } },
          ],
          lastOverSse:
            how === "ends"
              ? { event: "complete" }
              : {
                  event: "next",
                  data: { errors: [{ extensions: { code: "SERVICE_UNAVAILABLE", service: "parcels" } }] },
                },
        });
        expect(await listen(protocol, how)).toEqual(reference);
      });
    }
  }
});
