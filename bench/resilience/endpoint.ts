/** One endpoint of the benchmark's service, in a process of its own. Forked; see `EndpointMessage` for what it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { buildSchema, graphql } from "graphql";
import { CONTRACT, DEADLINE_MS, type Slowness } from "./contract.ts";

/** Begins to listen where it does not yet, and is from now on as slow as it is told. */
export interface EndpointMessage {
  /** @default a free one */
  readonly port?: number;
  readonly slowness: Slowness;
}

export interface EndpointReply {
  readonly url: string;
  readonly port: number;
}

/** How long answers take, in milliseconds: any time between the two is as likely. */
const LATENCY_MS = [5, 25] as const;

const schema = buildSchema(CONTRACT);
const rootValue = {
  product: ({ id }: { id: string }) => ({ id, name: `Product ${id}`, description: "A thing. ".repeat(40) }),
};
let slowness: Slowness = "no";

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const due = performance.now() + DEADLINE_MS;
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  const result = await graphql({ schema, rootValue, source: query, variableValues: variables ?? null });
  const text = JSON.stringify(result);
  const [least, most] = LATENCY_MS;
  await wait(least + Math.random() * (most - least));
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  switch (slowness) {
    case "by the deadline":
      await wait(due - performance.now());
      response.writeHead(200, headers).end(text);
      return;
    case "no":
      response.writeHead(200, headers).end(text);
      return;
    case "no answer":
      return;
    case "headers, a byte a second":
      return drip("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n", (byte) => response.socket?.write(byte));
    case "half a body":
      response.writeHead(200, headers).write(text.slice(0, text.length / 2));
      return;
    case "body, a byte a second":
      response.writeHead(200, headers);
      return drip(text, (byte) => response.write(byte));
  }
}

/** Ends with its connection, at the latest. */
async function drip(text: string, write: (byte: string) => unknown): Promise<void> {
  for (const byte of text) {
    if (write(byte) === undefined) return;
    await wait(1_000);
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});

process.on("message", async (message: EndpointMessage) => {
  slowness = message.slowness;
  if (!server.listening)
    await new Promise<void>((resolve) => server.listen(message.port ?? 0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}/graphql`, port } satisfies EndpointReply);
});
process.on("disconnect", () => process.exit());
