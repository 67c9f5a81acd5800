import { connectivityState, Metadata, type CallOptions, type Client, type ClientReadableStream } from "@grpc/grpc-js";
import { openGrpcConnections, type GrpcConnection, type GrpcConnectionsOptions } from "./grpc-connections.ts";
import { endedHere } from "./grpc-status.ts";
import type { CancelSignal } from "../../util/cancellation.ts";

export interface GrpcCallOptions {
  /** Lower case. */
  headers: Readonly<Record<string, string>>;
  /** When the call must be over, on the clock of `performance.now()`. @default it may take its time */
  deadline?: number | undefined;
  signal?: CancelSignal | undefined;
}

/** Speaks with one address in encoded messages. */
export interface GrpcChannel {
  /** Rejected with grpc-js's error, which has the status. */
  unary(path: string, message: Uint8Array, options: GrpcCallOptions): Promise<Buffer>;
  /**
   * Rejected with grpc-js's error where no connection can be had or the service refuses at once; so is the iteration, where
   * the stream breaks. Leaving it cancels the call; the signal ends it without an error.
   */
  stream(path: string, message: Uint8Array, options: GrpcCallOptions): Promise<AsyncIterable<Buffer>>;
  /** Whether there is a connection for calls now. */
  isConnected(): boolean;
  /** Calls under way fail. */
  dispose(): void;
}

/** What was given up sooner says nothing: its answer may have come from elsewhere. */
const SILENCE_MS = 250;
/** How long a service that refuses a stream may take to say so, in milliseconds; later ones are streams that broke. */
const REFUSAL_MS = 250;

/** Nothing is asked yet, so the service may be down. */
export function openGrpcChannel(options: GrpcConnectionsOptions): GrpcChannel {
  const connections = openGrpcConnections(options);
  const underWay = new Set<{ cancel(): void }>();

  /** Cancels with the signal; gives what must be called when the call is over. */
  function follow(call: { cancel(): void }, used: GrpcConnection, signal: CancelSignal | undefined): () => void {
    const cancel = () => {
      call.cancel();
      // grpc-js starts a call in steps, and forgets between them that it was cancelled: the service would never hear of it.
      setImmediate(() => call.cancel());
    };
    underWay.add(call);
    if (signal?.aborted === true) cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    return () => {
      underWay.delete(call);
      connections.giveBack(used);
      signal?.removeEventListener("abort", cancel);
    };
  }

  return {
    unary(path, message, options) {
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      const startedAt = performance.now();
      const metadata = metadataOf(options.headers);
      const used = connections.forCall();
      const call = used.client.makeUnaryRequest<Uint8Array, Buffer>(
        path,
        asBuffer,
        (answer) => {
          // grpc-js looks for no second message by itself; where one is, it would wait for the end for ever.
          call.call?.startRead();
          return answer;
        },
        message,
        metadata,
        callOptionsOf(options),
        (error, answer) => {
          finish();
          if (error === null || !endedHere(error)) used.silentCalls = 0;
          else if (performance.now() - startedAt > SILENCE_MS) connections.heardNothing(used);
          if (error !== null) reject(error);
          else if (answer === undefined) reject(new Error("There is no answer."));
          else resolve(answer);
        },
      );
      const finish = follow(call, used, options.signal);
      return promise;
    },
    async stream(path, message, options) {
      const metadata = metadataOf(options.headers);
      const used = connections.forStream();
      const call = used.client.makeServerStreamRequest<Uint8Array, Buffer>(
        path,
        asBuffer,
        asIs,
        message,
        metadata,
        callOptionsOf(options),
      );
      const finish = follow(call, used, options.signal);
      // Of a stream that nobody reads there is no "end" and no "close"; the status comes always, and of one that was left by this.
      call.once("status", finish);
      call.once("close", () => call.cancel());
      await opened(call, used.client.getChannel());
      return untilAborted(call, options.signal);
    },
    isConnected: () => connections.isConnected(),
    dispose() {
      for (const call of underWay) call.cancel();
      connections.dispose();
    },
  };
}

/** A service may say nothing before its first event: a stream over which no refusal comes for a moment is open. */
function opened(call: ClientReadableStream<Buffer>, channel: ReturnType<Client["getChannel"]>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Whoever left before it was iterated must not be the reason for an uncaught error.
  call.on("error", reject);
  call.once("metadata", () => resolve());
  call.once("end", () => resolve());
  (function watch() {
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.READY) setTimeout(resolve, REFUSAL_MS);
    else if (state !== connectivityState.SHUTDOWN && !call.destroyed)
      channel.watchConnectivityState(state, Infinity, (error) => error === undefined && watch());
  })();
  return promise;
}

async function* untilAborted(
  call: ClientReadableStream<Buffer>,
  signal: CancelSignal | undefined,
): AsyncGenerator<Buffer> {
  try {
    for await (const message of call) yield message as Buffer;
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

function metadataOf(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

/** grpc-js tells the service what is left, too, as `grpc-timeout`. Timeouts of its service configuration are not to be trusted. */
function callOptionsOf({ deadline }: GrpcCallOptions): CallOptions {
  return deadline === undefined ? {} : { deadline: Date.now() + deadline - performance.now() };
}

const asBuffer = (message: Uint8Array) => Buffer.from(message.buffer, message.byteOffset, message.byteLength);
const asIs = (message: Buffer) => message;
