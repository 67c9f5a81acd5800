/** What the operating system says of processes. Linux only. */
import { readdirSync, readFileSync } from "node:fs";

/**
 * The CPU time, user and system, that a process and all below it have taken, in milliseconds. The scheduler's own
 * account counts nanoseconds; where the kernel keeps none, `utime` and `stime` do, in hundredths of a second.
 */
export function cpuMs(pid: number): number {
  return family(pid).reduce((sum, member) => sum + (scheduledMs(member) || tickedMs(member)), 0);
}

/** The most memory that a process and those below it ever had resident, in megabytes. */
export function peakMegabytes(pid: number): number {
  return family(pid).reduce((sum, member) => sum + statusMegabytes(member, "VmHWM"), 0);
}

/** The memory that a process and those below it have resident now, in megabytes. */
export function residentMegabytes(pid: number): number {
  return family(pid).reduce((sum, member) => sum + statusMegabytes(member, "VmRSS"), 0);
}

/** The processes below one, itself first. */
function family(pid: number): number[] {
  const children = threads(pid).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

function threads(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`);
}

function scheduledMs(pid: number): number {
  return threads(pid).reduce((sum, thread) => {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    return sum + Number(nanoseconds) / 1e6;
  }, 0);
}

function tickedMs(pid: number): number {
  // The second field is a name in brackets that may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function statusMegabytes(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024;
}
