import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService, type Behaviour } from "../testkit/fake-service.ts";
import { startSmallGateway } from "../testkit/small-gateway.ts";
import { startTestGateway, type TestGateway } from "../testkit/test-gateway.ts";

/** Each way of being slow; none of them ever ends. */
const SLOW: Readonly<Record<string, Behaviour>> = {
  "no answer": () => undefined,
  "headers and no body": (_call, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    return undefined;
  },
  "half a body": (_call, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"data": {"hello": "half');
    return undefined;
  },
  "a byte at a time": (_call, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 50);
    response.once("close", () => clearInterval(timer));
    return undefined;
  },
};

async function startTwo(config: Parameters<typeof startTestGateway>[1] = {}) {
  const quick = await startFakeService("type Query { quick: String }", { Query: { quick: () => "here" } });
  const slow = await startFakeService("type Query { slow: String }", { Query: { slow: () => "here" } });
  for (const service of [quick, slow]) onTestFinished(() => service.close());
  const gateway = await startTestGateway({ quick, slow: { ...slow, timeoutMs: 60_000 } }, config);
  return { gateway, quick, slow };
}

describe("a service that hangs", () => {
  const hello = () => startFakeService("type Query { hello: String }", { Query: { hello: () => "here" } });
  const codeFrom = async (gateway: TestGateway, headers: Record<string, string> = {}) =>
    (await gateway.ask("{ hello }", {}, headers)).errors?.[0]?.extensions?.["code"];

  it("is found out also where requests have less time than its calls: its circuit opens", async () => {
    const library = await hello();
    onTestFinished(() => library.close());
    const circuitBreaker = { minimumCalls: 2, window: 4, openMs: 60_000 };
    const gateway = await startTestGateway(
      { library: { ...library, circuitBreaker, fieldBreaker: false } },
      { server: { answerTimeoutMs: 300 } },
    );
    library.behave(() => undefined);
    expect(await codeFrom(gateway)).toBe("DEADLINE_EXCEEDED");
    await expect.poll(() => codeFrom(gateway), { timeout: 20_000 }).toBe("SERVICE_CIRCUIT_OPEN");
  });

  it("is none by the word of a client that has no time for it", async () => {
    const library = await hello();
    onTestFinished(() => library.close());
    const gateway = await startTestGateway({ library: { ...library, circuitBreaker: { minimumCalls: 1, window: 1 } } });
    library.behave(() => undefined);
    for (let time = 0; time < 3; time++)
      expect(await codeFrom(gateway, { "x-request-timeout": "50" })).toBe("DEADLINE_EXCEEDED");
  });
});

describe("at the deadline", () => {
  for (const [name, behaviour] of Object.entries(SLOW)) {
    it(`the client gets what is there: ${name}`, async () => {
      const { gateway, slow } = await startTwo();
      slow.behave(behaviour);
      const response = await fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-request-timeout": "300" },
        body: JSON.stringify({ query: "{ quick slow }" }),
      });
      expect(response.status).toBe(200);
      expect(response.headers.get("x-partial")).toBe("slow");
      expect(await response.json()).toEqual({
        data: { quick: "here", slow: null },
        errors: [
          {
            message: "There was no time left for this.",
            path: ["slow"],
            extensions: { code: "DEADLINE_EXCEEDED", service: "slow" },
          },
        ],
        extensions: { partial: expect.objectContaining({ missing: [["slow"]] }) as object },
      });
      await expect.poll(() => slow.abandoned.count).toBe(1);
    });
  }
});

describe("a request's time", () => {
  it("is the configuration's where the client asks for none, or for more", async () => {
    const { gateway, slow } = await startTwo({ server: { answerTimeoutMs: 300 } });
    slow.behave(() => undefined);
    for (const asked of ["", "50000", "99999999999999999999"]) {
      const headers: Record<string, string> = asked === "" ? {} : { "x-request-timeout": asked };
      const answer = await gateway.ask("{ quick slow }", {}, headers);
      expect(answer.data).toEqual({ quick: "here", slow: null });
      expect(answer.errors).toMatchObject([{ path: ["slow"], extensions: { code: "DEADLINE_EXCEEDED" } }]);
    }
  });

  it("is handed on: services are told what is left of it", async () => {
    const { gateway, quick, slow } = await startTwo();
    await gateway.ask("{ quick slow }", {}, { "x-request-timeout": "2500" });
    const [first, second] = [quick, slow].map(({ calls }) => Number(calls[0]?.headers["x-request-deadline-ms"]));
    // The quick service's calls may take 3 seconds, the slow one's 60: of both only the request's time is left.
    for (const told of [first, second]) {
      expect(told).toBeGreaterThan(1_000);
      expect(told).toBeLessThanOrEqual(2_500);
    }
    await gateway.ask("{ quick }");
    expect(Number(quick.calls[1]?.headers["x-request-deadline-ms"])).toBeLessThanOrEqual(3_000);
  });

  for (const header of ["0", "-5", "soon", "1.5", "1e3"]) {
    it(`is no time: X-Request-Timeout: ${header}`, async () => {
      const { ask, service } = await startSmallGateway();
      const answer = await ask("{ hello }", {}, { "x-request-timeout": header });
      expect(answer.errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
      expect(answer.errors?.[0]?.message).toContain("X-Request-Timeout");
      expect(service.calls).toHaveLength(0);
    });
  }
});
