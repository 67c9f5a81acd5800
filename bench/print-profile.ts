/**
 * `node bench/print-profile.ts FILE.cpuprofile`: where a contestant's CPU time went, by itself and by file, without the
 * time that it was idle. Profiles are made by `npm run bench -- --profile FOLDER`; they begin with the start.
 */
import { readFileSync } from "node:fs";

interface Profile {
  readonly nodes: ReadonlyArray<{
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }>;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly startTime: number;
}

const LINES = 40;
/** The start, with its imports, is left out. */
const START_MICROSECONDS = Number(process.argv[3] ?? 4) * 1_000_000;

const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Profile;
const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
const byFunction = new Map<string, number>();
const byFile = new Map<string, number>();
let total = 0;
let passed = 0;

samples.forEach((sample, place) => {
  const frame = frames.get(sample);
  const microseconds = timeDeltas[place] ?? 0;
  passed += microseconds;
  if (frame === undefined || frame.functionName === "(idle)" || passed < START_MICROSECONDS) return;
  const file = frame.url.replace(/^file:\/\/\/?(.*\/node_modules\/|.*?\/(?=src\/|bench\/))?/, "") || "(native)";
  const name = `${frame.functionName || "(anonymous)"} ${file}:${frame.lineNumber + 1}`;
  byFunction.set(name, (byFunction.get(name) ?? 0) + microseconds);
  const folder = /^(@[^/]+\/[^/]+|node:[^/:]+|src\/[^/]+|[^/]+)/.exec(file)?.[0] ?? file;
  byFile.set(folder, (byFile.get(folder) ?? 0) + microseconds);
  total += microseconds;
});

function print(title: string, shares: ReadonlyMap<string, number>): void {
  process.stdout.write(`\n${title}, of ${(total / 1_000).toFixed(0)} ms\n`);
  const sorted = [...shares].toSorted(([, one], [, other]) => other - one);
  for (const [name, microseconds] of sorted.slice(0, LINES))
    process.stdout.write(`${((100 * microseconds) / total).toFixed(1).padStart(6)} %  ${name}\n`);
}

print("self time by function", byFunction);
print("self time by package or folder", byFile);
