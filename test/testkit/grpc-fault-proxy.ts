/** The same as `fault-proxy.ts` before a gRPC service: it speaks HTTP/2 itself, so that it can say what no gRPC server would. */
import {
  connect,
  constants,
  createServer,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { CallsByRequest, faultOf, type FaultProxy } from "./fault-proxy.ts";

export interface FaultyGrpcCall {
  readonly stream: ServerHttp2Stream;
  /** How often the service was asked for the request, this call included. */
  readonly attempt: number;
  /** The message that the service itself answers; by another unary method, where one is given. */
  readonly forward: (path?: string) => Promise<Buffer>;
}

export type GrpcMisbehaviour = (call: FaultyGrpcCall) => void | Promise<void>;

export const GRPC_HEADERS = { ":status": 200, "content-type": "application/grpc+proto" };

/** What goes before a message over the wire: whether it is compressed, and its length. */
export function frameHead(bytes: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes, 1);
  return head;
}

export function frame(message: Uint8Array): Buffer {
  return Buffer.concat([frameHead(message.length), message]);
}

/** Answers with messages and trailers. */
export function respond(
  stream: ServerHttp2Stream,
  messages: readonly Uint8Array[],
  trailers: OutgoingHttpHeaders,
  headers: OutgoingHttpHeaders = {},
): void {
  stream.respond({ ...GRPC_HEADERS, ...headers }, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers(trailers));
  stream.end(Buffer.concat(messages));
}

/** `subscribe` answers one method, whose answers are a stream, in the service's place. */
export async function startGrpcFaultProxy(
  service: string,
  target: string,
  faults: Readonly<Record<string, GrpcMisbehaviour>>,
  subscribe: { readonly path: string; readonly answer: GrpcMisbehaviour },
): Promise<FaultProxy> {
  const calls = new CallsByRequest();
  const sessions = new Set<ServerHttp2Session>();
  const upstream: ClientHttp2Session = connect(target.replace("grpc:", "http:"));
  upstream.on("error", () => undefined);

  const onward = (headers: IncomingHttpHeaders) =>
    upstream.request(Object.fromEntries(Object.entries(headers).filter(([name]) => name !== ":authority")));

  async function forwardUnary(headers: IncomingHttpHeaders, body: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of onward(headers).end(body)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).subarray(5);
  }

  function relay(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: Buffer): void {
    const call = onward(headers);
    let trailers: IncomingHttpHeaders = {};
    call.on("error", () => stream.destroy());
    stream.once("close", () => call.close(constants.NGHTTP2_CANCEL));
    stream.once("wantTrailers", () => stream.sendTrailers(trailers));
    call.once("trailers", (last: IncomingHttpHeaders) => (trailers = last));
    call.once("response", (first, flags) => {
      const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(first, isAll ? { endStream: true } : { waitForTrailers: true });
      if (!isAll) call.pipe(stream);
    });
    call.end(body);
  }

  async function handle(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on("error", () => undefined);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const id = String(headers["x-request-id"]);
    calls.add(id, `${headers[":path"]} ${body.toString("base64")}`);
    const fault = faultOf(service, id);
    const healthy = headers[":path"] === subscribe.path ? subscribe.answer : undefined;
    const misbehave = (fault === undefined ? undefined : faults[fault]) ?? healthy;
    if (misbehave === undefined) relay(stream, headers, body);
    else {
      const forward = (path = headers[":path"]) => forwardUnary({ ...headers, ":path": path }, body);
      await misbehave({ stream, attempt: calls.of(id).length, forward });
    }
  }

  const server = createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    handle(stream, headers).catch(() => stream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callsOf: (requestId) => calls.of(requestId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
        upstream.destroy();
      }),
  };
}
