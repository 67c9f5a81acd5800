/** How long what failed is not asked again, in milliseconds: then one tries. */
export const RETRY_AFTER_MS = 1_000;

/** Whether something that is shared with other processes can be had. */
export interface Availability {
  /** Whether to ask it now. While it fails, this lets one ask in a second: the others must not wait for it. */
  mayAsk(): boolean;
  readonly isFailing: boolean;
  /** How often it was lost so far: what was heard before the last time may be gone. */
  readonly losses: number;
  worked(): void;
  failed(error: unknown): void;
  /** Calls back each time that it can be had again. */
  onReturn(listener: () => void): void;
}

/** Remembers failures, and tells of the first one and of the recovery. */
export function watchAvailability(onLost: (error: unknown) => void, onReturn: () => void): Availability {
  const listeners = [onReturn];
  let waitUntil = -Infinity;
  let isFailing = false;
  let losses = 0;
  return {
    get isFailing() {
      return isFailing;
    },
    get losses() {
      return losses;
    },
    mayAsk() {
      if (!isFailing) return true;
      const now = performance.now();
      if (now < waitUntil) return false;
      waitUntil = now + RETRY_AFTER_MS;
      return true;
    },
    worked() {
      if (!isFailing) return;
      isFailing = false;
      for (const listener of listeners) listener();
    },
    failed(error) {
      waitUntil = performance.now() + RETRY_AFTER_MS;
      losses += 1;
      if (isFailing) return;
      isFailing = true;
      onLost(error);
    },
    onReturn(listener) {
      listeners.push(listener);
    },
  };
}
