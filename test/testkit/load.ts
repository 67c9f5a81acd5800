/** Sends an operation over and over, some at a time, until it is told to stop; gives every answer that is not `expected`. */
export function startLoad(send: () => Promise<unknown>, isExpected: (answer: unknown) => boolean, atATime = 8) {
  const stopped = new AbortController();
  let answered = 0;
  const unexpected: unknown[] = [];

  async function sendOn(): Promise<void> {
    while (!stopped.signal.aborted) {
      const answer = await send().catch((error: unknown) => error);
      answered += 1;
      if (!isExpected(answer)) unexpected.push(answer);
    }
  }
  const ended = Promise.all(Array.from({ length: atATime }, sendOn));
  return {
    get answered() {
      return answered;
    },
    async stop(): Promise<unknown[]> {
      stopped.abort();
      await ended;
      return unexpected;
    },
  };
}
