import { ServiceError } from "../../errors.ts";
import type { RootCall } from "../mapping/mapped-executor.ts";
import type { TransportOptions, UpstreamRequest } from "../transport.ts";
import { openGrpcChannel } from "./grpc-channel.ts";
import { isGrpcFailure, tellGrpcFailure } from "./grpc-failures.ts";
import { GRPC_STATUS } from "./grpc-status.ts";
import { Attachments } from "../../util/attachments.ts";

export interface GrpcClient {
  /** Calls a unary method. What one query asks twice is asked once. Rejected with whatever `tell` can tell. */
  ask(path: string, write: () => Uint8Array, call: RootCall): Promise<Buffer>;
  /** Calls a method that answers with a stream. */
  listen(path: string, message: Uint8Array, call: RootCall): Promise<AsyncIterable<Buffer>>;
  /** What went wrong, as a `ServiceError`. */
  tell(error: unknown, request: UpstreamRequest): Promise<ServiceError>;
  /** Asks by the standard health protocol. A service that does not speak it answers all the same, and is well. */
  probe(signal: AbortSignal): Promise<boolean>;
  dispose(): void;
}

const HEALTH_CHECK = "/grpc.health.v1.Health/Check";
/** `HealthCheckResponse` with the status `SERVING`. */
const SERVING = Buffer.from([0x08, 0x01]);

type Options = Pick<TransportOptions, "service" | "url" | "headers" | "errors"> & { maxResponseBytes: number };

/** Sends the calls of one endpoint, with what goes along with each: who asks, until when, and how much may come back. */
export function createGrpcClient(options: Options): GrpcClient {
  const { service, url, headers, maxResponseBytes } = options;
  const channel = openGrpcChannel({ url, maxMessageBytes: maxResponseBytes });
  const asked = new Attachments<UpstreamRequest, Map<string, Promise<Buffer>>>();

  async function send(path: string, message: Uint8Array, request: UpstreamRequest): Promise<Buffer> {
    const { deadline, signal, byteBudget } = request;
    const answer = await channel.unary(path, message, { headers: headers(request), deadline, signal });
    if (byteBudget !== undefined) {
      byteBudget.left -= answer.length;
      if (byteBudget.left < 0) throw new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: TOO_LONG_TOGETHER });
    }
    return answer;
  }

  return {
    async ask(path, write, { operation, request }) {
      const message = write();
      if (operation.kind !== "query") return send(path, message, request);
      const known = asked.get(request) ?? new Map<string, Promise<Buffer>>();
      asked.set(request, known);
      const key = `${path} ${Buffer.from(message).toString("base64")}`;
      const answer = known.get(key) ?? send(path, message, request);
      known.set(key, answer);
      return answer;
    },
    listen(path, message, { request }) {
      return channel.stream(path, message, { headers: headersOfStream(headers(request)), signal: request.signal });
    },
    tell: (error, request) => tellGrpcFailure(error, request, options, channel.isConnected()),
    async probe(signal) {
      try {
        // An empty request means the whole server.
        return (await channel.unary(HEALTH_CHECK, new Uint8Array(), { headers: {}, signal })).equals(SERVING);
      } catch (error) {
        return isGrpcFailure(error) && error.code === GRPC_STATUS.UNIMPLEMENTED;
      }
    },
    dispose: () => channel.dispose(),
  };
}

const TOO_LONG_TOGETHER = "The answers to one request are longer together than they may be.";

/** A stream may last. */
function headersOfStream({ "x-request-deadline-ms": _deadline, ...others }: Record<string, string>) {
  return others;
}
