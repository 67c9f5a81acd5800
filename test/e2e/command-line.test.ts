import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeConfig } from "../testkit/config-file.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { freePort } from "../testkit/free-port.ts";
import { startNode } from "../testkit/processes.ts";
import { ask, makeFolder } from "../testkit/test-gateway.ts";

const BIN = "src/cli/bin.ts";

async function run(args: readonly string[], environment: Record<string, string> = {}) {
  const started = startNode([BIN, ...args], environment);
  return { code: await started.ended, output: started.output() };
}

it("tells how it is used, to whoever asks, also behind a command", async () => {
  for (const words of [["help"], ["--help"], ["token", "--help"], ["start", "-h"]])
    expect(await run(words), words.join(" ")).toEqual({ code: 0, output: expect.stringContaining("selvage token") });
});

describe("wrong use ends with 2, tells every problem, and shows no stack", () => {
  const cases: readonly [string, () => string[], RegExp][] = [
    ["no command", () => [], /selvage start/],
    ["an unknown command", () => ["stop"], /There is no command "stop"/],
    ["an unknown option", () => ["start", "--colour", "blue"], /--colour/],
    ["a port that is none", () => ["start", "--port", "http"], /--port must be a number/],
    ["no such configuration", () => ["start", "--config", "nowhere.ts"], /nowhere\.ts: there is no such file/],
    [
      "a configuration that does not load",
      () => ["check", "--config", writeConfig("{ services: [ }")],
      /cannot be loaded/,
    ],
    [
      "five mistakes",
      () => [
        "start",
        "--config",
        writeConfig('{ services: [{ name: "A", contract: "", endpoints: "x", timeoutMs: 0 }], servers: {} } as never'),
      ],
      /There are 5 problems:[^]*name[^]*contract[^]*endpoints[^]*timeoutMs[^]*servers/,
    ],
    [
      "a service without an address",
      () => ["check", "--config", writeConfig('{ services: [{ name: "a", contract: "a.graphql" }] }')],
      /services\[0\]\.endpoints: is missing[^]*A_SERVICE_URL/,
    ],
    [
      "a contract that does not parse",
      () => [
        "check",
        "--config",
        writeConfig(
          '{ services: [{ name: "a", contract: "a.graphql", endpoints: "http://127.0.0.1:1" }] }',
          "type Query {\n  hello: String!!\n}",
        ),
      ],
      /a\.graphql:2:17 Syntax Error/,
    ],
    [
      "a contract with an unknown directive and type",
      () => [
        "check",
        "--config",
        writeConfig(
          '{ services: [{ name: "a", contract: "a.graphql", endpoints: "http://127.0.0.1:1" }] }',
          "type Query {\n  hello: Text @loud\n}",
        ),
      ],
      /a\.graphql:2:10 Unknown type "Text"[^]*a\.graphql:2:15 Unknown directive "@loud"/,
    ],
    [
      "a contract with a value that does not fit",
      () => [
        "check",
        "--config",
        writeConfig(
          '{ services: [{ name: "a", contract: "a.graphql", endpoints: "http://127.0.0.1:1" }] }',
          'type Query {\n  all(n: Int): [ID] @listSize(slicingArguments: ["n"], requireOneSlicingArgument: "no")\n}',
        ),
      ],
      /a\.graphql:2:83 Argument "requireOneSlicingArgument" has invalid value "no"/,
    ],
    [
      "a contract that is not there",
      () => [
        "check",
        "--config",
        writeConfig('{ services: [{ name: "a", contract: "b.graphql", endpoints: "http://127.0.0.1:1" }] }'),
      ],
      /b\.graphql:1:1 There is no such contract/,
    ],
    [
      "a module of embedded services that is not there, beside a contract that is not",
      () => [
        "check",
        "--config",
        writeConfig('{ services: [{ name: "a", contract: "." }], embedded: { module: "no.ts" } }'),
      ],
      /There are 2 problems:[^]*The contract cannot be read[^]*embedded\.module: there is no such file: no\.ts/,
    ],
    [
      "the demo issuer in production, where nothing is started",
      () => ["check"],
      /refused where NODE_ENV is production/,
    ],
    ["a token for nobody", () => ["token"], /--sub user-1/],
    ["the demo issuer in production", () => ["start", "--port", "0"], /refused where NODE_ENV is production/],
  ];
  for (const [name, args, message] of cases) {
    it(name, async () => {
      const { code, output } = await run(
        args(),
        name.includes("in production") ? { NODE_ENV: "production", DEMO_ISSUER: "1" } : {},
      );
      expect(output).toMatch(message);
      expect(output).not.toMatch(/\n\s+at /);
      expect(code).toBe(2);
    });
  }
});

