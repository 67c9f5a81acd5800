/** A proxy before a service that misbehaves for the requests that ask for it, by their request id: `SERVICE:FAULT:anything`. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FaultyCall {
  readonly body: string;
  readonly response: ServerResponse;
  /** How often the service was asked for the request, this call included. */
  readonly attempt: number;
  /** What the service itself answers; to another body, where one is given. */
  readonly forward: (body?: string) => Promise<string>;
}

export type HttpMisbehaviour = (call: FaultyCall) => void | Promise<void>;

export interface FaultProxy {
  readonly url: string;
  /** What came for a request id: each call's target and body. */
  callsOf(requestId: string): readonly string[];
  close(): Promise<void>;
}

const JSON_HEADERS = { "content-type": "application/json" };

/** The fault that a request id asks a service for. */
export function faultOf(service: string, requestId: string): string | undefined {
  const [faulty, fault] = requestId.split(":");
  return faulty === service ? fault : undefined;
}

/** What came for each request id. */
export class CallsByRequest {
  readonly #calls = new Map<string, string[]>();

  add(requestId: string, call: string): void {
    const calls = this.#calls.get(requestId) ?? [];
    calls.push(call);
    this.#calls.set(requestId, calls);
  }

  of(requestId: string): readonly string[] {
    return this.#calls.get(requestId) ?? [];
  }
}

/** `subscribe` answers subscriptions over SSE in the service's place. */
export async function startFaultProxy(
  service: string,
  target: string,
  faults: Readonly<Record<string, HttpMisbehaviour>>,
  subscribe?: HttpMisbehaviour,
): Promise<FaultProxy> {
  const calls = new CallsByRequest();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const id = String(request.headers["x-request-id"]);
    calls.add(id, `${request.method} ${request.url} ${body}`);
    response.on("error", () => undefined);
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const isStream = headers.accept === "text/event-stream";
    const ask = async (otherBody = body) =>
      fetch(`${target}${request.url}`, {
        method: request.method ?? "GET",
        headers: { ...(headers as Record<string, string>), ...(isStream ? { accept: "application/json" } : {}) },
        ...(otherBody === "" ? {} : { body: otherBody }),
      });
    const call: FaultyCall = {
      body,
      response,
      attempt: calls.of(id).length,
      forward: async (otherBody) => (await ask(otherBody)).text(),
    };
    const fault = faultOf(service, id);
    const misbehave = (fault === undefined ? undefined : faults[fault]) ?? (isStream ? subscribe : undefined);
    if (misbehave !== undefined) await misbehave(call);
    else {
      const answer = await ask();
      response.writeHead(answer.status, JSON_HEADERS).end(await answer.text());
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callsOf: (requestId) => calls.of(requestId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
