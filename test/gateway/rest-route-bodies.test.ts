import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../testkit/free-port.ts";
import { startHttpService } from "../testkit/http-service.ts";
import { openSocket, sendLines } from "../testkit/raw-client.ts";
import { CLERK, read, startRestGateway } from "../testkit/rest-gateway.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const PATHS = { "/api/things/:id": "/things/:id" };
const ROUTE = { public: true, methods: ["GET", "POST"] as const, paths: PATHS };

describe("bodies", () => {
  it("go through both ways as they come, before they have ended", async () => {
    const { url, service } = await startRestGateway([ROUTE], (request, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream" });
      request.on("data", (chunk: Buffer) => response.write(chunk.toReversed()));
      request.once("end", () => response.end("end"));
    });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const sent = fetch(`${url}/api/things/1`, { method: "POST", body: readable, duplex: "half" } as RequestInit);
    await writer.write(Buffer.from([1, 2, 0, 255]));
    const answer = await sent;
    const reader = answer.body!.getReader();
    expect(Buffer.from((await reader.read()).value!)).toEqual(Buffer.from([255, 0, 2, 1]));
    await writer.write(Buffer.from("ab"));
    expect(Buffer.from((await reader.read()).value!).toString()).toBe("ba");
    await writer.close();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe("end");
    expect(service.header("transfer-encoding")).toBe("chunked");
  });

  it("keep their length, type and encoding, whatever they are", async () => {
    const { url, service } = await startRestGateway([ROUTE], (request, response, received) => {
      request.on("data", (chunk: Buffer) => (received.body = Buffer.concat([received.body, chunk])));
      request.once("end", () => {
        response.writeHead(200, {
          "content-type": "application/json",
          "content-encoding": "gzip",
          "content-length": 4,
        });
        response.end(Buffer.from([0x1f, 0x8b, 0, 1]));
      });
    });
    for (const type of [
      "application/json",
      "text/plain;charset=latin1",
      "multipart/form-data; boundary=x",
      undefined,
    ]) {
      const answer = await sendLines(
        url,
        [
          "POST /api/things/1 HTTP/1.1",
          "Host: x",
          "Content-Length: 5",
          ...(type === undefined ? [] : [`Content-Type: ${type}`]),
        ],
        "{bro\u00ff",
      );
      expect(answer).toMatch(/content-encoding: gzip\r\n/i);
      expect(answer.endsWith("\r\n\r\n\u001f\u008b\u0000\u0001")).toBe(true);
      expect(service.requests.at(-1)?.body).toEqual(Buffer.from("{bro\u00ff", "latin1"));
      expect(service.header("content-length")).toBe("5");
      expect(service.header("content-type")).toBe(type);
    }
  });

  it("that are too long are refused, announced or not, and what was refused is not sent on", async () => {
    const { url, service } = await startRestGateway([{ ...ROUTE, maxRequestBytes: 10_000 }]);
    const announced = await fetch(`${url}/api/things/1`, { method: "POST", body: "x".repeat(10_001) });
    expect(await read(announced)).toEqual({
      status: 413,
      body: { error: { code: "REQUEST_TOO_LARGE", message: "The request is too large." } },
    });
    expect(service.requests).toEqual([]);
    async function* drip() {
      for (let index = 0; index < 30; index++) yield Buffer.alloc(1_000);
    }
    const streamed = await fetch(`${url}/api/things/1`, { method: "POST", body: drip(), duplex: "half" } as never);
    expect(streamed.status).toBe(413);
    await expect.poll(() => service.requests[0]?.isAbandoned).toBe(true);
    expect(service.requests[0]?.body.length).toBeLessThanOrEqual(10_000);
    const endless = openSocket(url);
    onTestFinished(() => void endless.destroy());
    endless.write("POST /api/things/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    endless.write(`4e20\r\n${"x".repeat(20_000)}\r\n`);
    expect(String((await once(endless, "data"))[0])).toMatch(/^HTTP\/1.1 413 /);
    expect((await fetch(`${url}/api/things/1`, { method: "POST", body: "x".repeat(10_000) })).status).toBe(200);
    const roomy = await startRestGateway([{ ...ROUTE, maxRequestBytes: 3_000_000 }]);
    const long = await fetch(`${roomy.url}/api/things/1`, { method: "POST", body: "x".repeat(2_500_000) });
    expect(long.status).toBe(200);
    expect(roomy.service.requests[0]?.body.length).toBe(2_500_000);
  });

  it("of answers that are too long are cut off, or not begun where that was announced", async () => {
    let announces = true;
    const { url } = await startRestGateway([{ ...ROUTE, maxResponseBytes: 10_000 }], (_request, response) => {
      response.writeHead(200, announces ? { "content-length": 20_000 } : {});
      response.write("x".repeat(9_000));
      setTimeout(() => response.end("x".repeat(11_000)), 50);
    });
    expect(await read(await fetch(`${url}/api/things/1`))).toEqual({
      status: 502,
      body: {
        error: { code: "SERVICE_BAD_RESPONSE", message: "The shop service gave an answer that cannot be used." },
      },
    });
    announces = false;
    const answer = await fetch(`${url}/api/things/1`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow(/terminated/);
  });

  it("are awaited by a client that expects to be asked for them, and asked for only once it is let in", async () => {
    const { url, service } = await startRestGateway([
      { ...ROUTE, public: false, maxRequestBytes: 1_000, when: { contentTypes: ["text/plain"] } },
    ]);
    const head = ["POST /api/things/1 HTTP/1.1", "Host: x", "Content-Type: text/plain", "Expect: 100-continue"];
    const asked = async (lines: readonly string[], length = 4) => {
      const socket = openSocket(url);
      onTestFinished(() => void socket.destroy());
      socket.write([...lines, `Content-Length: ${length}`, "", ""].join("\r\n"));
      const [chunk] = (await once(socket, "data")) as [Buffer];
      return { socket, text: chunk.toString() };
    };
    const { socket, text } = await asked([...head, `X-API-Key: ${CLERK["x-api-key"]}`]);
    expect(text).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("body");
    expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 200/);
    expect(service.requests[0]?.body.toString()).toBe("body");
    expect(service.header("expect")).toBeUndefined();

    expect((await asked(head)).text).toMatch(/^HTTP\/1.1 401/);
    const key = `X-API-Key: ${CLERK["x-api-key"]}`;
    expect((await asked([...head, key], 1_001)).text).toMatch(/^HTTP\/1.1 413/);
    expect((await asked([...head.with(2, "Content-Type: text/html"), key])).text).toMatch(/^HTTP\/1.1 415/);
    expect((await asked([...head.with(3, "Expect: a miracle"), key])).text).toMatch(/^HTTP\/1.1 417/);
    expect(service.requests).toHaveLength(1);
  });

  it("are left out of answers to HEAD, and of those that have none", async () => {
    const { url, service } = await startRestGateway([ROUTE], (request, response) => {
      const status = Number(/\d+/.exec(request.url ?? "")?.[0]);
      response
        .writeHead(status, status === 200 ? { "content-length": 50_000_000, etag: '"1"' } : { etag: '"1"' })
        .end();
    });
    const head = await sendLines(url, ["HEAD /api/things/200 HTTP/1.1", "Host: x"]);
    expect(head).toMatch(/^HTTP\/1.1 200[^]*content-length: 50000000\r\n[^]*\r\n\r\n$/i);
    expect(service.requests[0]?.line).toBe("HEAD /things/200");
    for (const status of [204, 304]) {
      const answer = await sendLines(url, [`GET /api/things/${status} HTTP/1.1`, "Host: x"]);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*etag: "1"[^]*\r\n\r\n$`, "i"));
      expect(answer).not.toMatch(/content-length: [^0]|transfer-encoding/i);
    }
  });

  it("may have trailers, for clients that take them, and only such as are a message's own", async () => {
    const { url } = await startRestGateway([ROUTE], (_request, response) => {
      response.writeHead(200, { trailer: "X-Checksum, X-User-Id, Cache-Control" });
      response.write("body");
      response.addTrailers({ "X-Checksum": "abc", "X-User-Id": "admin", "Cache-Control": "public" });
      response.end();
    });
    const lines = ["GET /api/things/1 HTTP/1.1", "Host: x"];
    const taken = await sendLines(url, [...lines, "TE: trailers", "Connection: TE"]);
    expect(taken).toMatch(/\r\ntrailer: x-checksum\r\n/i);
    expect(taken).toMatch(/\r\n4\r\nbody\r\n0\r\nx-checksum: abc\r\n\r\n$/i);
    const untaken = await sendLines(url, lines);
    expect(untaken).toMatch(/\r\n4\r\nbody\r\n0\r\n\r\n$/);
  });
});

describe("a service that fails", () => {
  const failure = (code: string, message: string) => ({ error: { code, message } });
  const UNAVAILABLE = failure("SERVICE_UNAVAILABLE", "The shop service is unavailable.");
  const TIMEOUT = failure("SERVICE_TIMEOUT", "The shop service did not answer in time.");
  const UNUSABLE = failure("SERVICE_BAD_RESPONSE", "The shop service gave an answer that cannot be used.");

  it("and cannot be reached is told as 502", async () => {
    const { url, service } = await startRestGateway([ROUTE]);
    await service.close();
    const answer = await fetch(`${url}/api/things/1`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const told = await read(answer);
    expect(told).toEqual({ status: 502, body: UNAVAILABLE });
    expect(JSON.stringify([told, [...answer.headers]])).not.toContain(service.url.split(":").at(-1));
  });

  it("and hangs up is told as 502 before its answer began, and by a broken connection later", async () => {
    let begins = false;
    const { url } = await startRestGateway([ROUTE], (request, response) => {
      if (begins) response.write("begun");
      setTimeout(() => request.socket.destroy(), 50);
    });
    expect(await read(await fetch(`${url}/api/things/1`))).toEqual({ status: 502, body: UNAVAILABLE });
    begins = true;
    await expect(fetch(`${url}/api/things/1`).then((answer) => answer.text())).rejects.toThrow(/terminated/);
  });

  it("and says so keeps its words to itself, but not when to come again; unless its route lets them pass", async () => {
    const behave = (_request: unknown, response: ServerResponse) => {
      response.writeHead(503, { "retry-after": "7", "x-inside": "10.0.0.5" }).end("Error: at /srv/shop/inside.js:7");
    };
    const { url } = await startRestGateway([ROUTE], behave);
    const answer = await fetch(`${url}/api/things/1`);
    expect([answer.headers.get("retry-after"), answer.headers.get("x-inside")]).toEqual(["7", null]);
    expect(await read(answer)).toEqual({ status: 502, body: UNAVAILABLE });
    const open = await startRestGateway([{ ...ROUTE, errors: "pass" }], behave);
    expect(await read(await fetch(`${open.url}/api/things/1`))).toEqual({
      status: 503,
      body: "Error: at /srv/shop/inside.js:7",
    });
  });

  it("for a reason of the client's is let say which", async () => {
    const { url } = await startRestGateway([ROUTE], (_request, response) => {
      response.writeHead(422, { "content-type": "application/json" }).end('{"error":{"code":"X","message":"No."}}');
    });
    const told = await read(await fetch(`${url}/api/things/1`));
    expect(told).toEqual({ status: 422, body: failure("X", "No.") });
  });

  it.each([
    ["speaks no HTTP", "SSH-2.0-OpenSSH\r\n"],
    ["upgrades unasked", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
    ["sends headers without end", `HTTP/1.1 200 OK\r\n${"x-long: aaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(2_000)}`],
    ["tells two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"],
    ["ends a chunk wrongly", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"],
  ])("in that it %s is told as 502", async (_name, bytes) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined).once("data", () => socket.write(bytes));
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { url } = await startRestGateway([{ ...ROUTE, endpoints: `http://127.0.0.1:${port}` }]);
    const { status, body } = await read(await fetch(`${url}/api/things/1`));
    expect(status).toBe(502);
    expect([UNAVAILABLE, UNUSABLE]).toContainEqual(body);
  });

  it.each([
    ["does not begin", () => undefined],
    ["sends headers alone", (response: ServerResponse) => response.flushHeaders()],
  ])("in that it %s is told as 504 at its time limit, and left", async (_name, behave) => {
    const { url, service } = await startRestGateway([{ ...ROUTE, timeoutMs: 300 }], (_request, response) =>
      behave(response),
    );
    expect(await read(await fetch(`${url}/api/things/1`))).toEqual({ status: 504, body: TIMEOUT });
    await expect.poll(() => service.requests[0]?.isAbandoned).toBe(true);
  });

  it("in that it drips is cut off at its time limit, however often it drips, and whether or not the client reads", async () => {
    const { url, service } = await startRestGateway([{ ...ROUTE, timeoutMs: 400 }], (_request, response) => {
      const timer = setInterval(() => response.write("x".repeat(1_000)), 20);
      response.once("close", () => clearInterval(timer));
    });
    const answer = await fetch(`${url}/api/things/1`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow(/terminated/);
    await expect.poll(() => service.requests[0]?.isAbandoned).toBe(true);
    const idle = openSocket(url);
    onTestFinished(() => void idle.destroy());
    idle.write("GET /api/things/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    await expect.poll(() => service.requests[1]?.isAbandoned, { timeout: 5_000 }).toBe(true);
  });

  it("for lack of the time that the client gives it is told as 504, too", async () => {
    const { url, service } = await startRestGateway([ROUTE], () => undefined);
    const answer = await fetch(`${url}/api/things/1`, { headers: { "x-request-timeout": "200" } });
    expect(await read(answer)).toEqual({
      status: 504,
      body: failure("DEADLINE_EXCEEDED", "There was no time left for this."),
    });
    expect(Number(service.header("x-request-deadline-ms"))).toBeLessThanOrEqual(200);
    const wrong = await fetch(`${url}/api/things/1`, { headers: { "x-request-timeout": "soon" } });
    expect(wrong.status).toBe(400);
  });

  it("is not blamed for a client that does not send its body", async () => {
    const { url, service } = await startRestGateway([{ ...ROUTE, timeoutMs: 300 }]);
    const socket = openSocket(url);
    onTestFinished(() => void socket.destroy());
    socket.write("POST /api/things/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    const [chunk] = (await once(socket, "data")) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1.1 408 [^]*The request's body did not come in time\./);
    await expect.poll(() => service.requests[0]?.isAbandoned).toBe(true);
  });

  it("at one address is asked at another, where nothing was sent yet", async () => {
    const { url, service } = await startRestGateway([ROUTE]);
    const dead = `http://127.0.0.1:${await freePort()}`;
    const both = await startRestGateway([{ ...ROUTE, endpoints: [dead, service.url] }]);
    for (let turn = 0; turn < 4; turn++) {
      const answer = await fetch(`${both.url}/api/things/${turn}`, { method: "POST", body: "body" });
      expect(answer.status).toBe(200);
    }
    expect(service.requests.map(({ line, body }) => `${line} ${body.toString()}`)).toEqual(
      [0, 1, 2, 3].map((turn) => `POST /things/${turn} body`),
    );
    expect(url).not.toBe(both.url);
  });
});

describe("calls of a route to a service at several addresses", () => {
  it("are shared by their weights, as all calls of the service are", async () => {
    const [main, canary] = [await startHttpService(), await startHttpService()];
    const addresses = [`${main.url}/graphql`, `${canary.url}/graphql`];
    const { url } = await startTestGateway(
      {
        shop: {
          sdl: "type Query { hello: String }",
          url: main.url,
          endpoints: addresses,
          endpointWeights: { [addresses[0] ?? ""]: 3 },
        },
      },
      { routes: [{ ...ROUTE, kind: "service", service: "shop" }] },
    );
    for (let count = 0; count < 8; count++)
      expect((await fetch(`${url}/api/things/${count}`, { method: "POST", body: "body" })).status).toBe(200);
    expect([main.requests.length, canary.requests.length]).toEqual([6, 2]);
  });
});

describe("a service that says what Node would not send on", () => {
  it.each([
    [
      "a trailer's name",
      "trailer: bad name, x\u00e9, authorization, host\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a trailer twice", "trailer: x-a, x-a\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx-a: 1\r\nx-a: 2\r\n\r\n"],
    ["a header's value", "x-a: a\u007fb\u00ff\r\ncontent-length: 0\r\n\r\n"],
    ["a status", "content-length: 0\r\n\r\n"],
  ])("as %s ends no more than the one request", async (name, rest) => {
    const server = createServer((socket) => {
      const status = name === "a status" ? "999 \u00e9" : "200 OK";
      socket.on("error", () => undefined).once("data", () => socket.end(`HTTP/1.1 ${status}\r\n${rest}`, "latin1"));
    });
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { url, service } = await startRestGateway([
      { ...ROUTE, endpoints: `http://127.0.0.1:${port}` },
      { public: true, paths: { "/api/others": "/others" } },
    ]);
    const answer = await sendLines(url, ["GET /api/things/1 HTTP/1.1", "Host: x", "TE: trailers", "Connection: TE"]);
    expect(answer).toMatch(/^HTTP\/1.1 (?:200|500|502|999) /);
    expect((await fetch(`${url}/api/others`)).status).toBe(200);
    expect(service.requests).toHaveLength(1);
  });
});

describe("a client that leaves", () => {
  it.each(["before its answer begins", "while it is answered", "while it sends"])(
    "%s ends the service's call",
    async (when) => {
      const { url, service } = await startRestGateway([{ ...ROUTE, timeoutMs: 20_000 }], (_request, response) => {
        if (when === "while it is answered") response.write("begun");
      });
      const socket = openSocket(url);
      const length = when === "while it sends" ? 10 : 3;
      socket.write(`POST /api/things/1 HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\nabc`);
      if (when === "while it is answered") await once(socket, "data");
      await expect.poll(() => service.requests.length).toBe(1);
      await wait(50);
      expect(service.requests[0]?.isAbandoned).toBe(false);
      socket.destroy();
      await expect.poll(() => service.requests[0]?.isAbandoned, { timeout: 3_000 }).toBe(true);
    },
  );
});
