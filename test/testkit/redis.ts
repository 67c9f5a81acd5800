import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { onTestFinished } from "vitest";
import { freePort } from "./free-port.ts";

const PLACES = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"];

/** Where this machine has a Redis; nowhere is a failure where everything is required. */
export function findRedis(): string | undefined {
  const found = PLACES.find((place) => existsSync(place));
  if (found === undefined && process.env["REQUIRE_ALL"] === "1")
    throw new Error("There is no redis-server, and REQUIRE_ALL=1.");
  if (found === undefined)
    process.stderr.write("Skipped: there is no redis-server on this machine (apt-get install redis-server).\n");
  return found;
}

export interface TestRedis {
  readonly url: string;
  /** Ends it at once; all that it knew is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, at the same address. */
  start(): Promise<void>;
  /** Lets it hang: connections stay open, nothing is answered. */
  freeze(): void;
  thaw(): void;
}

/** A real Redis for one test, in memory alone. */
export async function startRedis(executablePath: string): Promise<TestRedis> {
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child?.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
  async function start(): Promise<void> {
    child = spawn(executablePath, ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
      stdio: "ignore",
    });
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  onTestFinished(kill);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString().startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
  });
}
