import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request that a REST service got. */
export interface RestCall {
  readonly method: string;
  /** As it came over the wire, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Gives the status and the body to send as JSON, or nothing where it took full control of the response. */
export type RestBehaviour = (
  call: RestCall,
  response: ServerResponse,
) => readonly [number, unknown] | undefined | Promise<readonly [number, unknown] | undefined>;

export interface FakeRestService {
  /** Without a path. */
  readonly url: string;
  readonly calls: RestCall[];
  /** The requests so far, as `GET /users/1`. */
  lines(): string[];
  behave(behaviour: RestBehaviour): void;
}

/** A real HTTP service that answers as the test says. It ends with the test. */
export async function startFakeRestService(behaviour: RestBehaviour = () => [404, {}]): Promise<FakeRestService> {
  const calls: RestCall[] = [];
  let behave = behaviour;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const call = { method: request.method ?? "", path: request.url ?? "", headers: request.headers, body };
    calls.push(call);
    const given = await behave(call, response);
    if (given === undefined) return;
    response.writeHead(given[0], { "content-type": "application/json" });
    response.end(given[1] === undefined ? "" : JSON.stringify(given[1]));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    lines: () => calls.map(({ method, path }) => `${method} ${path}`),
    behave: (next) => {
      behave = next;
    },
  };
}
