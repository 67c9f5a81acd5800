import { createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { openGrpcChannel } from "../../../src/transports/grpc/grpc-channel.ts";
import { freePort } from "../../testkit/free-port.ts";
import { startGrpcService, type StreamHandler, type UnaryHandler } from "../../testkit/grpc-service.ts";

const PROTO = `syntax = "proto3";
package test;
service Peers {
  rpc Tell(Nothing) returns (Peer);
  rpc TellLate(Nothing) returns (Peer);
  rpc Watch(Nothing) returns (stream Peer);
}
message Nothing {}
message Peer { string name = 1; }
`;

it("a connection that is old has a successor, which looks the name up anew; what is under way ends where it began", async () => {
  const release = Promise.withResolvers<void>();
  const tell: UnaryHandler = (_request, call) => ({ name: call.getPeer() });
  const tellLate: UnaryHandler = async (request, call) => {
    await release.promise;
    return tell(request, call);
  };
  const watch: StreamHandler = async (_request, call) => {
    call.write({ name: call.getPeer() });
    await release.promise;
    call.write({ name: call.getPeer() });
    call.end();
  };
  const service = await startGrpcService(PROTO, {
    Tell: tell,
    TellLate: tellLate,
    Watch: watch,
  });
  const channel = openGrpcChannel({ url: new URL(service.url), maxMessageBytes: 1_000, maxAgeMs: 100 });
  onTestFinished(() => channel.dispose());
  const nothing = new Uint8Array();
  const textOf = (message: Buffer) => message.subarray(2).toString();
  const ask = async (method: string) => textOf(await channel.unary(`/test.Peers/${method}`, nothing, { headers: {} }));

  // A stream has a connection of its own, which is not taken from it either.
  const watched = await channel.stream("/test.Peers/Watch", nothing, { headers: {} });
  const answer = ask("TellLate");
  const first = await ask("Tell");
  const peers = new Set<string>();
  await expect.poll(async () => peers.add(await ask("Tell")).size, { timeout: 10_000 }).toBeGreaterThan(2);

  // Long enough for what is closed to be noticed.
  await wait(200);
  release.resolve();
  expect(await answer).toBe(first);
  const events: string[] = [];
  for await (const event of watched) events.push(textOf(event));
  expect(events).toEqual([events[0], events[0]]);
  expect([...peers]).not.toContain(events[0]);
});

it("a call that is left as soon as it is made is cancelled at the service", async () => {
  const calls: { cancelled: boolean }[] = [];
  const neverAnswer = (_request: unknown, call: { cancelled: boolean }) => {
    calls.push(call);
    return new Promise<void>(() => undefined);
  };
  const service = await startGrpcService(PROTO, { Tell: () => ({}), TellLate: neverAnswer, Watch: neverAnswer });
  const channel = openGrpcChannel({ url: new URL(service.url), maxMessageBytes: 1_000 });
  onTestFinished(() => channel.dispose());
  const nothing = new Uint8Array();
  const tell = () => channel.unary("/test.Peers/Tell", nothing, { headers: {} });
  await tell();

  const left = ["unary", "stream"].flatMap((kind) =>
    [0, 1, 2, 3].map(async (steps) => {
      const leaving = new AbortController();
      const options = { headers: {}, signal: leaving.signal };
      const call =
        kind === "unary"
          ? channel.unary("/test.Peers/TellLate", nothing, options)
          : channel.stream("/test.Peers/Watch", nothing, options);
      for (let step = 0; step < steps; step++) await Promise.resolve();
      leaving.abort();
      await call;
    }),
  );
  await Promise.allSettled(left);
  // What was sent before has got there, too.
  await tell();
  await expect.poll(() => calls.filter(({ cancelled }) => !cancelled).length, { timeout: 10_000 }).toBe(0);
});

it("streams get connections enough, and hold up no call, where a service takes a hundred over each", async () => {
  const watch: StreamHandler = (_request, call) => void call.write({ name: call.getPeer() });
  const handlers = { Tell: () => ({ name: "told" }), TellLate: () => ({}), Watch: watch };
  const service = await startGrpcService(PROTO, handlers, { maxStreams: 100 });
  const channel = openGrpcChannel({ url: new URL(service.url), maxMessageBytes: 1_000 });
  const leaving = new AbortController();
  onTestFinished(() => channel.dispose());
  const nothing = new Uint8Array();

  const watching = Array.from({ length: 201 }, async () => {
    const stream = await channel.stream("/test.Peers/Watch", nothing, { headers: {}, signal: leaving.signal });
    const { value } = await stream[Symbol.asyncIterator]().next();
    return String(value);
  });
  const peers = await Promise.all(watching);
  expect(new Set(peers).size).toBe(3);
  expect(String(await channel.unary("/test.Peers/Tell", nothing, { headers: {} }))).toContain("told");
  leaving.abort();
});

it("no more connections are made to a service that comes back than its streams need", async () => {
  const port = await freePort();
  const channel = openGrpcChannel({ url: new URL(`grpc://127.0.0.1:${port}`), maxMessageBytes: 1_000 });
  onTestFinished(() => channel.dispose());
  for (let round = 0; round < 3; round++) {
    const streams = Array.from({ length: 201 }, () =>
      channel.stream("/test.Peers/Watch", new Uint8Array(), { headers: {} }),
    );
    for (const { status } of await Promise.allSettled(streams)) expect(status).toBe("rejected");
  }
  const sockets: Socket[] = [];
  const service = createServer((socket) => sockets.push(socket)).listen(port, "127.0.0.1");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    service.close();
  });
  // Longer than the longest wait before one is tried again.
  await wait(1_000);
  expect(sockets.length).toBeLessThanOrEqual(3);
});
