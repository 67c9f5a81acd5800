import { status } from "@grpc/grpc-js";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import type { StreamRequest } from "../../../src/transports/transport.ts";
import { freePort } from "../../testkit/free-port.ts";
import { fail, hang, startGrpcService, writeProto, type StreamHandler } from "../../testkit/grpc-service.ts";
import { openGrpc } from "./run-grpc.ts";

const PROTO = /* proto */ `
syntax = "proto3";
package news.v1;
service News {
  rpc Watch(WatchRequest) returns (stream Item);
  rpc Get(WatchRequest) returns (Item);
}
message WatchRequest { string topic = 1; }
message Item { string title = 1; }
`;
const SDL = /* GraphQL */ `
  type Query {
    item(topic: String!): Item @grpc(method: "news.v1.News/Get")
  }
  type Subscription {
    news(topic: String!): Item @grpc(method: "news.v1.News/Watch")
  }
  type Item {
    title: String!
  }
`;

async function open(watch: StreamHandler) {
  const service = await startGrpcService(PROTO, { Watch: watch, Get: hang });
  return { service, ...subscribing(service) };
}

function subscribing(service: { url: string; proto: string }) {
  const grpc = openGrpc(SDL, service);
  const controller = new AbortController();
  const request: StreamRequest = {
    document: parse('subscription { news(topic: "a") { headline: title } }'),
    signal: controller.signal,
  };
  return { grpc, controller, subscribe: () => grpc.subscribe?.(request) ?? Promise.reject(new Error("No streams.")) };
}

describe("a stream", () => {
  it("gives each message as it was selected, and ends as the service ends it", async () => {
    const { service, subscribe } = await open(({ topic }, call) => {
      for (const title of ["1", "2"]) call.write({ title: `${String(topic)}${title}` });
      call.end();
    });
    expect(await Array.fromAsync(await subscribe())).toEqual([
      { data: { news: { headline: "a1" } } },
      { data: { news: { headline: "a2" } } },
    ]);
    expect(service.calls[0]?.deadline).toBe(Infinity);
  });

  it("is open before its first message", async () => {
    const { service, subscribe, controller } = await open(() => {});
    await subscribe();
    await expect.poll(() => service.calls.length).toBe(1);
    controller.abort();
    await expect.poll(() => service.calls[0]?.cancelled).toBe(true);
  });

  it("that nobody answers is rejected when it is opened", async () => {
    const { subscribe } = subscribing({ url: `grpc://127.0.0.1:${await freePort()}`, proto: writeProto(PROTO) });
    await expect(subscribe()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE", neverSent: true });
  });

  it("that breaks is rejected, never taken for one that ended", async () => {
    const { service, subscribe } = await open((_request, call) => void call.write({ title: "1" }));
    const events = (await subscribe())[Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual({ data: { news: { headline: "1" } } });
    service.close();
    await expect(events.next()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  it("that is refused is rejected, without the service's words", async () => {
    const { subscribe } = await open(() => fail(status.PERMISSION_DENIED, "secret"));
    const failed = subscribe().then((events) => Array.fromAsync(events));
    await expect(failed).rejects.toMatchObject({
      code: "SERVICE_ERROR",
      message: "The test service could not do this.",
    });
  });

  it("ends without an error when its signal says so", async () => {
    const { subscribe, controller } = await open((_request, call) => void call.write({ title: "1" }));
    const events = (await subscribe())[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it("waits for whoever takes it slowly", async () => {
    let written = 0;
    const { subscribe } = await open(async (_request, call) => {
      for (let index = 0; index < 2_000 && !call.cancelled; index++) {
        written += 1;
        if (!call.write({ title: "x".repeat(10_000) })) {
          await Promise.race([
            new Promise((resolve) => call.once("drain", resolve)),
            new Promise((resolve) => call.once("cancelled", resolve)),
          ]);
        }
      }
    });
    const events = (await subscribe())[Symbol.asyncIterator]();
    await events.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(written).toBeLessThan(1_000);
    await events.return?.(undefined);
  });

  it("goes on where calls beside it hear nothing, and are given a new connection", async () => {
    const writers: ((title: string) => void)[] = [];
    const { grpc, subscribe } = await open((_request, call) => void writers.push((title) => call.write({ title })));
    const events = (await subscribe())[Symbol.asyncIterator]();
    await expect.poll(() => writers.length).toBe(1);
    for (let call = 0; call < 4; call++) {
      const { errors } = await grpc.ask('{ item(topic: "a") { title } }', {}, { deadline: performance.now() + 300 });
      expect(errors).toMatchObject([{ extensions: { code: "SERVICE_TIMEOUT" } }]);
    }
    writers[0]?.("still");
    expect((await events.next()).value).toEqual({ data: { news: { headline: "still" } } });
  });
});
