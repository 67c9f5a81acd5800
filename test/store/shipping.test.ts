import { connect } from "node:net";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { loadDefinition } from "../../examples/store/kit/grpc-service.ts";
import { serve, type RunningService } from "../../examples/store/kit/serve.ts";
import { createShippingService } from "../../examples/store/shipping/shipping-service.ts";
import { countersPortOf } from "../../examples/store/store-services.ts";

const store = new URL("../../examples/store/", import.meta.url);
const shipping = loadDefinition(new URL("shipping/shipping.proto", store), "store.shipping.v1.Shipping");
const health = loadDefinition(new URL("kit/health.proto", store), "grpc.health.v1.Health");

let running: RunningService;
let client: Client;

beforeAll(async () => {
  running = await serve(createShippingService({ stepMs: 20 }), 0);
  client = new Client(new URL(running.url).host, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await running.close();
});

function viewer(id: string, role = "CUSTOMER"): Metadata {
  const metadata = new Metadata();
  metadata.set("x-user-id", id);
  metadata.set("x-user-role", role);
  return metadata;
}

function call(definition: typeof shipping, method: string, request: object, metadata = new Metadata()) {
  const { path, requestSerialize, responseDeserialize } = definition[method]!;
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, (error, answer) =>
      error === null ? resolve(answer as Record<string, unknown>) : reject(error),
    );
  });
}

test("lists the viewer's shipments, whatever else was asked for", async () => {
  const asked = { order_ids: ["order-999999", "order-1"] };
  const { shipments } = await call(shipping, "ListShipments", asked, viewer("user-1"));
  expect(shipments).toMatchObject([{ id: "shipment-1", order_id: "order-1", status: "SHIPMENT_STATUS_DELIVERED" }]);
  expect(await call(shipping, "ListShipments", asked, viewer("user-2"))).toEqual({ shipments: [] });
  expect(await call(shipping, "ListShipments", asked)).toEqual({ shipments: [] });
});

test("tells its health by the standard protocol", async () => {
  expect(await call(health, "Check", {})).toEqual({ status: "SERVING" });
});

describe("tracking", () => {
  function track(orderId: string, metadata: Metadata) {
    const { path, requestSerialize, responseDeserialize } = shipping["TrackShipment"]!;
    return client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { order_id: orderId }, metadata);
  }

  test("tells of each step of a parcel on its way, which is kept", async () => {
    const support = viewer("user-400", "SUPPORT");
    const all = Array.from({ length: 5_000 }, (_, index) => `order-${index + 1}`);
    const { shipments } = await call(shipping, "ListShipments", { order_ids: all }, support);
    const { order_id, events } = (shipments as { order_id: string; status: string; events: unknown[] }[]).find(
      ({ status }) => status === "SHIPMENT_STATUS_IN_TRANSIT",
    )!;
    const stream = track(order_id, support);
    const seen: { status: string; events: unknown[] }[] = [];
    for await (const { shipment } of stream as AsyncIterable<{ shipment: (typeof seen)[number] }>) {
      seen.push(shipment);
      if (shipment.status === "SHIPMENT_STATUS_DELIVERED") break;
    }
    expect(seen.map(({ status }) => status)).toEqual(["SHIPMENT_STATUS_OUT_FOR_DELIVERY", "SHIPMENT_STATUS_DELIVERED"]);
    expect(seen[1]!.events).toHaveLength(events.length + 2);
    const again = await call(shipping, "ListShipments", { order_ids: [order_id] }, support);
    expect(again["shipments"]).toEqual([seen[1]]);
  });

  test("of what there is not, or is not the viewer's, says so once", async () => {
    for (const [orderId, metadata] of [
      ["order-999999", viewer("user-1")],
      ["order-1", viewer("user-2")],
    ] as const) {
      const answers: unknown[] = [];
      for await (const answer of track(orderId, metadata)) answers.push(answer);
      expect(answers).toEqual([{ shipment: null }]);
    }
  });
});

test("counts its calls, and tells of them over HTTP on the next port", async () => {
  await fetch(`${running.countersUrl}/counters`, { method: "DELETE" });
  await call(shipping, "ListShipments", { order_ids: ["order-1"] });
  await call(health, "Check", {});
  const answer = await fetch(`${running.countersUrl}/counters`);
  expect(await answer.json()).toEqual({ requests: 1, rootFields: {}, rest: {}, rpc: { ListShipments: 1 } });
  expect((await fetch(`${running.countersUrl}/health`)).status).toBe(200);
});

test("has its counters elsewhere where the next port is taken, and off the store's own ports", async () => {
  const other = await serve(createShippingService(), 0, Number(new URL(running.countersUrl).port));
  onTestFinished(() => other.close());
  expect(other.countersUrl).not.toBe(running.countersUrl);
  expect((await fetch(`${other.countersUrl}/counters`)).status).toBe(200);
  expect([countersPortOf(4104), countersPortOf(5104), countersPortOf(0)]).toEqual([4108, 5105, undefined]);
});

test("a port in use is told", async () => {
  const port = Number(new URL(running.url).port);
  await expect(serve(createShippingService(), port)).rejects.toThrow(`Port ${port} is already in use.`);
});

test("closing waits for no stream", async () => {
  const own = await serve(createShippingService({ stepMs: 60_000 }), 0);
  const socket = connect(Number(new URL(own.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const watcher = new Client(new URL(own.url).host, credentials.createInsecure());
  onTestFinished(() => watcher.close());
  const { path, requestSerialize, responseDeserialize } = shipping["TrackShipment"]!;
  const stream = watcher.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    { order_id: "order-1" },
    viewer("user-1"),
  );
  stream.on("error", () => {});
  await expect
    .poll(async () => ((await (await fetch(`${own.countersUrl}/counters`)).json()) as { requests: number }).requests)
    .toBe(1);
  await own.close();
  await expect(fetch(`${own.countersUrl}/health`)).rejects.toThrow("fetch failed");
});
