import { describe, expect, it, onTestFinished } from "vitest";
import { printBanner } from "../../src/cli/banner.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { createGateway } from "../../src/index.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { startHttpService } from "../testkit/http-service.ts";
import { openEventStream } from "../testkit/streams.ts";
import { startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

async function startTwo(config: TestConfig = { faultInjection: true }, timeoutMs = 3_000) {
  const order = await startFakeService("type Query { order: String }", { Query: { order: () => "an order" } });
  const review = await startFakeService("type Query { review: String }", { Query: { review: () => "a review" } });
  onTestFinished(() => order.close());
  onTestFinished(() => review.close());
  const gateway = await startTestGateway(
    {
      order: { ...order, timeoutMs, circuitBreaker: false, fieldBreaker: false },
      review: { ...review, retry: false },
    },
    config,
  );
  const askWith = (fault: string, query = "{ order review }") => gateway.ask(query, {}, { "x-fault": fault });
  return { ...gateway, order, review, askWith };
}

const CODES: readonly [fault: string, code: string][] = [
  ["refused", "SERVICE_UNAVAILABLE"],
  ["reset", "SERVICE_UNAVAILABLE"],
  ["timeout", "SERVICE_TIMEOUT"],
  ["slow=5000", "SERVICE_TIMEOUT"],
  ["500", "SERVICE_UNAVAILABLE"],
  ["503@100%", "SERVICE_UNAVAILABLE"],
  ["429", "SERVICE_ERROR"],
  ["not-json", "SERVICE_BAD_RESPONSE"],
  ["error", "SERVICE_ERROR"],
];

describe("a fault that a request asks for", () => {
  for (const [fault, code] of CODES) {
    it(`looks like a real one, and takes its own part alone: ${fault}`, async () => {
      const { askWith, ask, order } = await startTwo(undefined, code === "SERVICE_TIMEOUT" ? 1_000 : undefined);
      const answer = await askWith(`order=${fault}`);
      expect(answer.data).toEqual({ order: null, review: "a review" });
      expect(answer.errors).toMatchObject([{ path: ["order"], extensions: { code, service: "order" } }]);
      expect(order.calls).toHaveLength(0);
      expect(JSON.stringify(answer)).not.toMatch(/asked for|127\.0\.0\.1/);
      expect(await ask("{ order review }")).toEqual({ data: { order: "an order", review: "a review" } });
    });
  }

  it("slows a service down, and services never read of it", async () => {
    const { askWith, order } = await startTwo();
    const began = performance.now();
    expect((await askWith("order=slow=100")).data).toEqual({ order: "an order", review: "a review" });
    expect(performance.now() - began).toBeGreaterThan(95);
    expect(Object.keys(order.calls[0]?.headers ?? {})).not.toContain("x-fault");
  });

  it("is several, with spaces or not", async () => {
    const { askWith } = await startTwo();
    const { errors } = await askWith(" order = error ; review=not-json;");
    const codes = errors?.map(({ extensions }) => [extensions?.["service"], extensions?.["code"]]);
    expect(codes?.toSorted()).toEqual([
      ["order", "SERVICE_ERROR"],
      ["review", "SERVICE_BAD_RESPONSE"],
    ]);
  });

  it("strikes as many calls as its share says", async () => {
    const { askWith } = await startTwo();
    expect((await askWith("review=error@0%")).errors).toBeUndefined();
    let struck = 0;
    for (let times = 0; times < 60; times++) if ((await askWith("order=error@50%")).errors !== undefined) struck += 1;
    expect(struck).toBeGreaterThan(5);
    expect(struck).toBeLessThan(55);
  });

  it("is seen by what guards the calls: circuits open", async () => {
    const { askWith } = await startTwo();
    for (let times = 0; times < 10; times++) await askWith("review=500");
    expect((await askWith("order=slow=0")).errors).toMatchObject([{ extensions: { code: "SERVICE_CIRCUIT_OPEN" } }]);
  });

  it("is not shared with those who did not ask for it", async () => {
    const { askWith, ask } = await startTwo();
    const struck = askWith("order=slow=50", "{ order }");
    const other = askWith("order=error", "{ order }");
    expect(await ask("{ order }")).toEqual({ data: { order: "an order" } });
    expect((await other).errors).toHaveLength(1);
    expect(await struck).toEqual({ data: { order: "an order" } });
  });

  it("holds over an event stream, too", async () => {
    const { url } = await startTwo();
    const stream = await openEventStream(url, "{ order review }", { "x-fault": "order=error" });
    expect((await stream.next())?.data?.data).toEqual({ order: null, review: "a review" });
  });

  it("strikes routes that go straight to a service", async () => {
    const service = await startHttpService((_request, response) => response.end("[]"));
    const order = await startFakeService("type Query { order: String }", {});
    onTestFinished(() => order.close());
    const { url } = await startTestGateway(
      { order },
      {
        faultInjection: true,
        routes: [
          {
            kind: "service",
            service: "order",
            public: true,
            paths: { "/api/orders": "/orders" },
            endpoints: service.url,
            timeoutMs: 1_000,
          },
        ],
      },
    );
    const ask = async (fault: string) => (await fetch(`${url}/api/orders`, { headers: { "x-fault": fault } })).status;
    expect(await ask("order=timeout")).toBe(504);
    expect(await ask("order=503")).toBe(502);
    expect(await ask("order=404")).toBe(404);
    expect(await ask("order=slow=10")).toBe(200);
  });
});

const MISTAKES: readonly [fault: string, told: RegExp][] = [
  ["reviews=503", /"reviews" is no service. There are order, review\./],
  ["Order=503", /"Order" is no service/],
  ["timeout", /"timeout" is no service/],
  ["order=", /"" is no fault/],
  ["order", /"" is no fault/],
  ["order=explode", /"explode" is no fault. There are refused, reset/],
  ["order=200", /"200" is no fault/],
  ["order=slow", /"slow" is no fault/],
  ["order=slow=600001", /is no fault/],
  ["order=timeout=3", /is no fault/],
  ["order=503@101%", /a share is at most 100%/],
  ["order=503;order=error", /twice/],
  [`order=${"a".repeat(2_000)}`, /"a{40}" is no fault/],
];

describe("a fault that there is not", () => {
  for (const [fault, told] of MISTAKES) {
    it(`is refused, and those that there are are named: ${fault.slice(0, 30)}`, async () => {
      const { url, order, review } = await startTwo();
      const response = await fetch(`${url}/graphql?query={order,review}`, { headers: { "x-fault": fault } });
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] };
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
      expect(errors[0]?.message).toMatch(told);
      expect([...order.calls, ...review.calls]).toHaveLength(0);
    });
  }
});

