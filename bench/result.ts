import type { BenchOptions } from "./options.ts";
import type { ContestantName } from "./contestants/contestant.ts";
import type { WorkName } from "./works/work.ts";

/** What one run of the benchmark found; the file that it writes. */
export interface BenchResult {
  readonly machine: { readonly cores: number; readonly node: string; readonly pinned: boolean };
  readonly options: Omit<BenchOptions, "output">;
  readonly works: readonly WorkResult[];
}

export interface WorkResult {
  readonly work: WorkName;
  readonly title: string;
  readonly yardstick: ContestantName;
  /** How long an answer is, in bytes. */
  readonly answerBytes: number;
  readonly contestants: readonly ContestantResult[];
  readonly skipped: readonly { readonly contestant: ContestantName; readonly reason: string }[];
}

/** Medians over the rounds. */
export interface ContestantResult {
  readonly contestant: ContestantName;
  readonly title: string;
  /** CPU time of all its processes for one request, in milliseconds. */
  readonly cpuMs: number;
  /** `cpuMs`, divided by the yardstick's; the median of the rounds' own ratios. */
  readonly ratio: number | null;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly callsPerRequest: number;
  readonly peakMegabytes: number;
  readonly rounds: readonly Round[];
}

export interface Round {
  readonly cpuMs: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly callsPerRequest: number;
}
