import { expect, it } from "vitest";
import { startHttpService } from "../testkit/http-service.ts";
import { startStreamingService } from "../testkit/streaming-service.ts";
import { openEventStream } from "../testkit/streams.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

it("subscriptions are not opened at an endpoint that queries are kept from, while there is another", async () => {
  const sdl = "type Query { hello: String } type Subscription { ticked(of: Int): Int }";
  const well = await startStreamingService(sdl, { Query: { hello: () => "hello" } });
  const broken = await startHttpService((_request, response) => void response.destroy());
  const subscribed = () => broken.requests.filter(({ headers }) => headers.some(([, value]) => /stream/.test(value)));
  const { url, ask } = await startTestGateway({
    clock: { sdl, url: well.url, endpoints: [well.url, broken.url], outliers: { failuresInARow: 1 } },
  });
  const isLeftOut = async () => {
    expect((await ask("{ hello }")).data).toEqual({ hello: "hello" });
    return (await fetch(`${url}/health/services`)).text();
  };
  await expect.poll(isLeftOut, { timeout: 10_000 }).toContain('"isEjected":true');
  const streams = await Promise.all(
    [1, 2, 3, 4].map((of) => openEventStream(url, `subscription { ticked(of: ${of}) }`)),
  );
  for (const { status } of streams) expect(status).toBe(200);
  await expect.poll(() => well.open.size, { timeout: 10_000 }).toBe(4);
  expect(subscribed()).toEqual([]);
});
