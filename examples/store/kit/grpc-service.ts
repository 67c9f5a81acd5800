import {
  loadPackageDefinition,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  type ServiceClientConstructor,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { readViewer, type Viewer } from "./viewer.ts";

/** What a service answers over gRPC. */
export interface GrpcMethods {
  /** The service's `.proto` file. */
  readonly proto: URL;
  /** The service's full name. */
  readonly name: string;
  readonly unary: Readonly<Record<string, UnaryMethod>>;
  readonly streams: Readonly<Record<string, StreamMethod>>;
}

/** Messages are plain objects: enum values are names, 64-bit integers texts, and what is absent is left out. */
export type UnaryMethod = (request: never, viewer: Viewer) => object;

/** The signal ends the stream: the client has left. */
export type StreamMethod = (request: never, viewer: Viewer, signal: AbortSignal) => AsyncIterable<object>;

/** Reads a service's definition from a `.proto` file. */
export function loadDefinition(proto: URL, name: string): ServiceDefinition {
  const packages = loadPackageDefinition(
    loadSync(proto.pathname, { keepCase: true, longs: String, enums: String, arrays: true, defaults: true }),
  );
  const found = name.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], packages);
  return (found as ServiceClientConstructor).service;
}

/** Who is told of calls as they come and go. */
export interface CallObserver {
  readonly onCall: (method: string) => void;
  /** One stream more, or one fewer. */
  readonly onStreams: (change: 1 | -1) => void;
}

/** Makes methods what grpc-js serves. */
export function implementMethods(
  methods: GrpcMethods,
  { onCall, onStreams }: CallObserver,
): UntypedServiceImplementation {
  const unary = Object.entries(methods.unary).map(([name, method]): [string, handleUnaryCall<never, object>] => [
    name,
    (call, callback) => {
      onCall(name);
      try {
        callback(null, method(call.request, viewerOf(call.metadata)));
      } catch (error) {
        callback(error as Error);
      }
    },
  ]);
  const streams = Object.entries(methods.streams).map(
    ([name, method]): [string, handleServerStreamingCall<never, object>] => [
      name,
      (call) => {
        onCall(name);
        onStreams(1);
        const left = new AbortController();
        call.once("cancelled", () => left.abort());
        void (async () => {
          for await (const message of method(call.request, viewerOf(call.metadata), left.signal)) call.write(message);
          call.end();
        })()
          .catch((error: Error) => call.emit("error", error))
          .finally(() => onStreams(-1));
      },
    ],
  );
  return Object.fromEntries<never>([...unary, ...streams] as never);
}

function viewerOf(metadata: Metadata): Viewer {
  const text = (name: string) => String(metadata.get(name)[0] ?? "");
  return readViewer({ "x-user-id": text("x-user-id"), "x-user-role": text("x-user-role") });
}
