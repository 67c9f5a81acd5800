import type { WorkResult } from "./result.ts";

const HEAD = ["contestant", "CPU/request", "× yardstick", "requests/s", "p50", "p99", "calls", "peak"];

/** A work's result as a Markdown table that is readable as it stands. */
export function printWork({ work, title, yardstick, answerBytes, contestants, skipped }: WorkResult): string {
  const rows = contestants.map((one) => [
    one.title,
    `${one.cpuMs.toFixed(3)} ms`,
    one.ratio === null ? "–" : one.ratio.toFixed(2),
    one.requestsPerSecond.toFixed(0),
    `${one.p50Ms.toFixed(1)} ms`,
    `${one.p99Ms.toFixed(1)} ms`,
    one.callsPerRequest.toFixed(2),
    `${one.peakMegabytes.toFixed(0)} MB`,
  ]);
  const kilobytes = answerBytes >= 1_000 ? `${(answerBytes / 1_000).toFixed(1)} kB` : `${answerBytes} B`;
  return [
    `(${work}) ${title}; an answer of ${kilobytes}; yardstick: ${yardstick}`,
    "",
    printTable(HEAD, rows),
    ...skipped.map(({ contestant, reason }) => `\n${contestant} is left out: ${reason}`),
    "",
  ].join("\n");
}

/** A Markdown table that is readable as it stands: the first column to the left, all others to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}
