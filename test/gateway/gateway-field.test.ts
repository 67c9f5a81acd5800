import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService } from "../testkit/fake-service.ts";
import { openEventStream, openSocket } from "../testkit/streams.ts";
import { startTestGateway, type TestConfig } from "../testkit/test-gateway.ts";

async function startGraph(config: TestConfig = {}) {
  const order = await startFakeService("type Query { order: String hello(name: String): String }", {
    Query: { order: () => "an order", hello: (_source: unknown, { name }: { name: string }) => name },
  });
  onTestFinished(() => order.close());
  const apiKeys = ["OPERATOR", "CUSTOMER"].map((role) => ({
    id: role.toLowerCase(),
    sha256: createHash("sha256").update(role).digest("hex"),
    roles: [role],
  }));
  const gateway = await startTestGateway(
    { order: { ...order, retry: false, fieldBreaker: false } },
    { authentication: { apiKeys }, ...config },
  );
  const fail = () => order.behave((_call, response) => void response.destroy());
  return { ...gateway, order, fail };
}

const servicesOf = (state: string) => ({ _gateway: { services: [{ name: "order", state }] } });
const STATES = "_gateway { services { name state } }";

describe("_gateway", () => {
  it("tells how the services do, and asks none of them", async () => {
    const { ask, order, fail } = await startGraph();
    expect(await ask(`{ ${STATES} }`)).toEqual({ data: servicesOf("UNKNOWN") });
    expect(order.calls).toHaveLength(0);
    await ask("{ order }");
    expect(await ask(`{ ${STATES} }`)).toEqual({ data: servicesOf("UP") });
    fail();
    await ask("{ order }");
    const { data } = await ask(
      "{ _gateway { services { name state inFlight latencyMs lastErrorCode lastErrorAt openFields } } }",
    );
    expect(data).toEqual({
      _gateway: {
        services: [
          {
            name: "order",
            state: "DEGRADED",
            inFlight: 0,
            latencyMs: expect.any(Number),
            lastErrorCode: "SERVICE_UNAVAILABLE",
            lastErrorAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
            openFields: [],
          },
        ],
      },
    });
    expect(JSON.stringify(data)).not.toContain("127.0.0.1");
  });

  it("stands beside other fields, in fragments, under aliases and conditions", async () => {
    const { ask, order } = await startGraph();
    const query = `query ($name: String, $no: Boolean = false) {
      ...own
      hello(name: $name)
      a: __typename
      ... on Query { mine: ${STATES} }
      skipped: _gateway @include(if: $no) { services { name } }
      __schema { queryType { name } }
    }
    fragment own on Query { ${STATES} order }`;
    const { data, errors } = await ask(query, { name: "you" });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      ...servicesOf("UP"),
      mine: servicesOf("UP")._gateway,
      order: "an order",
      hello: "you",
      a: "Query",
      __schema: { queryType: { name: "Query" } },
    });
    expect(order.calls.map((call) => call.query).join("")).not.toContain("_gateway");
  });

  it("is checked like any other field", async () => {
    const { ask } = await startGraph();
    expect((await ask("{ _gateway { service } }")).errors).toMatchObject([
      { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
    ]);
    expect((await ask('{ __type(name: "_Gateway") { fields { name } } }')).data).toEqual({
      __type: { fields: [{ name: "services" }] },
    });
  });
});

describe("who may ask for it", () => {
  const production = { environment: { NODE_ENV: "production" } };
  for (const [where, config] of Object.entries<TestConfig>({
    "in production": production,
    "where it is switched off": { gatewayField: { enabled: false } },
  })) {
    it(`nobody, the graph does not have it: ${where}`, async () => {
      const { ask } = await startGraph({ ...config, introspection: { enabled: true } });
      expect((await ask(`{ ${STATES} }`)).errors).toMatchObject([
        { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
      ]);
      expect((await ask('{ __type(name: "_Gateway") { name } }')).data).toEqual({ __type: null });
    });
  }

  it("whoever has a role that the configuration names, also by a subscription", async () => {
    const { ask, url } = await startGraph({ ...production, gatewayField: { roles: ["OPERATOR"] } });
    const refusal = { message: "_gateway is not for everybody here.", extensions: { code: "FORBIDDEN" } };
    for (const headers of [{}, { "x-api-key": "CUSTOMER" }]) {
      expect(await ask(`{ ${STATES} order }`, {}, headers)).toEqual({ errors: [refusal] });
      const stream = await openEventStream(url, `subscription { ${STATES} }`, headers);
      expect((await stream.next())?.data).toEqual({ errors: [refusal] });
    }
    const headers = { "x-api-key": "OPERATOR" };
    expect((await ask(`{ ${STATES} }`, {}, headers)).data).toEqual(servicesOf("UNKNOWN"));
    const stream = await openEventStream(url, `subscription { ${STATES} }`, headers);
    expect((await stream.next())?.data).toEqual({ data: servicesOf("UNKNOWN") });
  });
});

describe("a subscription to _gateway", () => {
  it("tells at once, and again at each change, over SSE", async () => {
    const { ask, url, fail } = await startGraph();
    const stream = await openEventStream(
      url,
      `subscription Watch { ...states } fragment states on Subscription { ${STATES} }`,
    );
    expect((await stream.next())?.data).toEqual({ data: servicesOf("UNKNOWN") });
    await ask("{ order }");
    expect((await stream.next())?.data).toEqual({ data: servicesOf("UP") });
    fail();
    await ask("{ order }");
    expect((await stream.next())?.data).toEqual({ data: servicesOf("DEGRADED") });
    stream.leave();
  });

  it("and over a WebSocket, until its client leaves", async () => {
    const { ask, url, gateway } = await startGraph();
    const socket = await openSocket(url);
    socket.send({ id: "1", type: "subscribe", payload: { query: `subscription { ${STATES} }` } });
    expect(await socket.next()).toEqual({ id: "1", type: "next", payload: { data: servicesOf("UNKNOWN") } });
    await ask("{ order }");
    expect(await socket.next()).toEqual({ id: "1", type: "next", payload: { data: servicesOf("UP") } });
    socket.send({ id: "1", type: "complete" });
    socket.send({ id: "2", type: "subscribe", payload: { query: "{ order }" } });
    expect(await socket.next()).toMatchObject({ id: "2", payload: { data: { order: "an order" } } });
    expect(await socket.next()).toEqual({ id: "2", type: "complete" });
    await gateway.dispose();
    expect(await socket.closed).toMatchObject({ code: 1001 });
  });

  it("stands beside the services' own subscriptions", async () => {
    const service = await startFakeService("type Query { a: String } type Subscription { ticks: Int }", {});
    onTestFinished(() => service.close());
    const { ask } = await startTestGateway({ a: service });
    const { data } = await ask('{ __type(name: "Subscription") { fields { name } } }');
    expect(data).toEqual({ __type: { fields: [{ name: "ticks" }, { name: "_gateway" }] } });
  });
});
