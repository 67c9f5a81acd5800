/** A function, or an object that is told itself: one who waits for much needs no function for each signal. */
export type CancelListener = (() => void) | { handleEvent(): void };

/** What ends a call early: an `AbortSignal`, or a `Cancellation`. It tells its listeners once, in any order, when it is aborted. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: CancelListener, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: CancelListener): void;
}

/** An `AbortController` and its signal in one, without a DOM event: of it each call needs some, and hardly ever is one aborted. */
export class Cancellation implements CancelSignal {
  #listeners: CancelListener[] | undefined;
  #reason: unknown;
  #aborted = false;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  /** @param reason by default an error that says no more than that */
  abort(reason: unknown = new Error("It was given up.")): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) {
      if (typeof listener === "function") listener();
      else listener.handleEvent();
    }
  }

  addEventListener(_type: "abort", listener: CancelListener): void {
    if (this.#aborted) return;
    if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  removeEventListener(_type: "abort", listener: CancelListener): void {
    const listeners = this.#listeners;
    const index = listeners?.indexOf(listener) ?? -1;
    if (listeners === undefined || index < 0) return;
    // The last one takes its place: nothing is moved, and nothing copied.
    const last = listeners.pop();
    if (index < listeners.length && last !== undefined) listeners[index] = last;
  }
}

/** The same as an `AbortSignal`, for what insists on one. */
export function toAbortSignal(signal: CancelSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const controller = new AbortController();
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener("abort", () => controller.abort(signal.reason));
  return controller.signal;
}
