import type { ServiceState } from "../resilience/service-state.ts";

/** How long a change may go unseen, in milliseconds. */
const INTERVAL_MS = 500;

/** Gives what calls somebody back whenever a service's state changes, until he calls that off. Looks only while somebody watches. */
export function watchStates(states: () => readonly ServiceState[]): (onChange: () => void) => () => void {
  const watchers = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let seen = "";

  const look = () => JSON.stringify(states().map(({ name, state, openFields }) => [name, state, openFields]));
  function compare(): void {
    const now = look();
    if (now === seen) return;
    seen = now;
    for (const tell of watchers) tell();
  }

  return function watch(onChange) {
    // One function may watch twice.
    const own = () => onChange();
    watchers.add(own);
    if (watchers.size === 1) {
      seen = look();
      timer = setInterval(compare, INTERVAL_MS).unref();
    }
    return () => {
      watchers.delete(own);
      if (watchers.size === 0) clearInterval(timer);
    };
  };
}
