/** A proxy before a service that misbehaves for the requests that ask for it, by their request id: `SERVICE:FAULT:anything`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FaultyCall {
  readonly body: string;
  readonly response: ServerResponse;
  /** What the service itself answers. */
  readonly forward: () => Promise<string>;
}

export type Fault = (call: FaultyCall) => void | Promise<void>;

export interface FaultProxy {
  readonly url: string;
  /** How many calls came for a request id. */
  callsOf(requestId: string): number;
  close(): Promise<void>;
}

const JSON_HEADERS = { "content-type": "application/json" };

export async function startFaultProxy(
  service: string,
  target: string,
  faults: Readonly<Record<string, Fault>>,
): Promise<FaultProxy> {
  const calls = new Map<string, number>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const id = String(request.headers["x-request-id"]);
    calls.set(id, (calls.get(id) ?? 0) + 1);
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const forward = async () =>
      fetch(`${target}${request.url}`, {
        method: request.method ?? "GET",
        headers: headers as Record<string, string>,
        ...(body === "" ? {} : { body }),
      });
    const [faulty, fault = ""] = id.split(":");
    const misbehave = faulty === service ? faults[fault] : undefined;
    if (misbehave !== undefined) await misbehave({ body, response, forward: async () => (await forward()).text() });
    else {
      const answer = await forward();
      response.writeHead(answer.status, JSON_HEADERS).end(await answer.text());
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callsOf: (requestId) => calls.get(requestId) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
