import { getCACertificates } from "node:tls";
import {
  Client,
  connectivityState,
  credentials,
  Metadata,
  type CallOptions,
  type ClientReadableStream,
} from "@grpc/grpc-js";
import { endedHere } from "./grpc-status.ts";
import type { CancelSignal } from "../../util/cancellation.ts";

export interface GrpcChannelOptions {
  /** `grpc://host:4104`, or `grpcs://` with TLS. */
  url: URL;
  /** A longer message is refused, in bytes. */
  maxMessageBytes: number;
  /** How long a connection may be used before another one takes its place, in milliseconds. @default 60_000 */
  maxAgeMs?: number;
}

export interface GrpcCallOptions {
  /** Lower case. */
  headers: Readonly<Record<string, string>>;
  /** When the call must be over, on the clock of `performance.now()`. @default it may take its time */
  deadline?: number | undefined;
  signal?: CancelSignal | undefined;
}

/** A connection to one address, made when it is first needed and again when it broke or is old. Speaks in encoded messages. */
export interface GrpcChannel {
  /** Rejected with grpc-js's error, which has the status. */
  unary(path: string, message: Uint8Array, options: GrpcCallOptions): Promise<Buffer>;
  /**
   * Rejected with grpc-js's error where no connection can be had or the service refuses at once; so is the iteration, where
   * the stream breaks. Leaving it cancels the call; the signal ends it without an error.
   */
  stream(path: string, message: Uint8Array, options: GrpcCallOptions): Promise<AsyncIterable<Buffer>>;
  /** Whether there is a connection now. */
  isConnected(): boolean;
  /** Calls under way fail. */
  dispose(): void;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "grpc:": "80", "grpcs:": "443" };
const MAX_CONNECTION_AGE_MS = 60_000;
/** After so many calls in a row that heard nothing at all, the connection counts as dead. */
const SILENT_CALLS = 3;
/** What was given up sooner says nothing: its answer may have come from elsewhere. */
const SILENCE_MS = 250;
/** How long a service that refuses a stream may take to say so, in milliseconds; later ones are streams that broke. */
const REFUSAL_MS = 250;

interface Connection {
  readonly client: Client;
  callsUnderWay: number;
  /** Its own: calls that an older one left unanswered say nothing about its successor. */
  silentCalls: number;
}

const newConnection = (client: Client): Connection => ({ client, callsUnderWay: 0, silentCalls: 0 });

/** Nothing is asked yet, so the service may be down. */
export function openGrpcChannel(options: GrpcChannelOptions): GrpcChannel {
  const { url, maxMessageBytes, maxAgeMs = MAX_CONNECTION_AGE_MS } = options;
  const isSecure = url.protocol === "grpcs:";
  const address = `dns:${url.hostname}:${url.port || DEFAULT_PORTS[url.protocol]}`;
  const connect = () =>
    new Client(address, isSecure ? credentials.createSsl(trustedRoots()) : credentials.createInsecure(), {
      "grpc.max_receive_message_length": maxMessageBytes,
      // Without a limit of their own services refuse a request of more than 4 MB; that is theirs to say.
      "grpc.max_send_message_length": -1,
      // A service that was restarted is found again within a second.
      "grpc.initial_reconnect_backoff_ms": 100,
      "grpc.max_reconnect_backoff_ms": 500,
      "grpc.dns_min_time_between_resolutions_ms": 1_000,
      // More often than once in five minutes is answered by many servers with "too many pings".
      "grpc.keepalive_time_ms": 310_000,
      "grpc.keepalive_timeout_ms": 10_000,
      // The wrappers of an upstream call retry, and say what a call may take; a DNS record shall not.
      "grpc.enable_retries": 0,
      "grpc.service_config_disable_resolution": 1,
      // Other clients of this process have connections of their own, so that this one can be closed.
      "grpc.use_local_subchannel_pool": 1,
      // HTTP_PROXY is meant for the world outside.
      "grpc.enable_http_proxy": 0,
    });

  let connection = newConnection(connect());
  let renewsAt = performance.now() + maxAgeMs;
  let successor: Client | undefined;
  const underWay = new Set<{ cancel(): void }>();

  /** What is under way ends where it began: a connection that is closed sooner would refuse what was just sent. */
  function replaceBy(client: Client): void {
    const old = connection;
    connection = newConnection(client);
    if (old.callsUnderWay === 0) old.client.close();
  }

  function current(): Connection {
    if (successor === undefined && performance.now() >= renewsAt) renew();
    return connection;
  }

  /** Looks the name up anew, so that an address that moved is followed. Nobody waits for it, nor for one that is not there. */
  function renew(): void {
    const client = (successor = connect());
    client.waitForReady(Infinity, (error) => {
      if (error !== undefined) return;
      successor = undefined;
      renewsAt = performance.now() + maxAgeMs;
      replaceBy(client);
    });
  }

  /** A connection whose other end is gone without a word would else be believed in until the system gives it up. */
  function heardNothing(from: Connection): void {
    from.silentCalls += 1;
    if (from === connection && from.silentCalls >= SILENT_CALLS) replaceBy(connect());
  }

  /** Cancels with the signal; gives what must be called when the call is over. */
  function follow(call: { cancel(): void }, used: Connection, signal: CancelSignal | undefined): () => void {
    const cancel = () => {
      call.cancel();
      // grpc-js starts a call in steps, and forgets between them that it was cancelled: the service would never hear of it.
      setImmediate(() => call.cancel());
    };
    underWay.add(call);
    used.callsUnderWay += 1;
    if (signal?.aborted === true) cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    return () => {
      underWay.delete(call);
      used.callsUnderWay -= 1;
      if (used !== connection && used.callsUnderWay === 0) used.client.close();
      signal?.removeEventListener("abort", cancel);
    };
  }

  return {
    unary(path, message, options) {
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      const startedAt = performance.now();
      const metadata = metadataOf(options.headers);
      const used = current();
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
          else if (performance.now() - startedAt > SILENCE_MS) heardNothing(used);
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
      const used = current();
      const call = used.client.makeServerStreamRequest<Uint8Array, Buffer>(
        path,
        asBuffer,
        asIs,
        message,
        metadata,
        callOptionsOf(options),
      );
      const finish = follow(call, used, options.signal);
      call.once("close", finish);
      await opened(call, used.client.getChannel());
      return untilAborted(call, options.signal);
    },
    isConnected: () => connection.client.getChannel().getConnectivityState(false) === connectivityState.READY,
    dispose() {
      for (const call of underWay) call.cancel();
      renewsAt = Infinity;
      successor?.close();
      connection.client.close();
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

/** grpc-js has roots of its own, which know nothing of `NODE_EXTRA_CA_CERTS`. */
function trustedRoots(): Buffer {
  return Buffer.from(getCACertificates("default").join("\n"));
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
