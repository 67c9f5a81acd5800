import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  Server,
  ServerCredentials,
  status,
  type Deadline,
  type Metadata,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
  loadPackageDefinition,
  type ServiceClientConstructor,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { onTestFinished } from "vitest";
import { makeFolder } from "./test-gateway.ts";

type Message = Readonly<Record<string, unknown>>;
/** Answers a unary call with a message, or throws what `fail` makes. */
export type UnaryHandler = (request: Message, call: ServerUnaryCall<Message, unknown>) => unknown;
/** Answers a call with a stream: writes to it, and ends it. */
export type StreamHandler = (request: Message, call: ServerWritableStream<Message, unknown>) => void | Promise<void>;

export interface RecordedGrpcCall {
  readonly method: string;
  readonly request: Message;
  readonly metadata: Metadata;
  /** When the client gives up. */
  readonly deadline: Deadline;
  /** Whether the client has given up. */
  cancelled: boolean;
}

export interface GrpcTestService {
  readonly url: string;
  readonly port: number;
  /** The `.proto` file. */
  readonly proto: string;
  readonly calls: RecordedGrpcCall[];
  /** Ends at once, with all connections. */
  close(): void;
}

export interface GrpcServiceOptions {
  port?: number;
  credentials?: ServerCredentials;
  /** How many calls and streams there may be over one connection; others wait. @default any number */
  maxStreams?: number;
  /** Makes another answer of an encoded one. */
  spoil?: (bytes: Buffer) => Buffer;
}

/**
 * A real gRPC server, by Google's own libraries, of the one service of a `.proto` text. Messages are plain objects, 64-bit
 * integers texts, enum values names.
 */
export async function startGrpcService(
  protoText: string,
  handlers: Readonly<Record<string, UnaryHandler | StreamHandler>>,
  {
    port = 0,
    credentials = ServerCredentials.createInsecure(),
    maxStreams = 2 ** 32 - 1,
    spoil = (bytes) => bytes,
  }: GrpcServiceOptions = {},
): Promise<GrpcTestService> {
  const proto = writeProto(protoText);
  const definition = loadSync(proto, { keepCase: true, longs: String, enums: String, defaults: false });
  const [name] = Object.keys(definition).filter((key) => !("format" in (definition[key] ?? {})));
  const found = (name ?? "")
    .split(".")
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], loadPackageDefinition(definition));
  const { service } = found as ServiceClientConstructor;
  const calls: RecordedGrpcCall[] = [];
  const server = new Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": maxStreams,
  });
  const implementations = Object.entries(service).map(([method, { responseStream }]): [string, UntypedHandleCall] => {
    const record = (
      call: Pick<ServerUnaryCall<Message, unknown>, "metadata" | "getDeadline"> & {
        request: Message;
        on(event: "cancelled", listener: () => void): unknown;
      },
    ) => {
      const recorded: RecordedGrpcCall = {
        method,
        request: call.request,
        metadata: call.metadata,
        deadline: call.getDeadline(),
        cancelled: false,
      };
      calls.push(recorded);
      call.on("cancelled", () => {
        recorded.cancelled = true;
      });
    };
    const handler = handlers[method] ?? (() => fail(status.UNIMPLEMENTED, "not in this test"));
    if (responseStream) {
      return [
        method,
        ((call: ServerWritableStream<Message, unknown>) => {
          record(call);
          Promise.try(handler as StreamHandler, call.request, call).catch((error: Error) => call.emit("error", error));
        }) as UntypedHandleCall,
      ];
    }
    return [
      method,
      ((call: ServerUnaryCall<Message, unknown>, callback: (error: Error | null, answer?: unknown) => void) => {
        record(call);
        void answer(handler as UnaryHandler, call, callback);
      }) as UntypedHandleCall,
    ];
  });
  const spoiled = Object.entries(service).map(([method, each]) => [
    method,
    { ...each, responseSerialize: (answer: never) => spoil(each.responseSerialize(answer)) },
  ]);
  server.addService(Object.fromEntries(spoiled) as typeof service, Object.fromEntries(implementations));
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, free) =>
      error === null ? resolve(free) : reject(error),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { url: `grpc://127.0.0.1:${bound}`, port: bound, proto, calls, close: () => server.forceShutdown() };
}

async function answer(
  handler: UnaryHandler,
  call: ServerUnaryCall<Message, unknown>,
  callback: (error: Error | null, message?: unknown) => void,
): Promise<void> {
  try {
    callback(null, await handler(call.request, call));
  } catch (error) {
    callback(error as Error);
  }
}

/** An error with a status, to be thrown by a handler. */
export function fail(code: status, details: string): never {
  throw Object.assign(new Error(details), { code, details });
}

/** Never answers. */
export const hang: UnaryHandler = () => new Promise(() => {});

/** A `.proto` file of the test's own. */
export function writeProto(text: string, name = "service.proto"): string {
  const file = join(makeFolder(), name);
  writeFileSync(file, text);
  return file;
}

/** The trailer `grpc-status-details-bin`, as Google's own libraries make it. */
export function statusDetails({ reason, retryAfterMs }: { reason?: string; retryAfterMs?: number }): Buffer {
  const any = (type: string, value: Buffer) => [
    ...field(1, Buffer.from(`type.googleapis.com/google.rpc.${type}`)),
    ...field(2, value),
  ];
  const seconds = Math.floor((retryAfterMs ?? 0) / 1000);
  const delay = field(1, Buffer.from(field(1, Buffer.from([seconds])).toSpliced(0, 2, 0x08)));
  return Buffer.from([
    ...(reason === undefined
      ? []
      : field(3, Buffer.from(any("ErrorInfo", Buffer.from(field(1, Buffer.from(reason))))))),
    ...(retryAfterMs === undefined ? [] : field(3, Buffer.from(any("RetryInfo", Buffer.from(delay))))),
  ]);
}

/** A short field of bytes. */
function field(number: number, value: Buffer): number[] {
  return [(number << 3) | 2, value.length, ...value];
}
