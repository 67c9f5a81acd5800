/** Hands HTTP requests on to a service as they come, streaming both ways, with every size and time bounded. */
import { Readable } from "node:stream";
import { errors, type Pool } from "undici";
import { GatewayError, ServiceError } from "../errors.ts";
import type { HeaderLines } from "./forwarded-headers.ts";
import { failedCall, wasNeverSent } from "./http-failure.ts";
import { openHttpPool } from "./http-pool.ts";
import { AnswerUnusable } from "./read-text.ts";

export interface ProxyTarget {
  /** The service's name: who is to blame. */
  readonly service: string;
  /** Its addresses, which take turns; what follows the host is the beginning of every path. */
  readonly endpoints: readonly [URL, ...URL[]];
  /** How long a call may take, to the last byte of its answer, in milliseconds. */
  readonly timeoutMs: number;
  /** A longer request body is refused with REQUEST_TOO_LARGE, in bytes. */
  readonly maxRequestBytes: number;
  /** A longer answer is cut off, in bytes. */
  readonly maxResponseBytes: number;
}

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query at the service, as they are to be sent. */
  readonly path: string;
  /** All header lines but `Host`. */
  readonly headers: HeaderLines;
  readonly body: AsyncIterable<Buffer> | undefined;
  /** When the client wants to be answered, in milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Ends the call, its connection included. */
  readonly signal: AbortSignal;
}

export interface ProxiedAnswer {
  readonly status: number;
  /** By lower-case name, as the service sent them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Fails with the call. Must be read or destroyed. */
  readonly body: Readable;
  /** What came behind the body, once that has ended. */
  readonly trailers: () => Readonly<Record<string, string>>;
  /** Whose answer it is. */
  readonly endpoint: URL;
}

/**
 * One call. Rejected with a `ServiceError` (SERVICE_UNAVAILABLE, SERVICE_TIMEOUT, SERVICE_BAD_RESPONSE) or a
 * `GatewayError` (REQUEST_TOO_LARGE, OVERLOADED, BAD_USER_INPUT); so does the answer's body fail.
 */
export type Forward = (request: ProxiedRequest) => Promise<ProxiedAnswer>;

export interface Proxy {
  open(target: ProxyTarget): Forward;
  /** Closes the connections; calls in flight fail. */
  dispose(): Promise<void>;
}

/** How many calls to one address may be under way or wait for a connection; more are refused. */
const MAX_IN_FLIGHT = 256;

/** Opens connections as they are needed: one pool for each address, whatever routes lead there. */
export function createProxy(): Proxy {
  const lanes = new Map<string, Lane>();
  const laneTo = (endpoint: URL): Lane => {
    const lane = lanes.get(endpoint.origin) ?? { pool: openHttpPool(endpoint), inFlight: 0 };
    lanes.set(endpoint.origin, lane);
    return lane;
  };
  return {
    open: (target) => createForward(target, laneTo),
    async dispose() {
      await Promise.all([...lanes.values()].map(({ pool }) => pool.destroy()));
    },
  };
}

/** The connections to one address. */
interface Lane {
  readonly pool: Pool;
  inFlight: number;
}

function createForward(target: ProxyTarget, laneTo: (endpoint: URL) => Lane): Forward {
  const { endpoints, service } = target;
  let turn = 0;

  return async function forward(request) {
    const call = startCall(target, request);
    try {
      const first = turn++ % endpoints.length;
      for (let attempt = 0; ; attempt++) {
        const endpoint = endpoints[(first + attempt) % endpoints.length] ?? endpoints[0];
        const lane = laneTo(endpoint);
        if (lane.inFlight >= MAX_IN_FLIGHT)
          throw new GatewayError("OVERLOADED", { httpHeaders: { "retry-after": "1" } });
        lane.inFlight += 1;
        try {
          const answer = await ask(call, endpoint, lane.pool, request);
          answer.body.once("close", () => {
            lane.inFlight -= 1;
            call.end();
          });
          return answer;
        } catch (error) {
          lane.inFlight -= 1;
          // An address that cannot be connected to knows nothing of the request: another may have it.
          if (!wasNeverSent(error) || call.hasBegunBody() || attempt + 1 >= endpoints.length) throw error;
        }
      }
    } catch (error) {
      call.end();
      throw explain(error, service);
    }
  };

  async function ask(call: Call, endpoint: URL, pool: Pool, request: ProxiedRequest): Promise<ProxiedAnswer> {
    const response = await call.race(
      pool.request({
        method: request.method,
        path: `${endpoint.pathname.replace(/\/$/, "")}${request.path}`,
        headers: [...request.headers],
        body: call.body as unknown as Readable | null,
        signal: call.signal,
      }),
    );
    response.body.on("error", () => undefined);
    const announced = Number(response.headers["content-length"] ?? 0);
    if (request.method !== "HEAD" && announced > target.maxResponseBytes) {
      response.body.destroy();
      throw tooLong(target);
    }
    const chunks = response.body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    // An answer that fails before its first byte can still be told from one that came.
    const first = await call.race(chunks.next());
    const body = Readable.from(deliver(first, chunks, target), { objectMode: false });
    body.once("close", () => response.body.destroy());
    // A client who does not read holds the call up no longer than the service may.
    call.signal.addEventListener("abort", () => body.destroy(call.signal.reason as Error), { once: true });
    return {
      status: response.statusCode,
      headers: response.headers,
      body,
      trailers: () => response.trailers,
      endpoint,
    };
  }
}

