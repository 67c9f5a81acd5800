/** `npm run bench`: measures what each contestant takes for a request. Linux only. See bench/README.md. */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { canPin } from "./measure/cores.ts";
import { startHelpers } from "./measure/helpers.ts";
import { measureWork } from "./measure-work.ts";
import { readOptions, USAGE, type BenchOptions } from "./options.ts";
import type { BenchResult, WorkResult } from "./result.ts";
import { printWork } from "./table.ts";
import { works } from "./works/works.ts";

const tell = (line: string) => process.stderr.write(`${line}\n`);

async function bench({ output, ...options }: BenchOptions): Promise<void> {
  if (!canPin) tell("The gateway has no core of its own here: there is one core, or no taskset.");
  using helpers = startHelpers();
  const measured: WorkResult[] = [];
  for (const name of options.works) {
    tell(`work ${name}`);
    const result = await measureWork(works[name], { output, ...options }, helpers, tell);
    measured.push(result);
    process.stdout.write(`${printWork(result)}\n`);
    // After each work: a run that is stopped leaves what it has.
    write(output, {
      machine: { cores: availableParallelism(), node: process.version, pinned: canPin },
      options,
      works: measured,
    });
  }
  tell(`written to ${output}`);
}

function write(output: string, result: BenchResult): void {
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify(result, null, 2)}\n`);
}

let options: BenchOptions;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  tell(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exit(2);
}
await bench(options);
