/** The longest that a timer can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Calls back at a moment, as `Date.now()` tells time, or at once where it has passed. Gives what calls it off. */
export function callAt(momentMs: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = () => {
    const leftMs = momentMs - Date.now();
    timer = setTimeout(leftMs > LONGEST_WAIT_MS ? arm : callback, Math.min(Math.max(leftMs, 0), LONGEST_WAIT_MS));
    timer.unref();
  };
  arm();
  return () => clearTimeout(timer);
}
