import type { ExecutionResult } from "@graphql-tools/utils";
import { GatewayError } from "../errors.ts";
import type { StreamExecutor, StreamRequest } from "../transports/transport.ts";
import { EventQueue } from "../util/event-queue.ts";

export interface ShareOptions {
  /**
   * What two subscriptions have in common that are given the same events; undefined for one that is shared with none. Who
   * asks is a part of it.
   */
  readonly keyOf: (request: StreamRequest) => string | undefined;
  /** How many events may wait for one taker; then it alone is ended, with SUBSCRIPTION_ENDED. */
  readonly maxBufferedEvents: number;
  /** Called when an upstream subscription is opened. */
  readonly onOpen: () => void;
  /** Called when one has ended, for whatever reason. */
  readonly onEnd: () => void;
}

/**
 * Opens one upstream subscription for all that ask for the same, and ends it when the last of them has left. Each taker has
 * a buffer of its own: a slow one holds up nobody.
 */
export function shareStreams(next: StreamExecutor, options: ShareOptions) {
  const shared = new Map<string, SharedStream>();

  return async function executeShared(request: StreamRequest): Promise<AsyncIterableIterator<ExecutionResult>> {
    const key = options.keyOf(request);
    let stream = key === undefined ? undefined : shared.get(key);
    if (stream === undefined) {
      const opened = new SharedStream(next, request, options, () => {
        if (key !== undefined && shared.get(key) === opened) shared.delete(key);
      });
      stream = opened;
      if (key !== undefined) shared.set(key, opened);
    }
    return stream.join(request.signal);
  };
}

class SharedStream {
  readonly #takers = new Set<EventQueue<ExecutionResult>>();
  readonly #options: ShareOptions;
  readonly #leave = new AbortController();
  readonly #opened: Promise<void>;
  readonly #close: () => void;
  #isClosed = false;

  constructor(next: StreamExecutor, request: StreamRequest, options: ShareOptions, onClose: () => void) {
    this.#options = options;
    this.#close = () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      onClose();
      options.onEnd();
    };
    options.onOpen();
    this.#opened = this.#open(next, { ...request, signal: this.#leave.signal });
    this.#opened.catch(() => undefined);
  }

  async join(signal: AbortSignal): Promise<AsyncIterableIterator<ExecutionResult>> {
    const leave = () => void taker.return();
    const taker = new EventQueue<ExecutionResult>({
      capacity: this.#options.maxBufferedEvents,
      onClose: () => {
        signal.removeEventListener("abort", leave);
        this.#drop(taker);
      },
    });
    this.#takers.add(taker);
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    try {
      await this.#opened;
    } catch (error) {
      leave();
      throw error;
    }
    return taker;
  }

  async #open(next: StreamExecutor, request: StreamRequest): Promise<void> {
    let events: AsyncIterable<ExecutionResult>;
    try {
      events = await next(request);
    } catch (error) {
      this.#close();
      throw error;
    }
    void this.#handOn(events);
  }

  async #handOn(events: AsyncIterable<ExecutionResult>): Promise<void> {
    try {
      for await (const event of events) {
        for (const taker of this.#takers) this.#put(taker, event);
      }
      for (const taker of this.#takers) taker.end();
    } catch (error) {
      for (const taker of this.#takers) taker.fail(error);
    } finally {
      this.#close();
    }
  }

  /** Whoever executes an event writes into its data: each taker gets data of its own. */
  #put(taker: EventQueue<ExecutionResult>, event: ExecutionResult): void {
    const own = this.#takers.size === 1 ? event : { ...event, data: structuredClone(event.data) };
    if (taker.put(own)) return;
    const message = `More than ${this.#options.maxBufferedEvents} events waited to be taken.`;
    taker.abandon(new GatewayError("SUBSCRIPTION_ENDED", { message }));
    this.#drop(taker);
  }

  #drop(taker: EventQueue<ExecutionResult>): void {
    this.#takers.delete(taker);
    if (this.#takers.size > 0) return;
    this.#leave.abort();
    this.#close();
  }
}
