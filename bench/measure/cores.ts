import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Whether a gateway can have a core of its own here. */
export const canPin = availableParallelism() > 1 && hasTaskset();

function hasTaskset(): boolean {
  try {
    execFileSync("taskset", ["-p", String(process.pid)], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The gateway's core is the first; everybody else shares the second. */
const CORES = { gateway: "0", others: "1" } as const;

/** Puts all threads of a process on its core, and those that it will start. */
export function pin(pid: number, who: keyof typeof CORES): void {
  if (canPin) execFileSync("taskset", ["-a", "-c", "-p", CORES[who], String(pid)], { stdio: "ignore" });
}
