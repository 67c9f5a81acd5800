import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request that came to a service. */
export interface ReceivedRequest {
  /** Method and target, for example `GET /orders?first=1`. */
  readonly line: string;
  /** Header lines, names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  /** As far as it has come. */
  body: Buffer;
  /** Whether the other side went away before it was answered. */
  isAbandoned: boolean;
}

export interface HttpService {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** The last request's value of a header. */
  header(name: string): string | undefined;
  close(): Promise<void>;
}

/** Full control of an answer; the body has not been read. */
export type HttpBehaviour = (request: IncomingMessage, response: ServerResponse, received: ReceivedRequest) => void;

/** A real HTTP service that notes what it is sent. It ends with the test. */
export async function startHttpService(behave?: HttpBehaviour): Promise<HttpService> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const received: ReceivedRequest = {
      line: `${request.method} ${request.url}`,
      headers: request.rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name.toLowerCase(), request.rawHeaders[index + 1] ?? ""] as const] : [],
      ),
      body: Buffer.alloc(0),
      isAbandoned: false,
    };
    requests.push(received);
    request.on("error", () => undefined);
    response.once("close", () => {
      received.isAbandoned = !response.writableFinished;
    });
    if (behave !== undefined) return behave(request, response, received);
    request.on("data", (chunk: Buffer) => {
      received.body = Buffer.concat([received.body, chunk]);
    });
    request.once("end", () => response.setHeader("content-type", "text/plain").end("answer"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    header: (name) => requests.at(-1)?.headers.find(([other]) => other === name)?.[1],
    close,
  };
}
