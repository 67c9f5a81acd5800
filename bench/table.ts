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
  const widths = HEAD.map((head, column) =>
    Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0), head.length),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  const kilobytes = answerBytes >= 1_000 ? `${(answerBytes / 1_000).toFixed(1)} kB` : `${answerBytes} B`;
  return [
    `(${work}) ${title}; an answer of ${kilobytes}; yardstick: ${yardstick}`,
    "",
    line(HEAD),
    rule,
    ...rows.map(line),
    ...skipped.map(({ contestant, reason }) => `\n${contestant} is left out: ${reason}`),
    "",
  ].join("\n");
}
