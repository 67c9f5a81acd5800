/**
 * The process of all services: one server a service, on a port of its own. An answer is made once for each request body
 * and kept as bytes, so that the services take as little as they can of the machine that they share with the load.
 * Forked by the benchmark: see `ServicesMessage` for what it is told.
 */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { answerOperation, type Entity, type OperationRequest, type Values } from "./answer-operation.ts";
import { federatedServices } from "./federated-services.ts";
import { storeServices } from "./store-services.ts";

/** What the benchmark tells this process; each message is answered with `ServicesReply`. */
export type ServicesMessage = { readonly kind: "reset"; readonly latencyMs: number } | { readonly kind: "count" };

export interface ServicesReply {
  /** Where each service listens, by its name. */
  readonly urls: Readonly<Record<string, string>>;
  /** How often each service was asked since the last reset. */
  readonly calls: Readonly<Record<string, number>>;
}

const MAX_KEPT_ANSWERS = 20_000;
/** More than a contestant opens: no connection waits. */
const BACKLOG = 1_024;

let latencyMs = 0;
const calls: Record<string, number> = {};

function serve(name: string, fields: Values): RequestListener {
  const root: Entity = { __typename: "Query", ...fields };
  const answers = new Map<string, Buffer>();
  calls[name] = 0;

  function answer(body: string): Buffer {
    try {
      return Buffer.from(JSON.stringify({ data: answerOperation(root, JSON.parse(body) as OperationRequest) }));
    } catch (error) {
      return Buffer.from(JSON.stringify({ data: null, errors: [{ message: `${name}: ${String(error)}` }] }));
    }
  }

  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      calls[name] = (calls[name] ?? 0) + 1;
      const body = (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString();
      let bytes = answers.get(body);
      if (bytes === undefined) {
        bytes = answer(body);
        if (answers.size >= MAX_KEPT_ANSWERS) answers.clear();
        answers.set(body, bytes);
      }
      const send = () => {
        response.writeHead(200, ["content-type", "application/json", "content-length", String(bytes.length)]);
        response.end(bytes);
      };
      if (latencyMs === 0) send();
      else setTimeout(send, latencyMs);
    });
  };
}

const urls: Record<string, string> = {};
for (const [name, fields] of Object.entries({ ...storeServices(), ...federatedServices() })) {
  const server = createServer({ keepAliveTimeout: 600_000 }, serve(name, fields));
  server.listen(0, "127.0.0.1", BACKLOG);
  await once(server, "listening");
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const reply = () => process.send?.({ urls, calls: { ...calls } } satisfies ServicesReply);
process.on("message", (message: ServicesMessage) => {
  if (message.kind === "reset") {
    ({ latencyMs } = message);
    for (const name of Object.keys(calls)) calls[name] = 0;
  }
  reply();
});
process.on("disconnect", () => process.exit());
