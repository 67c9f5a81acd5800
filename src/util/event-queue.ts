export interface EventQueueOptions {
  /** How many items may wait to be taken. @default any number */
  readonly capacity?: number;
  /** Called once when nothing more will be taken or put: after `return`, or when what was put is at its end. */
  readonly onClose?: () => void;
}

/**
 * Items that are put on one side and taken on the other, in order. Unlike an async generator's, its `return` does not wait
 * for an item that is still to come: whoever leaves has left at once.
 */
export class EventQueue<T> implements AsyncIterableIterator<T, undefined> {
  readonly #capacity: number;
  readonly #onClose: (() => void) | undefined;
  readonly #items: T[] = [];
  readonly #takers: PromiseWithResolvers<IteratorResult<T, undefined>>[] = [];
  #end: { readonly error?: unknown } | undefined;
  #isClosed = false;

  constructor({ capacity = Infinity, onClose }: EventQueueOptions = {}) {
    this.#capacity = capacity;
    this.#onClose = onClose;
  }

  /** Puts an item. False where there is no room for it, or nobody who would take it. */
  put(item: T): boolean {
    if (this.#end !== undefined) return false;
    const taker = this.#takers.shift();
    if (taker !== undefined) taker.resolve({ done: false, value: item });
    else if (this.#items.length < this.#capacity) this.#items.push(item);
    else return false;
    return true;
  }

  /** Nothing follows what was put. */
  end(): void {
    this.#finish({});
  }

  /** What was put is followed by an error. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  /** Nothing of what waits is to be taken: an error comes in its place. */
  abandon(error: unknown): void {
    this.#items.length = 0;
    this.fail(error);
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) return { done: false, value: item };
    if (this.#end !== undefined) return this.#takeEnd();
    const taker = Promise.withResolvers<IteratorResult<T, undefined>>();
    this.#takers.push(taker);
    return taker.promise;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#items.length = 0;
    this.#finish({});
    this.#close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** An error is told once; then the items are at their end. */
  #takeEnd(): IteratorResult<T, undefined> {
    const end = this.#end;
    this.#end = {};
    this.#close();
    if (end !== undefined && "error" in end) throw end.error;
    return { done: true, value: undefined };
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const [first, ...others] = this.#takers.splice(0);
    if (first === undefined) return;
    if ("error" in end) first.reject(end.error);
    else first.resolve({ done: true, value: undefined });
    for (const taker of others) taker.resolve({ done: true, value: undefined });
    this.#end = {};
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose?.();
  }
}
