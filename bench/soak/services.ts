// The services of the soak, in a process of their own: rooms whose temperature is told over SSE and over a WebSocket.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { createPubSub, createYoga } from "graphql-yoga";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { contractDirectives } from "../../src/directives/contract-directives.ts";
import { SERVICES, type ServicesMessage } from "./contracts.ts";

/** How often each room has something to tell, in milliseconds. */
const TICK_MS = 1_000;
/** How many rooms have something to tell at a time. */
const ROOMS_A_TICK = 20;
/** How many rooms there are. */
const ROOMS = 500;

const ticks = createPubSub<{ warmer: [room: string, degrees: number] }>();
let room = 0;
setInterval(() => {
  for (let count = 0; count < ROOMS_A_TICK; count++) {
    room = (room + 7) % ROOMS;
    ticks.publish("warmer", String(room), Math.round(Math.random() * 40));
  }
}, TICK_MS);

for (const [name, sdl] of Object.entries(SERVICES)) {
  const subscription = {
    subscribe: (_source: unknown, { room }: { room: string }) => ticks.subscribe("warmer", room),
    resolve: (degrees: number, { room }: { room: string }) => ({ degrees, room: { id: room } }),
  };
  const schema = makeExecutableSchema({
    typeDefs: [contractDirectives, sdl],
    resolvers: {
      Query: {
        roomsByIds: (_source: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id, name: `Room ${id}` })),
      },
      Subscription: { warmerBySse: subscription, warmerByWebSocket: subscription },
    },
    resolverValidationOptions: { requireResolversToMatchSchema: "ignore" },
  });
  const yoga = createYoga({ schema, logging: false, graphiql: false });
  const server = createServer((request, response) => void yoga(request, response));
  useServer({ schema }, new WebSocketServer({ server, path: "/graphql" }));
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ service: name, url: `http://127.0.0.1:${port}` } satisfies ServicesMessage);
  });
}
process.once("disconnect", () => process.exit(0));