describe("where faults are not injected", () => {
  const OFF: Readonly<Record<string, TestConfig>> = {
    "where services are not embedded": {},
    "where the configuration says so": { faultInjection: false },
    "in production": { environment: { NODE_ENV: "production" } },
  };
  for (const [where, config] of Object.entries(OFF)) {
    it(`asking for one is refused: ${where}`, async () => {
      const { askWith, ask, order } = await startTwo(config);
      expect((await askWith("order=error")).errors).toMatchObject([
        {
          message: expect.stringMatching(/^X-Fault: no faults are injected here/),
          extensions: { code: "BAD_USER_INPUT" },
        },
      ]);
      expect(order.calls).toHaveLength(0);
      expect((await ask("{ order }")).errors).toBeUndefined();
    });
  }

  it("a configuration that allows it in production does not start", async () => {
    const config = { services: [], faultInjection: true };
    await expect(createGateway(config, { environment: { NODE_ENV: "production" } })).rejects.toThrow(
      "faultInjection: is refused where NODE_ENV is production",
    );
  });
});

describe("a fault that the configuration asks for", () => {
  it("meets every call, also where requests may ask for none, and a request's own goes before it", async () => {
    const order = await startHttpService((_request, response) => void response.end("an order"));
    const review = await startFakeService("type Query { review: String }", { Query: { review: () => "a review" } });
    onTestFinished(() => review.close());
    const start = (faultInjection: boolean) =>
      startTestGateway(
        {
          order: {
            sdl: "type Query { order: String }",
            url: order.url,
            fault: "503",
            retry: false,
            fieldBreaker: false,
          },
          review,
        },
        {
          faultInjection,
          routes: [{ kind: "service", service: "order", public: true, paths: { "/api/orders": "/orders" } }],
        },
      );
    const { ask, url } = await start(false);
    expect(await ask("{ order review }")).toMatchObject({
      data: { order: null, review: "a review" },
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE", service: "order" } }],
    });
    expect((await fetch(`${url}/api/orders`)).status).toBe(502);
    expect(order.requests).toEqual([]);
    const heeding = await start(true);
    expect((await heeding.ask("{ order }", {}, { "x-fault": "order=error" })).errors).toMatchObject([
      { extensions: { code: "SERVICE_ERROR" } },
    ]);
  });

  it("is said at the start", async () => {
    const { gateway } = await startTwo();
    const config = { services: [{ name: "order", contract: "order.graphql", fault: "503@30%" }] };
    expect(await printBanner(gateway, config)).toContain("  faults     order=503@30%, as the configuration asks for\n");
    expect(await printBanner(gateway, { services: [] })).not.toContain("faults");
  });

  it("is one that there is, and refused in production", async () => {
    const service = { name: "order", contract: "order.graphql", endpoints: "http://127.0.0.1:1" };
    expect(() => parseConfig({ services: [{ ...service, fault: "explode" }] }, {})).toThrow(
      /^services\[0\]\.fault: "explode" is no fault\. There are refused, reset,/,
    );
    const started = startTestGateway(
      { order: { sdl: "type Query { order: String }", url: service.endpoints, fault: "timeout" } },
      { environment: { NODE_ENV: "production" } },
    );
    await expect(started).rejects.toThrow("services[0].fault: is refused where NODE_ENV is production");
  });
});
