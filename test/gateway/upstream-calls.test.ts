import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService, type Behaviour, type FakeService } from "../testkit/fake-service.ts";
import { startLoad } from "../testkit/load.ts";
import { startTestGateway, type TestService } from "../testkit/test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    hello: String
    other: String
  }
  type Mutation {
    pay: String
    cancel: String @idempotent
  }
`;

const RESOLVERS = {
  Query: { hello: () => "you", other: () => "there" },
  Mutation: { pay: () => "paid", cancel: () => "cancelled" },
};

async function startServices(count: number): Promise<FakeService[]> {
  const services = await Promise.all(Array.from({ length: count }, () => startFakeService(SDL, RESOLVERS)));
  onTestFinished(async () => void (await Promise.all(services.map((service) => service.close()))));
  return services;
}

async function startGateway(services: readonly FakeService[], options: Omit<TestService, "sdl" | "url"> = {}) {
  const gateway = await startTestGateway({
    library: { sdl: SDL, url: services[0]?.url ?? "", endpoints: services.map(({ url }) => url), ...options },
  });
  const load = () =>
    startLoad(
      () => gateway.ask("{ hello }"),
      (answer) => JSON.stringify(answer) === '{"data":{"hello":"you"}}',
    );
  return { ...gateway, load };
}

const hang: Behaviour = () => undefined;
const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  (_call, response) =>
    void response.writeHead(code, headers).end();
/** Behaves so for the first calls, then as usual. */
const atFirst = (service: FakeService, times: number, behaviour: Behaviour) =>
  service.behave((call, response) => {
    if (service.calls.length >= times) service.behave();
    return behaviour(call, response);
  });

describe("several endpoints", () => {
  it("one of three hangs: no client sees an error", async () => {
    const services = await startServices(3);
    const { load } = await startGateway(services, { timeoutMs: 500, deduplicate: false });
    services[1]?.behave(hang);
    const running = load();
    await expect.poll(() => running.answered, { timeout: 15_000 }).toBeGreaterThan(500);
    expect(await running.stop()).toEqual([]);
    expect(services[0]?.calls.length).toBeGreaterThan(100);
  });

  it("one of two is killed under load: no request fails", async () => {
    const services = await startServices(2);
    const { load } = await startGateway(services, { deduplicate: false });
    const running = load();
    await expect.poll(() => running.answered, { timeout: 15_000 }).toBeGreaterThan(200);
    const [first] = services;
    await first?.close();
    const before = running.answered;
    await expect.poll(() => running.answered, { timeout: 15_000 }).toBeGreaterThan(before + 500);
    expect(await running.stop()).toEqual([]);
  });

  it("an endpoint that answers 500 to everything costs clients nothing either", async () => {
    const services = await startServices(2);
    const { load } = await startGateway(services, { deduplicate: false });
    services[0]?.behave(status(500));
    const running = load();
    await expect.poll(() => running.answered, { timeout: 15_000 }).toBeGreaterThan(300);
    expect(await running.stop()).toEqual([]);
  });

  it("all of them are down: that is told once, soon, and they are asked again when they are back", async () => {
    const services = await startServices(2);
    const { ask } = await startGateway(services, {
      circuitBreaker: { openMs: 200 },
      outliers: { ejectionMs: 100 },
      health: { intervalMs: 100 },
    });
    for (const service of services) service.behave(status(503));
    const codes = new Set<string>();
    for (let count = 0; count < 20; count++) {
      const { errors = [] } = await ask("{ hello other }");
      expect(errors).toHaveLength(1);
      codes.add(String(errors[0]?.extensions?.["code"]));
    }
    expect([...codes].toSorted()).toEqual(["SERVICE_CIRCUIT_OPEN", "SERVICE_UNAVAILABLE"]);
    for (const service of services) service.behave();
    await expect.poll(() => ask("{ hello }"), { timeout: 10_000 }).toEqual({ data: { hello: "you" } });
  });
});

describe("a call that failed", () => {
  it("is repeated where it is a query", async () => {
    const [service] = await startServices(1);
    if (service === undefined) return;
    const { ask } = await startGateway([service]);
    atFirst(service, 1, status(500));
    expect(await ask("{ hello }")).toEqual({ data: { hello: "you" } });
    expect(service.calls).toHaveLength(2);
  });

  it("is repeated after as long as the service asks for", async () => {
    const [service] = await startServices(1);
    if (service === undefined) return;
    const { ask } = await startGateway([service], { retry: { maxBackoffMs: 2_000 } });
    atFirst(service, 1, status(429, { "retry-after": "1" }));
    const startedAt = performance.now();
    expect(await ask("{ hello }")).toEqual({ data: { hello: "you" } });
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  it("is never repeated where it is a mutation that may have got there", async () => {
    for (const behaviour of [status(500), status(503, { "retry-after": "0" }), hang]) {
      const [service] = await startServices(1);
      if (service === undefined) return;
      const { ask } = await startGateway([service], { timeoutMs: 300 });
      service.behave(behaviour);
      const { data, errors } = await ask("mutation { pay }");
      expect(data).toEqual({ pay: null });
      expect(errors).toHaveLength(1);
      expect(service.calls).toHaveLength(1);
      expect(service.calls[0]?.headers).not.toHaveProperty("idempotency-key");
    }
  });

  it("is repeated where the contract calls the mutation idempotent, with one key for all attempts", async () => {
    const [service] = await startServices(1);
    if (service === undefined) return;
    const { ask } = await startGateway([service]);
    atFirst(service, 2, status(500));
    expect(await ask("mutation { cancel }")).toEqual({ data: { cancel: "cancelled" } });
    const keys = service.calls.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
    expect(new Set(keys).size).toBe(1);
    await ask("mutation { cancel }");
    expect(service.calls[3]?.headers["idempotency-key"]).not.toBe(keys[0]);
  });

  it("goes to another endpoint, be it a mutation, where it certainly never got to the first", async () => {
    const services = await startServices(2);
    const { ask } = await startGateway(services);
    await services[0]?.close();
    for (let count = 0; count < 20; count++) {
      expect(await ask("mutation { pay }")).toEqual({ data: { pay: "paid" } });
    }
    expect(services[1]?.calls).toHaveLength(20);
  });
});

describe("identical queries at the same time", () => {
  it("are one call, whose answer each client gets, and which is aborted when the last has left", async () => {
    const [service] = await startServices(1);
    if (service === undefined) return;
    const { ask, url } = await startGateway([service], { timeoutMs: 5_000 });
    let release = (): void => {};
    service.behave((_call, response) => {
      release = () => void response.end('{"data":{"hello":"shared"}}');
      return undefined;
    });
    const answers = Promise.all([ask("{ hello }"), ask("{ hello }"), ask("{ hello }")]);
    await expect.poll(() => service.calls.length).toBe(1);
    // The others come within the time in which a call takes further takers.
    await new Promise((resolve) => setTimeout(resolve, 300));
    release();
    expect(await answers).toEqual([1, 2, 3].map(() => ({ data: { hello: "shared" } })));
    expect(service.calls).toHaveLength(1);

    const clients = [new AbortController(), new AbortController()];
    const left = clients.map(({ signal }) =>
      fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"query":"{ hello }"}',
        signal,
      }).catch(() => "left"),
    );
    await expect.poll(() => service.calls.length).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    clients[0]?.abort();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(service.abandoned.count).toBe(0);
    clients[1]?.abort();
    await expect.poll(() => service.abandoned.count).toBe(1);
    await Promise.all(left);
    expect(service.calls).toHaveLength(2);
  });
});

describe("a root field that keeps failing", () => {
  it("is left out of the calls, and alone is missing", async () => {
    const other = () => {
      throw new Error("boom");
    };
    const service = await startFakeService(SDL, { ...RESOLVERS, Query: { ...RESOLVERS.Query, other } });
    onTestFinished(() => service.close());
    const { ask } = await startGateway([service], { fieldBreaker: { minimumCalls: 5, window: 10 } });
    for (let count = 0; count < 5; count++) {
      expect((await ask("{ hello other }")).errors).toMatchObject([{ extensions: { code: "SERVICE_ERROR" } }]);
    }
    const answer = await ask("{ hello other }");
    expect(answer).toEqual({
      data: { hello: "you", other: null },
      errors: [
        {
          message: "The library service is not asked for now.",
          path: ["other"],
          extensions: { code: "SERVICE_CIRCUIT_OPEN", service: "library" },
        },
      ],
      extensions: { partial: expect.objectContaining({ missing: [["other"]] }) as object },
    });
    expect(service.calls.at(-1)?.query).not.toContain("other");
  });
});

describe("the answers to one request", () => {
  it("are no longer together than they may be; what is beyond is missing, and the next request has its own", async () => {
    const names = ["one", "two", "three"] as const;
    const services = await Promise.all(
      names.map((name) =>
        startFakeService(`type Query { ${name}: String }`, { Query: { [name]: () => name.padEnd(4_000, "x") } }),
      ),
    );
    onTestFinished(async () => void (await Promise.all(services.map((service) => service.close()))));
    const gateway = await startTestGateway(Object.fromEntries(names.map((name, index) => [name, services[index]!])), {
      limits: { maxUpstreamBytes: 10_000 },
    });
    for (let count = 0; count < 2; count++) {
      const { data, errors = [] } = await gateway.ask("{ one two three }");
      const values = Object.values(data as Record<string, string | null>);
      expect(values.filter((value) => value?.length === 4_000)).toHaveLength(2);
      expect(values.filter((value) => value === null)).toHaveLength(1);
      expect(errors).toMatchObject([{ extensions: { code: "SERVICE_BAD_RESPONSE" } }]);
    }
  });
});
