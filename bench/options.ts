import { parseArgs } from "node:util";
import { CONTESTANT_NAMES, type ContestantName } from "./contestants/contestant.ts";
import { WORK_NAMES, type WorkName } from "./works/work.ts";

export const USAGE = `npm run bench -- [options]
  --work a,b          which works (default: all of ${WORK_NAMES.join(",")})
  --contestants x,y   which contestants (default: all that a work has): ${CONTESTANT_NAMES.join(", ")}
  --rounds N          how many rounds, taken in turn (default 5)
  --requests N        how many requests a round (default: the work's own number)
  --scale X           a part of the work's own number, for example 0.25
  --warm-up N         how many requests before the first round (default: as many as a round has)
  --concurrency N     how many requests at once (default 16)
  --latency MS        how long each service waits before it answers (default 0)
  --cold              every request is an operation that was never sent before
  --profile FOLDER    writes a CPU profile of each contestant there, see bench/print-profile.ts
  --output FILE       where the result goes, as JSON (default bench/results/latest.json)
`;

export interface BenchOptions {
  readonly works: readonly WorkName[];
  readonly contestants: readonly ContestantName[];
  readonly rounds: number;
  readonly requests: number | undefined;
  readonly scale: number;
  readonly warmUp: number | undefined;
  readonly concurrency: number;
  readonly latencyMs: number;
  readonly isCold: boolean;
  readonly profile: string | undefined;
  readonly output: string;
}

/** Reads the command line. Throws with what is wrong with it. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      work: { type: "string" },
      contestants: { type: "string" },
      rounds: { type: "string" },
      requests: { type: "string" },
      scale: { type: "string" },
      "warm-up": { type: "string" },
      concurrency: { type: "string" },
      latency: { type: "string" },
      cold: { type: "boolean" },
      profile: { type: "string" },
      output: { type: "string" },
    },
  });
  return {
    works: readNames("--work", values.work, WORK_NAMES),
    contestants: readNames("--contestants", values.contestants, CONTESTANT_NAMES),
    rounds: readNumber("--rounds", values.rounds, 1) ?? 5,
    requests: readNumber("--requests", values.requests, 1),
    scale: readScale(values.scale),
    warmUp: readNumber("--warm-up", values["warm-up"], 0),
    concurrency: readNumber("--concurrency", values.concurrency, 1) ?? 16,
    latencyMs: readNumber("--latency", values.latency, 0) ?? 0,
    isCold: values.cold ?? false,
    profile: values.profile,
    output: values.output ?? "bench/results/latest.json",
  };
}

function readNames<Name extends string>(
  option: string,
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (text === undefined) return known;
  return text.split(",").map((word) => {
    const name = known.find((one) => one === word.trim());
    if (name === undefined) throw new Error(`${option}: there is no "${word}", only ${known.join(", ")}.`);
    return name;
  });
}

function readScale(text: string | undefined): number {
  const scale = Number(text ?? 1);
  if (!(scale > 0 && scale <= 100)) throw new Error(`--scale must be a number above 0, not "${text}".`);
  return scale;
}

function readNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`${option} must be a whole number of at least ${least}, not "${text}".`);
  return value;
}
