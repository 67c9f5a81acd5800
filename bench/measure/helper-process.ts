import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { pin } from "./cores.ts";

/** A process of the benchmark's own that answers each message with one. */
export interface HelperProcess<Message, Reply> {
  ask(message: Message): Promise<Reply>;
  readonly pid: number;
  [Symbol.dispose](): void;
}

/** Forks a module. Its messages are answered in turn. */
export function startHelper<Message extends object, Reply>(
  module: URL,
  core: "gateway" | "others" = "others",
): HelperProcess<Message, Reply> {
  const child = fork(module, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  pin(child.pid ?? 0, core);
  return {
    pid: child.pid ?? 0,
    async ask(message) {
      child.send(message);
      return answerOf<Reply>(child);
    },
    [Symbol.dispose]() {
      // One that was stopped is told nothing else.
      child.kill("SIGKILL");
    },
  };
}

async function answerOf<Reply>(child: ChildProcess): Promise<Reply> {
  const stopped = new AbortController();
  const answered = once(child, "message", stopped);
  const exited = once(child, "exit", stopped).then(() => {
    throw new Error("A process of the benchmark ended.");
  });
  try {
    const [reply] = (await Promise.race([answered, exited])) as [Reply];
    return reply;
  } finally {
    answered.catch(() => undefined);
    exited.catch(() => undefined);
    stopped.abort();
  }
}