interface Call {
  readonly signal: AbortSignal;
  /** The request's body, counted. */
  readonly body: AsyncIterable<Buffer> | null;
  hasBegunBody(): boolean;
  /** Waits for something of the call's, but not beyond its end: undici does not heed the signal while it connects. */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  end(): void;
}

/** The clock of a call, from its begin to its last byte. */
function startCall(target: ProxyTarget, request: ProxiedRequest): Call {
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => undefined);
  const abort = (reason: unknown) => {
    controller.abort(reason);
    reject(reason);
  };
  const leave = () => abort(request.signal.reason);
  if (request.signal.aborted) leave();
  else request.signal.addEventListener("abort", leave, { once: true });

  const progress = { hasBegun: false, isAwaited: false };
  const remainingMs = request.deadline - performance.now();
  const code = remainingMs < target.timeoutMs ? "DEADLINE_EXCEEDED" : "SERVICE_TIMEOUT";
  const limitMs = Math.max(0, Math.min(remainingMs, target.timeoutMs));
  const timer = setTimeout(() => {
    const cause = `No answer within ${Math.round(limitMs)} ms.`;
    abort(progress.isAwaited ? bodyTooSlow() : new ServiceError(code, target.service, { cause }));
  }, limitMs);
  return {
    signal: controller.signal,
    body: request.body === undefined ? null : countBody(request.body, target.maxRequestBytes, progress),
    hasBegunBody: () => progress.hasBegun,
    race: (promise) => Promise.race([promise, ended]),
    end() {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", leave);
    },
  };
}

interface Progress {
  hasBegun: boolean;
  /** Whether it is the client who is waited for. */
  isAwaited: boolean;
}

async function* countBody(body: AsyncIterable<Buffer>, maxBytes: number, progress: Progress): AsyncGenerator<Buffer> {
  let bytes = 0;
  progress.hasBegun = true;
  progress.isAwaited = true;
  for await (const chunk of body) {
    progress.isAwaited = false;
    bytes += chunk.length;
    if (bytes > maxBytes) throw new GatewayError("REQUEST_TOO_LARGE");
    yield chunk;
    progress.isAwaited = true;
  }
  progress.isAwaited = false;
}

async function* deliver(
  first: IteratorResult<Buffer, unknown>,
  rest: AsyncIterator<Buffer>,
  target: ProxyTarget,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for (let next = first; next.done !== true; next = await rest.next()) {
      bytes += next.value.length;
      if (bytes > target.maxResponseBytes) throw tooLong(target);
      yield next.value;
    }
  } catch (error) {
    throw explain(error, target.service);
  }
}

function tooLong({ maxResponseBytes }: ProxyTarget): AnswerUnusable {
  return new AnswerUnusable(`The answer is longer than ${maxResponseBytes} bytes.`);
}

function bodyTooSlow(): GatewayError {
  return new GatewayError("BAD_USER_INPUT", { message: "The request's body did not come in time.", httpStatus: 408 });
}

/** What failed, in our words. */
function explain(error: unknown, service: string): Error {
  if (error instanceof ServiceError || error instanceof GatewayError) return error;
  if (error instanceof errors.RequestContentLengthMismatchError)
    return new GatewayError("BAD_USER_INPUT", { message: "The request's body has another length than it says." });
  const isMalformed =
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError ||
    error instanceof errors.HTTPParserError;
  return isMalformed ? new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: error }) : failedCall(service, error);
}
