import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { seededOrders } from "../../examples/store/kit/order-facts.ts";
import { serve } from "../../examples/store/kit/serve.ts";
import { createShippingService } from "../../examples/store/shipping/shipping-service.ts";
import { DateTime } from "../../schema/scalars.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { openEventStream } from "../testkit/streams.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const TRACKED = "subscription ($id: ID!) { shipmentTracked(orderId: $id) { id status events { status occurredAt } } }";
const KEY = "key-of-support";
const ON_ITS_WAY = seededOrders().find(({ status }) => status === "SHIPPED")?.id ?? "";

async function open(port = 0) {
  const start = () => serve(createShippingService({ stepMs: 100 }), port);
  const service = await start();
  onTestFinished(() => service.close().catch(() => undefined));
  const other = await startFakeService("type Query { hello: String }", {});
  onTestFinished(() => other.close());
  const gateway = await startTestGateway(
    {
      shipping: {
        sdl: readFileSync("schema/shipping.graphql", "utf8"),
        url: service.url,
        transport: "grpc",
        proto: resolve("examples/store/shipping/shipping.proto"),
      },
      other,
    },
    {
      scalars: { DateTime },
      authentication: {
        apiKeys: [{ id: "support", sha256: createHash("sha256").update(KEY).digest("hex"), roles: ["SUPPORT"] }],
      },
    },
  );
  const track = (id: string, headers: Record<string, string> = { "x-api-key": KEY }) =>
    openEventStream(gateway.url, TRACKED, headers, { id });
  const openStreams = async () =>
    ((await (await fetch(`${service.countersUrl}/subscriptions`)).json()) as { open: number }).open;
  return { service, track, openStreams };
}

interface Tracked {
  readonly status: string;
  readonly events: readonly { status: string; occurredAt: string }[];
}

describe("a parcel", () => {
  it("is tracked: each step comes as the service streams it over gRPC", async () => {
    const { track, openStreams } = await open();
    const stream = await track(ON_ITS_WAY);
    const seen: Tracked[] = [];
    while (seen.at(-1)?.status !== "DELIVERED") {
      const event = await stream.next();
      expect(event).toMatchObject({
        event: "next",
        data: { data: { shipmentTracked: { id: expect.any(String) as string } } },
      });
      const data = event?.data?.data as { shipmentTracked: Tracked } | undefined;
      if (data !== undefined) seen.push(data.shipmentTracked);
    }
    for (const { status, events } of seen) {
      expect(events.at(-1)?.status).toBe(status);
      expect(events.at(-1)?.occurredAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    expect(await openStreams()).toBe(1);
    stream.leave();
    await expect.poll(openStreams, { timeout: 10_000 }).toBe(0);
  });

  it("that is not there is null, once, and that is the end", async () => {
    const { track, openStreams } = await open();
    const stream = await track("order-999999");
    expect(await stream.next()).toEqual({ event: "next", data: { data: { shipmentTracked: null } } });
    expect(await stream.next()).toMatchObject({ event: "complete" });
    expect(await openStreams()).toBe(0);
  });

  it("is tracked by one stream, however many look on", async () => {
    const { track, openStreams } = await open();
    const streams = await Promise.all([track(ON_ITS_WAY), track(ON_ITS_WAY), track(ON_ITS_WAY)]);
    for (const stream of streams) expect(await stream.next()).toMatchObject({ event: "next" });
    expect(await openStreams()).toBe(1);
    for (const stream of streams) stream.leave();
    await expect.poll(openStreams, { timeout: 10_000 }).toBe(0);
  });

  it("is tracked on when the service was started anew", async () => {
    const { service, track } = await open();
    const stream = await track(ON_ITS_WAY);
    expect(await stream.next()).toMatchObject({ event: "next" });
    await service.close();
    const again = await serve(createShippingService({ stepMs: 100 }), Number(new URL(service.url).port));
    onTestFinished(() => again.close());
    expect(await stream.next()).toMatchObject({
      event: "next",
      data: { data: { shipmentTracked: { status: expect.any(String) as string } } },
    });
    stream.leave();
  });

  it("of a service that is not there is told at once", async () => {
    const { service, track } = await open();
    await service.close();
    const stream = await track(ON_ITS_WAY);
    const event = await stream.next();
    expect(event?.data?.errors).toMatchObject([{ extensions: { code: "SERVICE_UNAVAILABLE", service: "shipping" } }]);
    expect(JSON.stringify(event)).not.toContain("127.0.0.1");
  });

  it("is not tracked by nobody, and the service is not asked", async () => {
    const { service, track } = await open();
    const stream = await track(ON_ITS_WAY, {});
    expect(await stream.next()).toMatchObject({ data: { errors: [{ extensions: { code: "UNAUTHENTICATED" } }] } });
    expect(await (await fetch(`${service.countersUrl}/counters`)).json()).toMatchObject({ requests: 0 });
  });
});
