/** Whichever worker is asked how the services do, it tells what all of them know: it asks the primary, which asks every worker. */
import cluster, { type Worker } from "node:cluster";
import { joinWorkerStates } from "./join-worker-states.ts";
import type { ServiceState } from "./service-state.ts";

/** How the services do, by what these processes know. */
export interface ToldStates {
  readonly services: readonly ServiceState[];
  /** How many workers told it; those that did not answer in time are left out. @default there are none: one process runs alone */
  readonly workers?: number;
}

/** `ask` goes from a worker to the primary, `question` from there to all; `told` and `answer` come back. */
interface StatesMessage {
  readonly kind: "states-ask" | "states-question" | "states-told" | "states-answer";
  readonly id: number;
  readonly states?: readonly ServiceState[];
  readonly told?: ToldStates;
}

/** How long the primary waits for its workers, in milliseconds; and a worker for the primary, which may be gone, twice as long. */
const TIMEOUT_MS = 1_000;

/** Answers the workers of this process, as long as it lives. */
export function gatherWorkerStates(): void {
  const questions = new Map<number, (states: readonly ServiceState[]) => void>();
  let lastId = 0;

  async function ask(): Promise<ToldStates> {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected() === true);
    const { promise, resolve } = Promise.withResolvers<void>();
    const all: (readonly ServiceState[])[] = [];
    const id = (lastId += 1);
    questions.set(id, (states) => {
      if (all.push(states) === workers.length) resolve();
    });
    const timer = setTimeout(resolve, TIMEOUT_MS);
    for (const worker of workers) send(worker, { kind: "states-question", id });
    await promise;
    clearTimeout(timer);
    questions.delete(id);
    return { services: joinWorkerStates(all), workers: all.length };
  }

  cluster.on("message", (worker: Worker, message: Partial<StatesMessage> | undefined) => {
    const { kind, id = 0, states = [] } = message ?? {};
    if (kind === "states-told") questions.get(id)?.(states);
    if (kind === "states-ask") void ask().then((told) => send(worker, { kind: "states-answer", id, told }));
  });
}

function send(worker: Worker | undefined, message: StatesMessage): void {
  if (worker?.isConnected() === true) worker.send(message);
}

/** Makes what tells how the services do: in a worker, by what all of them know. */
export function createStateTeller(ownStates: () => readonly ServiceState[]): () => Promise<ToldStates> {
  if (!cluster.isWorker) return async () => ({ services: ownStates() });
  const waiting = new Map<number, (told: ToldStates | undefined) => void>();
  let lastId = 0;
  process.on("message", ({ kind, id = 0, told }: Partial<StatesMessage>) => {
    if (kind === "states-question")
      process.send?.({ kind: "states-told", id, states: ownStates() } satisfies StatesMessage);
    if (kind === "states-answer") waiting.get(id)?.(told);
  });

  return async function tellStates() {
    const { promise, resolve } = Promise.withResolvers<ToldStates | undefined>();
    const id = (lastId += 1);
    waiting.set(id, resolve);
    const timer = setTimeout(() => resolve(undefined), 2 * TIMEOUT_MS);
    if (process.connected) process.send?.({ kind: "states-ask", id } satisfies StatesMessage);
    else resolve(undefined);
    const told = await promise;
    clearTimeout(timer);
    waiting.delete(id);
    return told ?? { services: ownStates(), workers: 1 };
  };
}
