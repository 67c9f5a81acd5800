import { GatewayError, ServiceError } from "../errors.ts";
import type { ProxiedRequest, ProxyTarget } from "./proxy.ts";

/** One call of a proxy's: what bounds it. */
export interface ProxiedCall {
  readonly signal: AbortSignal;
  /** The request's body, counted. */
  readonly body: AsyncIterable<Buffer> | null;
  hasBegunBody(): boolean;
  /** Waits for something of the call's, but not beyond its end: undici does not heed the signal while it connects. */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  end(): void;
}

/** The clock of a call, from its begin to its last byte. */
export function startCall(target: ProxyTarget, request: ProxiedRequest): ProxiedCall {
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

function bodyTooSlow(): GatewayError {
  return new GatewayError("BAD_USER_INPUT", { message: "The request's body did not come in time.", httpStatus: 408 });
}
