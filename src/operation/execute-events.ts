import type { ExecutionResult } from "graphql";

export type ResultStream = AsyncIterableIterator<ExecutionResult, undefined>;

/**
 * Executes events one by one, as they are asked for. Where their stream breaks, the last result is what `tellEnd` makes of
 * the reason, which it may throw. Leaving by `return` ends the stream, also while an event is waited for.
 */
export function executeEvents(
  events: AsyncIterableIterator<ExecutionResult>,
  executeEvent: (event: ExecutionResult) => Promise<ExecutionResult>,
  tellEnd: (reason: unknown) => ExecutionResult = throwReason,
): ResultStream {
  let isOver = false;

  async function leave(): Promise<IteratorResult<ExecutionResult, undefined>> {
    isOver = true;
    await events.return?.();
    return { done: true, value: undefined };
  }

  return {
    async next() {
      if (isOver) return { done: true, value: undefined };
      try {
        const event = await events.next();
        if (event.done === true || isOver) return await leave();
        return { done: false, value: await executeEvent(event.value) };
      } catch (error) {
        await leave();
        return { done: false, value: tellEnd(error) };
      }
    },
    return: leave,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function throwReason(reason: unknown): never {
  throw reason;
}