describe("selvage", () => {
  it("says that a port is in use, and ends with 1", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, output } = await run(["start", "--port", String(port)]);
    expect(output).toContain(`Port ${port} of 127.0.0.1 is in use.`);
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  it("check composes the store, prints its graph, and lists its routes", async () => {
    const file = join(makeFolder(), "graph.graphql");
    const { code, output } = await run(["check", "--print", file]);
    expect(output).toMatch(/^7 services compose: order, product/m);
    expect(output).toMatch(/^ {2}GET,HEAD {2}\/api\/orders\/:id +order \/orders\/:id +login$/m);
    expect(output).toMatch(
      /^ {2}GET,HEAD {2}\/api\/product-pages\/:id +operation operations\/product-page.graphql +public$/m,
    );
    expect(code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(readFileSync("schema/generated/graph.graphql", "utf8"));
  });

  it("is anybody's gateway: another configuration, with its own contracts, needs nothing else", async () => {
    const sdl = "type Query { hello(name: String!): String }";
    const service = await startFakeService(sdl, {
      Query: { hello: (_: unknown, { name }: { name: string }) => `Hello, ${name}!` },
    });
    onTestFinished(() => service.close());
    const file = writeConfig(`{ services: [{ name: "a", contract: "a.graphql", endpoints: "${service.url}" }] }`, sdl);
    const started = startNode([BIN, "start", "--config", file, "--port", "0"]);
    const [, url = ""] = await started.until(/listens at (\S+)\/graphql/);
    expect(await ask(url, '{ hello(name: "you") }')).toEqual({ data: { hello: "Hello, you!" } });
    expect(started.output()).toMatch(/external {3}a \(/);
    expect(started.output()).toMatch(/tokens {5}none are accepted/);
  });

  it("check lists no routes where there are none", async () => {
    const { output } = await run(["check", "--config", "examples/degradation/gateway.config.ts"]);
    expect(output).toMatch(/ services compose: .* types\n$/);
  });

  it("check names what does not compose, all at once, by file and line", async () => {
    const config =
      '{ services: [{ name: "a", contract: "a.graphql", endpoints: "http://127.0.0.1:1" }, { name: "b", contract: "b.graphql", endpoints: "http://127.0.0.1:1" }] }';
    const file = writeConfig(config, "type Query { hello: String! }\ntype Item { id: ID! size: Int }");
    writeFileSync(
      join(dirname(file), "b.graphql"),
      "type Query {\n  hello: String\n  item: Item\n}\ntype Item { id: ID! size: String color: String }",
    );
    const { code, output } = await run(["check", "--config", file]);
    expect(code).toBe(2);
    expect(output).toMatch(/a\.graphql:1:21 .*Query\.hello/);
    expect(output).toMatch(/b\.graphql:\d+:\d+ .*Item\.size/);
    expect(output).not.toMatch(/\n\s+at /);
  });

  it("starts with a service that is down, and heals by itself when it comes", async () => {
    const [servicePort, port] = [await freePort(), await freePort()];
    const started = startNode([BIN, "start", "--port", String(port)], {
      RECOMMENDATION_SERVICE_URL: `http://127.0.0.1:${servicePort}`,
    });
    await started.until(/Selvage listens/);
    const query = '{ productPage(id: "product-1") { product { id } recommendations(first: 2) { id } } }';
    const without = await ask(`http://127.0.0.1:${port}`, query);
    expect(without).toMatchObject({
      data: { productPage: { product: { id: "product-1" }, recommendations: [] } },
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE", service: "recommendation" } }],
    });
    const service = startNode(["examples/store/service.ts", "recommendation", "--port", String(servicePort)]);
    await service.until(/http:/);
    await expect
      .poll(async () => (await ask(`http://127.0.0.1:${port}`, query)).errors, { timeout: 5_000 })
      .toBeUndefined();
  });

  it("start answers the banner's own examples, accepts a token of a second terminal, and ends with 0", async () => {
    const port = await freePort();
    const started = startNode([BIN, "start", "--port", String(port)]);
    const url = `http://127.0.0.1:${port}`;
    await started.until(/payment \{[^]*\n/);
    const banner = started.output();
    expect(banner).toContain(`GraphiQL   ${url}/graphql`);
    expect(banner).toMatch(/embedded {3}order, product, user, shipping, payment, review, recommendation/);
    expect(banner).toContain("npx selvage token --sub user-1 --roles CUSTOMER");
    const curls = banner.split("\n").filter((line) => line.includes("curl"));
    expect(curls).toHaveLength(2);
    for (const curl of curls) {
      const authorization = /authorization: ([^']+)/.exec(curl)?.[1];
      const { query } = JSON.parse(/-d '([^']+)'/.exec(curl)?.[1] ?? "{}") as { query: string };
      const answer = await ask(url, query, {}, authorization === undefined ? {} : { authorization });
      expect(answer.errors).toBeUndefined();
      expect(JSON.stringify(answer.data)).not.toContain("null");
    }
    const { output } = await run(["token", "--sub", "user-1", "--roles", "CUSTOMER"]);
    const me = await ask(url, "{ me { id email } }", {}, { authorization: `Bearer ${output.trim()}` });
    expect(me).toMatchObject({ data: { me: { id: "user-1", email: expect.stringContaining("@") as string } } });

    started.child.kill("SIGTERM");
    expect(await started.ended).toBe(0);
  });

  it("started by npm start heeds a SIGTERM to npm, and leaves nothing running", async () => {
    const port = await freePort();
    const npm = spawn("npm", ["start"], { env: { ...process.env, PORT: String(port) }, stdio: "ignore" });
    const ended = new Promise((resolve) => npm.once("close", resolve));
    onTestFinished(() => void npm.kill("SIGKILL"));
    const isUp = () =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        (response) => response.ok,
        () => false,
      );
    await expect.poll(isUp, { timeout: 15_000 }).toBe(true);
    npm.kill("SIGTERM");
    await ended;
    await expect.poll(isUp, { timeout: 5_000 }).toBe(false);
  });

  it("starts the embedded services again, on the same ports, when they die", async () => {
    const port = await freePort();
    const started = startNode([BIN, "start", "--port", String(port)]);
    await started.until(/Selvage listens/);
    const url = `http://127.0.0.1:${port}`;
    const [child] = readFileSync(`/proc/${started.child.pid}/task/${started.child.pid}/children`, "utf8")
      .trim()
      .split(" ");
    process.kill(Number(child), "SIGKILL");
    await started.until(/the embedded services died/);
    expect((await ask(url, '{ product(id: "product-1") { id } }')).data).toEqual({ product: null });
    await started.until(/the embedded services are back/);
    expect(await ask(url, '{ product(id: "product-1") { id } }')).toEqual({ data: { product: { id: "product-1" } } });
  });
});
