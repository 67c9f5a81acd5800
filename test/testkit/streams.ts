import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { GraphqlAnswer } from "./test-gateway.ts";

export interface SentEvent {
  readonly event: string;
  readonly data: GraphqlAnswer | undefined;
}

export interface OpenEventStream {
  readonly status: number;
  readonly headers: Headers;
  /** The next event, `complete` among them; undefined where the stream has ended. Comments are passed over. */
  next(): Promise<SentEvent | undefined>;
  leave(): void;
}

/** Subscribes over SSE, as a client would with `fetch`. It ends with the test. */
export async function openEventStream(
  url: string,
  query: string,
  headers: Record<string, string> = {},
  variables: Record<string, unknown> = {},
): Promise<OpenEventStream> {
  const leaving = new AbortController();
  const opened = subscribeOverSse(url, query, headers, variables, leaving);
  // Held here: the answer to a `fetch` that nobody holds any more is given up.
  onTestFinished(async () => {
    leaving.abort();
    await opened.catch(() => undefined);
  });
  return opened;
}

/** The same, until `leaving` says so: for tests that run side by side. */
export async function subscribeOverSse(
  url: string,
  query: string,
  headers: Record<string, string>,
  variables: Record<string, unknown>,
  leaving: AbortController,
): Promise<OpenEventStream> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
    body: JSON.stringify({ query, variables }),
    signal: leaving.signal,
  });
  const events = readEvents(response);
  return {
    status: response.status,
    headers: response.headers,
    next: async () => (await events.next()).value,
    leave: () => leaving.abort(),
  };
}

async function* readEvents(response: Response): AsyncGenerator<SentEvent, undefined> {
  let text = "";
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (event !== undefined)
          yield { event, data: data === undefined ? undefined : (JSON.parse(data) as GraphqlAnswer) };
      }
    }
  } catch {
    return undefined;
  }
  return undefined;
}

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export interface OpenSocket {
  readonly socket: WebSocket;
  send(message: object | string): void;
  /** The next message; undefined where the socket was closed. */
  next(): Promise<Message | undefined>;
  /** How it was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

export interface SocketOptions {
  /** Sent as `connection_init`, and its answer awaited; `false` for neither. @default {} */
  payload?: Record<string, unknown> | false;
  headers?: Record<string, string>;
  protocol?: string;
}

/** Opens a WebSocket as a client of `graphql-transport-ws` would, message by message. Rejected where it is refused, with the status. */
export async function openSocket(url: string, options: SocketOptions = {}): Promise<OpenSocket> {
  const { payload = {}, headers = {}, protocol = "graphql-transport-ws" } = options;
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, protocol, { headers });
  onTestFinished(() => socket.terminate());
  const waiting: ((message: Message | undefined) => void)[] = [];
  const messages: (Message | undefined)[] = [];
  let isClosed = false;
  const put = (message: Message | undefined) => {
    const taker = waiting.shift();
    if (taker === undefined) messages.push(message);
    else taker(message);
  };
  socket.on("message", (data: Buffer) => put(JSON.parse(data.toString()) as Message));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once("close", (code, reason) => {
      isClosed = true;
      for (const taker of waiting.splice(0)) taker(undefined);
      resolve({ code, reason: String(reason) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined);
  const opened: OpenSocket = {
    socket,
    closed,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next: () =>
      messages.length > 0 || isClosed
        ? Promise.resolve(messages.shift())
        : new Promise((resolve) => waiting.push(resolve)),
  };
  if (payload !== false) {
    opened.send({ type: "connection_init", payload });
    await opened.next();
  }
  return opened;
}
