// A soak: 2,000 open subscriptions over WebSockets and SSE, clients coming and going, and what is left when all have gone.
//   node bench/subscriptions.ts [--seconds 60] [--clients 2000] [--rounds 3]
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";
import { SERVICES, type GatewayState, type ServicesMessage } from "./soak/contracts.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    clients: { type: "string", default: "2000" },
    rounds: { type: "string", default: "3" },
  },
});
const seconds = Number(values.seconds);
const clients = Number(values.clients);
const rounds = Number(values.rounds);
/** How many subscriptions share one WebSocket. */
const OPERATIONS_A_SOCKET = 10;
/** How many of the clients leave, and come again, each second. */
const TURNOVER = 0.02;
/** How many clients ask for the same, at most. */
const SAME = 4;

let events = 0;
let failures = 0;
const told = new Map<string, number>();

interface Client {
  leave(): void;
}

const queryOf = (index: number) => {
  const field = index % 2 === 0 ? "warmerBySse" : "warmerByWebSocket";
  return `subscription { ${field}(room: "${Math.floor(index / SAME)}") { degrees room { name } } }`;
};

function fail(what: string): void {
  failures += 1;
  told.set(what, (told.get(what) ?? 0) + 1);
}

function count(text: string): void {
  if (text.includes(`"errors"`)) {
    fail(/"code":"(\w+)"/.exec(text)?.[1] ?? text);
  } else events += 1;
}

function openStream(url: string, index: number): Client {
  const leaving = new AbortController();
  const run = async () => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ query: queryOf(index) }),
      signal: leaving.signal,
    });
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      for (const line of chunk.split("\n")) if (line.startsWith("data: ")) count(line);
    }
    throw new Error("The stream ended.");
  };
  run().catch((error: unknown) => {
    if (!leaving.signal.aborted) fail(String(error));
  });
  return { leave: () => leaving.abort() };
}

/** WebSockets with ten subscriptions each; one that has none left is closed. */
class SocketPool {
  readonly #url: string;
  readonly #open: { socket: WebSocket; ready: Promise<void>; used: number }[] = [];
  #next = 0;

  constructor(url: string) {
    this.#url = url;
  }

  subscribe(index: number): Client {
    let entry = this.#open.find(({ used, socket }) => used < OPERATIONS_A_SOCKET && socket.readyState <= 1);
    if (entry === undefined) {
      const socket = new WebSocket(`${this.#url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
      const ready = Promise.withResolvers<void>();
      socket.once("open", () => socket.send(JSON.stringify({ type: "connection_init" })));
      socket.on("error", (error) => {
        if (socket.readyState === 1) fail(String(error));
      });
      socket.on("message", (data: Buffer) => {
        const text = data.toString();
        if (text.includes("connection_ack")) ready.resolve();
        else count(text);
      });
      entry = { socket, ready: ready.promise, used: 0 };
      this.#open.push(entry);
    }
    const { socket, ready } = entry;
    const id = String((this.#next += 1));
    entry.used += 1;
    const used = entry;
    let hasLeft = false;
    const subscribe = async () => {
      await ready;
      if (!hasLeft) socket.send(JSON.stringify({ type: "subscribe", id, payload: { query: queryOf(index) } }));
    };
    void subscribe();
    return {
      leave: () => {
        hasLeft = true;
        used.used -= 1;
        if (used.used === 0) {
          this.#open.splice(this.#open.indexOf(used), 1);
          // One in three is not polite.
          if (Math.random() < 0.3) socket.terminate();
          else socket.close();
        } else if (socket.readyState === 1) socket.send(JSON.stringify({ type: "complete", id }));
      },
    };
  }
}

async function stateOf(gateway: ChildProcess): Promise<GatewayState> {
  gateway.send("state");
  const [state] = (await once(gateway, "message")) as [GatewayState];
  return state;
}

function print(when: string, state: GatewayState): void {
  process.stdout.write(
    `${when.padEnd(22)} upstream ${String(state.upstreamSubscriptions).padStart(5)}  clients ${String(state.clientSubscriptions).padStart(5)}  ` +
      `sockets ${String(state.sockets).padStart(5)}  timers ${String(state.timers).padStart(4)}  heap ${state.heapMegabytes.toFixed(1).padStart(6)} MB\n`,
  );
}

/** All come, some go and come again, all go. Gives what the gateway held at the height of it. */
async function soak(url: string, gateway: ChildProcess): Promise<void> {
  const sockets = new SocketPool(url);
  const open: (Client | undefined)[] = [];
  const enter = (index: number) => {
    open[index] = index % 4 < 2 ? sockets.subscribe(index) : openStream(url, index);
  };
  for (let index = 0; index < clients; index++) {
    enter(index);
    if (index % 20 === 19) await wait(100);
  }
  const until = performance.now() + seconds * 1_000;
  let turn = 0;
  while (performance.now() < until) {
    for (let leaves = 0; leaves < (clients * TURNOVER) / 10; leaves++) {
      const index = (turn += 13) % clients;
      open[index]?.leave();
      enter(index);
    }
    await wait(100);
  }
  print("  at its height", await stateOf(gateway));
  for (const client of open) client?.leave();
}

const services = fork(new URL("soak/services.ts", import.meta.url));
const addresses: string[] = [];
while (addresses.length < Object.keys(SERVICES).length) {
  const [{ service, url }] = (await once(services, "message")) as [ServicesMessage];
  addresses.push(`${service}=${url}`);
}
const gateway = fork(new URL("soak/gateway.ts", import.meta.url), addresses, { execArgv: ["--expose-gc"] });
const [{ url }] = (await once(gateway, "message")) as [{ url: string }];
try {
  print("before", await stateOf(gateway));
  const rests: GatewayState[] = [];
  for (let round = 1; round <= rounds; round++) {
    events = 0;
    await soak(url, gateway);
    // Idle connections are kept for a while, on both sides.
    await wait(20_000);
    let state = await stateOf(gateway);
    for (let patience = 10; state.clientSubscriptions > 0 && patience > 0; patience--) {
      await wait(3_000);
      state = await stateOf(gateway);
    }
    rests.push(state);
    print(`after round ${round}`, state);
    process.stdout.write(`  ${events} events, ${failures} failures\n`);
  }
  for (const [what, times] of told) process.stdout.write(`  told ${times} times: ${what}\n`);
  const [first, last] = [rests[0], rests.at(-1)];
  const isBack =
    rests.every(
      ({ upstreamSubscriptions, clientSubscriptions }) => upstreamSubscriptions + clientSubscriptions === 0,
    ) &&
    first !== undefined &&
    last !== undefined &&
    last.heapMegabytes < first.heapMegabytes * 1.1 + 1 &&
    last.timers <= first.timers + 2;
  process.stdout.write(isBack && failures === 0 ? "All is back where it was.\n" : "NOT all is back where it was.\n");
  process.exitCode = isBack && failures === 0 ? 0 : 1;
} finally {
  gateway.disconnect();
  services.disconnect();
}
