import { expect, it, onTestFinished } from "vitest";
import { createProxy } from "../../src/transports/proxy.ts";
import { startHttpService } from "../testkit/http-service.ts";

it("a proxied answer that nobody reads is given up at its time limit, so that its place is free", async () => {
  const service = await startHttpService((_request, response) => {
    const flood = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", flood);
    flood();
  });
  const proxy = createProxy(() => ({ retryAfterMs: 0, enter: () => 0, leave: () => undefined }));
  onTestFinished(() => proxy.dispose());
  const forward = proxy.open({
    service: "shop",
    endpoints: [new URL(service.url)],
    timeoutMs: 300,
    maxRequestBytes: 1_000,
    maxResponseBytes: 1_000_000_000,
  });
  const answer = await forward({
    method: "GET",
    path: "/",
    headers: [],
    body: undefined,
    deadline: Infinity,
    signal: new AbortController().signal,
  });
  await expect.poll(() => answer.body.errored).toMatchObject({ code: "SERVICE_TIMEOUT", service: "shop" });
  expect(answer.body.destroyed).toBe(true);
  await expect.poll(() => service.requests[0]?.isAbandoned).toBe(true);
});
