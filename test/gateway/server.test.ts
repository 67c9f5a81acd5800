import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createGateway } from "../../src/index.ts";
import { startSmallGateway } from "../testkit/small-gateway.ts";
import { makeFolder } from "../testkit/test-gateway.ts";
import { startFakeService } from "../testkit/fake-service.ts";
import { writeFileSync } from "node:fs";

describe("the server", () => {
  it("tells its health, whatever the services' is", async () => {
    const { url, service } = await startSmallGateway();
    await service.close();
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: "live" });
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: "ready" });
  });

  it("shows GraphiQL to a browser, with nothing from another host, and not where it is switched off", async () => {
    const { url } = await startSmallGateway();
    const page = await fetch(`${url}/graphql`, { headers: { accept: "text/html" } });
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.headers.get("content-security-policy")).toContain("connect-src 'self'");
    expect(await page.text()).toMatch(/GraphiQL/i);
    const off = await startSmallGateway({ server: { graphiql: false } });
    const refused = await fetch(`${off.url}/graphql`, { headers: { accept: "text/html" } });
    expect(refused.headers.get("content-type")).not.toMatch(/^text\/html/);
  });

  it("lets requests in flight finish when it stops, and takes no new ones", async () => {
    const service = await startFakeService("type Query { slow: String fast: String }", {
      Query: { slow: () => new Promise((resolve) => setTimeout(() => resolve("done"), 400)), fast: () => "fast" },
    });
    const directory = makeFolder();
    writeFileSync(`${directory}/slow.graphql`, service.sdl);
    const gateway = await createGateway(
      {
        services: [{ name: "slow", contract: "slow.graphql", endpoints: service.url }],
        server: { port: 0, drainMs: 0 },
        logLevel: "silent",
      },
      { directory, environment: {} },
    );
    const post = (query: string) =>
      fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
    await post("{ fast }");
    const inFlight = post("{ slow }");
    await expect.poll(() => service.calls.length).toBe(2);
    const began = Date.now();
    const stopped = gateway.dispose();
    const refused = await post("{ fast }").then(
      (response) => response.status,
      () => "refused",
    );
    expect(refused).toBe("refused");
    const answer = await inFlight;
    expect(answer.headers.get("connection")).toBe("close");
    expect(await answer.json()).toEqual({ data: { slow: "done" } });
    await stopped;
    expect(Date.now() - began).toBeLessThan(5_000);
    await service.close();
  });

  it("is not held up by a client that sends nothing when it stops", async () => {
    const service = await startFakeService("type Query { a: String }", {});
    const directory = makeFolder();
    writeFileSync(`${directory}/a.graphql`, service.sdl);
    const gateway = await createGateway(
      {
        services: [{ name: "a", contract: "a.graphql", endpoints: service.url }],
        server: { port: 0, stopGraceMs: 300 },
        logLevel: "silent",
      },
      { directory, environment: {} },
    );
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write("POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{");
    socket.on("error", () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = Date.now();
    await gateway.dispose();
    expect(Date.now() - began).toBeLessThan(5_000);
    await service.close();
  });
});
