import { spawn, type ChildProcess } from "node:child_process";
import { onTestFinished } from "vitest";

/** A process of the test's own, started as a user would start it. */
export interface TestProcess {
  readonly child: ChildProcess;
  /** All that it wrote so far, to either stream. */
  output(): string;
  /** Waits until it wrote what matches; rejected when it ends or takes too long. */
  until(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Waits for its end; gives its exit code, or its signal. */
  ended: Promise<number | NodeJS.Signals>;
  /** Ends it at once and waits for its end. */
  kill(): Promise<void>;
}

/** Starts `node` with arguments. The process ends with the test, or with `kill` where it outlives one. */
export function startNode(
  args: readonly string[],
  environment: Record<string, string> = {},
  outlivesTest = false,
): TestProcess {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: "test", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? "SIGKILL"));
  });
  const started: TestProcess = {
    child,
    output: () => text,
    ended,
    until: (pattern, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text);
          if (found === null) return;
          finish();
          resolve(found);
        };
        const timer = setTimeout(() => fail(`${timeoutMs} ms have passed`), timeoutMs);
        const fail = (why: string) => {
          finish();
          reject(new Error(`Waiting for ${pattern}, but ${why}:\n${text}`));
        };
        const finish = () => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        listeners.add(look);
        void ended.then((code) => fail(`the process ended with ${code}`));
        look();
      }),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
  if (!outlivesTest) onTestFinished(() => started.kill());
  return started;
}
