/** Hands HTTP requests on to a service as they come, streaming both ways, with every size and time bounded. */
import { Readable } from "node:stream";
import { errors, type Dispatcher } from "undici";
import { GatewayError, ServiceError } from "../errors.ts";
import type { HeaderLines } from "./forwarded-headers.ts";
import { failedCall } from "./http-failure.ts";
import { openHttpPool } from "./http-pool.ts";
import { AnswerUnusable } from "./http-exchange.ts";
import { startCall, type ProxiedCall } from "./proxied-call.ts";
import type { CancelSignal } from "../util/cancellation.ts";
import { takeTurns } from "../util/take-turns.ts";

export interface ProxyTarget {
  /** The service's name: who is to blame. */
  readonly service: string;
  /** Its addresses, which take turns; what follows the host is the beginning of every path. */
  readonly endpoints: readonly [URL, ...URL[]];
  /** How many turns each takes in proportion, by its address. @default 1 each */
  readonly weights?: ReadonlyMap<string, number>;
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
  readonly signal: CancelSignal;
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
 * One call. Rejected with a `ServiceError` (SERVICE_UNAVAILABLE, SERVICE_TIMEOUT, SERVICE_BAD_RESPONSE,
 * SERVICE_CIRCUIT_OPEN, DEADLINE_EXCEEDED) or a `GatewayError` (REQUEST_TOO_LARGE, OVERLOADED, BAD_USER_INPUT); so does the
 * answer's body fail.
 */
export type Forward = (request: ProxiedRequest) => Promise<ProxiedAnswer>;

export interface Proxy {
  open(target: ProxyTarget): Forward;
  /** Closes the connections; calls in flight fail. */
  dispose(): Promise<void>;
}

/** Keeps calls from an address whose calls fail. */
export interface ProxyGate {
  /** How long no call will pass, in milliseconds. */
  readonly retryAfterMs: number;
  /** Lets a call pass, or gives `undefined`. */
  enter(): number | undefined;
  /** Tells how a call went that passed; one that was given up by its client tells nothing. */
  leave(pass: number, verdict: "success" | "failure" | "unknown"): void;
}

/** How many calls to one address may be under way or wait for a connection; more are refused. */
const MAX_IN_FLIGHT = 256;

/** Opens connections as they are needed: one pool and one gate for each address, whatever routes lead there. */
export function createProxy(openGate: () => ProxyGate): Proxy {
  const lanes = new Map<string, Lane>();
  const laneTo = (endpoint: URL): Lane => {
    const lane = lanes.get(endpoint.origin) ?? { pool: openHttpPool(endpoint), gate: openGate(), inFlight: 0 };
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

/** The way to one address. */
interface Lane {
  readonly pool: Dispatcher;
  readonly gate: ProxyGate;
  inFlight: number;
}

function createForward(target: ProxyTarget, laneTo: (endpoint: URL) => Lane): Forward {
  const { endpoints, service, weights } = target;
  const nextTurn = takeTurns(endpoints.map(({ href }) => weights?.get(href) ?? 1));

  return async function forward(request) {
    const call = startCall(target, request);
    try {
      const first = nextTurn();
      for (let attempt = 0; ; attempt++) {
        const endpoint = endpoints[(first + attempt) % endpoints.length] ?? endpoints[0];
        try {
          return await pass(call, endpoint, request);
        } catch (error) {
          // An address that was not asked knows nothing of the request: another may have it.
          const wasAsked = !(error instanceof ServiceError && error.neverSent) || call.hasBegunBody();
          if (wasAsked || attempt + 1 >= endpoints.length) throw error;
        }
      }
    } catch (error) {
      call.end();
      throw error;
    }
  };

  /** Asks an address, if it may be asked now. */
  async function pass(call: ProxiedCall, endpoint: URL, request: ProxiedRequest): Promise<ProxiedAnswer> {
    const lane = laneTo(endpoint);
    if (lane.inFlight >= MAX_IN_FLIGHT) throw new GatewayError("OVERLOADED", { httpHeaders: { "retry-after": "1" } });
    const ticket = lane.gate.enter();
    if (ticket === undefined) {
      const { retryAfterMs } = lane.gate;
      throw new ServiceError("SERVICE_CIRCUIT_OPEN", service, { retryAfterMs, neverSent: true });
    }
    lane.inFlight += 1;
    try {
      const answer = await ask(call, endpoint, lane.pool, request);
      // A 500 may be for what this one request asks; these are not.
      lane.gate.leave(ticket, [502, 503, 504].includes(answer.status) ? "failure" : "success");
      answer.body.once("close", () => {
        lane.inFlight -= 1;
        call.end();
      });
      return answer;
    } catch (error) {
      lane.inFlight -= 1;
      const told = explain(error, service);
      const isFailure = told.code === "SERVICE_UNAVAILABLE" || told.code === "SERVICE_TIMEOUT";
      lane.gate.leave(ticket, isFailure && !request.signal.aborted ? "failure" : "unknown");
      throw told;
    }
  }

  async function ask(
    call: ProxiedCall,
    endpoint: URL,
    pool: Dispatcher,
    request: ProxiedRequest,
  ): Promise<ProxiedAnswer> {
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
    // Whoever reads it is told of a failure; that nobody does must not end the process.
    body.on("error", () => undefined).once("close", () => response.body.destroy());
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

/** What failed, in our words. */
function explain(error: unknown, service: string): ServiceError | GatewayError {
  if (error instanceof ServiceError || error instanceof GatewayError) return error;
  if (error instanceof errors.RequestContentLengthMismatchError)
    return new GatewayError("BAD_USER_INPUT", { message: "The request's body has another length than it says." });
  const isMalformed =
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError ||
    error instanceof errors.HTTPParserError;
  return isMalformed ? new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: error }) : failedCall(service, error);
}
