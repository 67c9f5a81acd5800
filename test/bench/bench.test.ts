import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { BenchResult } from "../../bench/result.ts";
import { startNode } from "../testkit/processes.ts";

test("the benchmark measures both engines beside the hand-written aggregator, which all answer the same", async () => {
  const folder = mkdtempSync(join(tmpdir(), "selvage-bench-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const output = join(folder, "result.json");
  const bench = startNode([
    "bench/run.ts",
    "--work=a,g",
    "--contestants=handwritten,stitched,planned",
    "--rounds=1",
    "--requests=20",
    "--warm-up=5",
    `--output=${output}`,
  ]);
  // One that answers otherwise is left out, and the exit code says so.
  expect(await bench.ended, bench.output()).toBe(0);

  const { works } = JSON.parse(readFileSync(output, "utf8")) as BenchResult;
  expect(works.map(({ work }) => work)).toEqual(["a", "g"]);
  for (const { contestants, skipped } of works) {
    expect(skipped).toEqual([]);
    expect(contestants.map(({ contestant }) => contestant)).toEqual(["handwritten", "stitched", "planned"]);
    for (const { cpuMs, ratio, callsPerRequest } of contestants) {
      expect(cpuMs).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0);
      expect(callsPerRequest).toBeGreaterThanOrEqual(6);
    }
  }
}, 120_000);
