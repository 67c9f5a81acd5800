import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { pin } from "../measure/cores.ts";
import type { WorkName } from "../works/work.ts";
import type { Contestant } from "./contestant.ts";

const START_MS = 60_000;
const KEPT_OUTPUT = 4_000;

/** Whoever stops the benchmark stops its contestants. */
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

export interface RunningContestant {
  readonly contestant: Contestant;
  readonly pid: number;
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a contestant's process and waits until it listens. Throws with its output where it does not. */
export async function startContestant(
  contestant: Contestant,
  work: WorkName,
  services: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<RunningContestant> {
  const port = await freePort();
  const addresses = Object.entries(services).map(([name, url]) => [`${name.toUpperCase()}_SERVICE_URL`, url]);
  const child = spawn(process.execPath, [...flags, ...contestant.command(work)], {
    env: { ...process.env, ...Object.fromEntries(addresses), ...contestant.environment, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_OUTPUT)));
  const ended = once(child, "exit");

  const running = {
    contestant,
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}/graphql`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await Promise.race([ended, wait(5_000).then(() => child.kill("SIGKILL"))]);
    },
  };
  const deadline = performance.now() + START_MS;
  while (!(await listens(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await running[Symbol.asyncDispose]();
      throw new Error(`${contestant.title} did not start:\n${output}`);
    }
    await wait(50);
  }
  pin(running.pid, "gateway");
  return running;
}

async function listens(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/graphql`, { method: "POST", body: "{}" }).then((response) => response.text());
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
