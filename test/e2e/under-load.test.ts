/** Processes that are killed, stopped and flooded while clients ask: what they are promised, with the gateway as a process of its own. */
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService, type FakeService } from "../testkit/fake-service.ts";
import { freePort } from "../testkit/free-port.ts";
import { startLoad } from "../testkit/load.ts";
import { startNode } from "../testkit/processes.ts";
import { ask, makeFolder } from "../testkit/test-gateway.ts";

const SDL = "type Query { hello: String }";
const BIN = "src/cli/bin.ts";

/** A gateway process before one service of the test's own. */
async function startGateway(options: Record<string, unknown> = {}) {
  const service = await startFakeService(SDL, { Query: { hello: () => "you" } });
  onTestFinished(() => service.close());
  const directory = makeFolder();
  writeFileSync(join(directory, "library.graphql"), SDL);
  const config = {
    services: [
      { name: "library", contract: "library.graphql", endpoints: service.url, deduplicate: false, ...options },
    ],
    rateLimits: { requestsPerMinute: 0 },
    // As long as a busy machine may keep a client from asking again.
    server: { drainMs: 1_000 },
    logLevel: "silent",
  };
  writeFileSync(join(directory, "gateway.config.mjs"), `export default ${JSON.stringify(config)};`);
  const port = await freePort();
  const gateway = startNode([BIN, "start", "--config", join(directory, "gateway.config.mjs"), "--port", String(port)]);
  await gateway.until(/Selvage listens/);
  return { service, gateway, url: `http://127.0.0.1:${port}` };
}

/** Answers after a while, so that many calls are in flight at any time. */
function delay(service: FakeService, ms: number): void {
  service.behave((_call, response) => {
    setTimeout(
      () => response.writeHead(200, { "content-type": "application/json" }).end('{"data":{"hello":"you"}}'),
      ms,
    );
    return undefined;
  });
}

/** Asks over a kept connection, and repeats nothing. Gives the text, and whether the server is going to close the connection. */
function post(url: string, agent: Agent, query: string): Promise<{ text: string; isLast: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/graphql`,
      { method: "POST", agent, headers: { "content-type": "application/json" } },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ text, isLast: response.headers.connection === "close" }));
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify({ query }));
  });
}

function memoryOf(pid: number | undefined, what: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

describe("under load", () => {
  it("SIGTERM: every request that was taken is answered, and the process ends with 0", async () => {
    const { service, gateway, url } = await startGateway();
    delay(service, 200);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const failures: unknown[] = [];
    let answered = 0;
    // Asks until it is told to go elsewhere.
    const send = async (): Promise<void> => {
      for (;;) {
        const { text, isLast } = await post(url, agent, "{ hello }").catch((error: unknown) => ({
          text: String(error),
          isLast: false,
        }));
        if (text !== '{"data":{"hello":"you"}}') failures.push(text);
        answered += 1;
        if (isLast || failures.length > 0) return;
        // Some connections are idle at any time: they are not to be closed before their clients were told.
        await wait(Math.random() * 100);
      }
    };
    const clients = Promise.all(Array.from({ length: 16 }, send));
    await expect.poll(() => answered, { timeout: 10_000 }).toBeGreaterThan(50);
    gateway.child.kill("SIGTERM");
    expect(await gateway.ended).toBe(0);
    await clients;
    expect(failures).toEqual([]);
  });

  it("one of two service processes is killed: no request fails, and it is used again once it is back", async () => {
    const ports = [await freePort(), await freePort()];
    const startProduct = async (port: number | undefined) => {
      const started = startNode(["examples/store/service.ts", "product", "--port", String(port)]);
      await started.until(/listens|http:/);
      return started;
    };
    const services = [await startProduct(ports[0]), await startProduct(ports[1])];
    const directory = makeFolder();
    writeFileSync(
      join(directory, "product.graphql"),
      "type Query { product(id: ID!): Product } type Product { id: ID! name: String! }",
    );
    const config = {
      services: [
        {
          name: "product",
          contract: "product.graphql",
          endpoints: ports.map((port) => `http://127.0.0.1:${port}`),
          deduplicate: false,
        },
      ],
      rateLimits: { requestsPerMinute: 0 },
      logLevel: "silent",
    };
    writeFileSync(join(directory, "gateway.config.mjs"), `export default ${JSON.stringify(config)};`);
    const port = await freePort();
    await startNode([BIN, "start", "--config", join(directory, "gateway.config.mjs"), "--port", String(port)]).until(
      /Selvage listens/,
    );
    const url = `http://127.0.0.1:${port}`;
    const load = startLoad(
      () => ask(url, '{ product(id: "product-1") { name } }'),
      (answer) => JSON.stringify(answer) === '{"data":{"product":{"name":"Fjord Gooseneck Kettle"}}}',
    );
    await expect.poll(() => load.answered, { timeout: 20_000 }).toBeGreaterThan(200);
    await services[0]?.kill();
    const atKill = load.answered;
    await expect.poll(() => load.answered, { timeout: 20_000 }).toBeGreaterThan(atKill + 500);
    expect(await load.stop()).toEqual([]);
    await startProduct(ports[0]);
    const countOf = async () =>
      ((await (await fetch(`http://127.0.0.1:${ports[0]}/counters`)).json()) as { rootFields: Record<string, number> })
        .rootFields["product"] ?? 0;
    await expect
      .poll(
        async () => {
          await ask(url, '{ product(id: "product-1") { name } }');
          return countOf();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
  }, 60_000);

  it.skipIf(process.platform !== "linux")(
    "an answer of 50 MB: memory grows by less than twice what an answer may have",
    async () => {
      const maxResponseBytes = 10_000_000;
      const { service, gateway, url } = await startGateway({ maxResponseBytes, timeoutMs: 10_000 });
      for (let count = 0; count < 200; count++) await ask(url, "{ hello }");
      service.behave((_call, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.on("error", () => {});
        const chunk = Buffer.alloc(100_000, " ");
        let sent = 0;
        const send = () => {
          if (sent++ < 500 && !response.destroyed) response.write(chunk, send);
        };
        send();
        return undefined;
      });
      const before = memoryOf(gateway.child.pid, "VmRSS");
      const answer = await ask(url, "{ hello }");
      expect(answer.errors).toMatchObject([{ extensions: { code: "SERVICE_BAD_RESPONSE" } }]);
      const peak = memoryOf(gateway.child.pid, "VmHWM");
      expect(peak - before).toBeLessThan(2 * maxResponseBytes);
    },
  );
});
