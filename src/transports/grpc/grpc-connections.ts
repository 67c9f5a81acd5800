import { getCACertificates } from "node:tls";
import { Client, connectivityState, credentials } from "@grpc/grpc-js";

export interface GrpcConnectionsOptions {
  /** `grpc://host:4104`, or `grpcs://` with TLS. */
  url: URL;
  /** A longer message is refused, in bytes. */
  maxMessageBytes: number;
  /** How long a connection may be used before another one takes its place, in milliseconds. @default 60_000 */
  maxAgeMs?: number;
}

/** One HTTP/2 connection: made when it is first needed, and again when it broke. */
export interface GrpcConnection {
  readonly client: Client;
  /** Calls and streams that have it now. */
  underWay: number;
  /** Its own: calls that an older one left unanswered say nothing about its successor. */
  silentCalls: number;
  /** From when on it is old and takes no stream, on the clock of `performance.now()`. */
  oldAt: number;
}

/** The connections to one address. Whoever is given one gives it back when its call is over. */
export interface GrpcConnections {
  forCall(): GrpcConnection;
  forStream(): GrpcConnection;
  giveBack(connection: GrpcConnection): void;
  /** A call was not answered at all, for so long that the connection may be dead. */
  heardNothing(from: GrpcConnection): void;
  /** Whether there is a connection for calls now. */
  isConnected(): boolean;
  /** Calls under way fail. */
  dispose(): void;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "grpc:": "80", "grpcs:": "443" };
const MAX_CONNECTION_AGE_MS = 60_000;
/** After so many calls in a row that heard nothing at all, the connection counts as dead. */
const SILENT_CALLS = 3;
/**
 * What each service must be expected to take over one connection (RFC 9113, section 6.5.2). A stream beyond would wait for
 * another one's end, and so would calls: they have a connection of their own.
 */
const STREAMS_A_CONNECTION = 100;

/** Nothing is asked yet, so the service may be down. */
export function openGrpcConnections(options: GrpcConnectionsOptions): GrpcConnections {
  const { maxAgeMs = MAX_CONNECTION_AGE_MS } = options;

  function newConnection(client = connect(options)): GrpcConnection {
    return { client, underWay: 0, silentCalls: 0, oldAt: performance.now() + maxAgeMs };
  }

  const isOld = ({ oldAt }: GrpcConnection) => performance.now() >= oldAt;
  let current = newConnection();
  let successor: Client | undefined;
  let isDisposed = false;
  const streaming = new Set<GrpcConnection>();

  /** What is under way ends where it began: a connection that is closed sooner would refuse what was just sent. */
  function replaceBy(next: GrpcConnection): void {
    const old = current;
    current = next;
    if (old.underWay === 0) old.client.close();
  }

  /** Looks the name up anew, so that an address that moved is followed. Nobody waits for it, nor for one that is not there. */
  function renew(): void {
    const client = (successor = connect(options));
    client.waitForReady(Infinity, (error) => {
      if (error !== undefined) return;
      successor = undefined;
      replaceBy(newConnection(client));
    });
  }

  function taken(connection: GrpcConnection): GrpcConnection {
    connection.underWay += 1;
    return connection;
  }

  /** Closes what no stream needs any more, but for one, which may soon be needed again. */
  function closeSpare(): void {
    for (const connection of streaming) {
      if (connection.underWay > 0 || (streaming.size === 1 && !isOld(connection))) continue;
      // grpc-js goes on to connect what was closed while it waited to try again, and keeps that for good.
      const state = stateOf(connection);
      if (state !== connectivityState.READY && state !== connectivityState.IDLE) continue;
      streaming.delete(connection);
      connection.client.close();
    }
  }

  return {
    forCall() {
      if (successor === undefined && isOld(current) && !isDisposed) renew();
      return taken(current);
    },
    forStream() {
      for (const connection of streaming) {
        if (!isOld(connection) && connection.underWay < STREAMS_A_CONNECTION) return taken(connection);
      }
      closeSpare();
      const connection = newConnection();
      streaming.add(connection);
      return taken(connection);
    },
    giveBack(connection) {
      connection.underWay -= 1;
      if (connection.underWay > 0 || connection === current || isDisposed) return;
      if (streaming.has(connection)) closeSpare();
      else connection.client.close();
    },
    heardNothing(from) {
      from.silentCalls += 1;
      if (from !== current || from.silentCalls < SILENT_CALLS) return;
      // It would else be believed in until the system gives it up.
      replaceBy(newConnection());
      for (const connection of streaming) connection.oldAt = 0;
    },
    isConnected: () => stateOf(current) === connectivityState.READY,
    dispose() {
      isDisposed = true;
      successor?.close();
      for (const { client } of [current, ...streaming]) client.close();
    },
  };
}

function stateOf({ client }: GrpcConnection): connectivityState {
  return client.getChannel().getConnectivityState(false);
}

function connect({ url, maxMessageBytes }: GrpcConnectionsOptions): Client {
  const address = `dns:${url.hostname}:${url.port || DEFAULT_PORTS[url.protocol]}`;
  const isSecure = url.protocol === "grpcs:";
  return new Client(address, isSecure ? credentials.createSsl(trustedRoots()) : credentials.createInsecure(), {
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
}

/** grpc-js has roots of its own, which know nothing of `NODE_EXTRA_CA_CERTS`. */
function trustedRoots(): Buffer {
  return Buffer.from(getCACertificates("default").join("\n"));
}
