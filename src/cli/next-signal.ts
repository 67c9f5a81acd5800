/** Waits for the first of the signals, SIGTERM or SIGINT where none are named, and keeps it from ending the process. */
export function nextSignal(...names: readonly NodeJS.Signals[]): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const name of names) process.once(name, resolve);
  return promise;
}
