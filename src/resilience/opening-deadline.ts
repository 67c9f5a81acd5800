import { ServiceError } from "../errors.ts";
import type { StreamRequest } from "../transports/transport.ts";

type OpenStream<Stream> = (request: StreamRequest) => Promise<Stream>;

/**
 * Waits until a stream is open no longer than to the request's deadline: then it is a `DEADLINE_EXCEEDED` for who waits, and left;
 * others who wait for the same go on waiting. What is open may last.
 */
export function withOpeningDeadline<Stream>(next: OpenStream<Stream>, service: string): OpenStream<Stream> {
  return async function openByDeadline(request) {
    const { deadline = Infinity, signal } = request;
    if (deadline === Infinity) return next(request);
    const leaving = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => {
        late.reject(new ServiceError("DEADLINE_EXCEEDED", service, { cause: "It was not open in time." }));
        leaving.abort();
      },
      Math.max(0, deadline - performance.now()),
    );
    const lasting = { ...request, deadline: Infinity, signal: AbortSignal.any([signal, leaving.signal]) };
    try {
      return await Promise.race([next(lasting), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}
