/**
 * `node bench/soak.ts [--minutes 10] [--operations N] [--work a] [--contestant planned]`: whether the resident memory
 * stays flat under full load. With `--operations`, that many operations are sent that differ, each once: whether what is
 * remembered of them is bounded.
 */
import { parseArgs } from "node:util";
import { CONTESTANT_NAMES } from "./contestants/contestant.ts";
import { contestants } from "./contestants/contestants.ts";
import { startContestant } from "./contestants/running-contestant.ts";
import { startHelpers } from "./measure/helpers.ts";
import { residentMegabytes } from "./measure/process-usage.ts";
import { median } from "./measure/statistics.ts";
import { coldRequests, warmRequests } from "./works/sent-requests.ts";
import { WORK_NAMES } from "./works/work.ts";
import { works } from "./works/works.ts";

const CONCURRENCY = 16;
const WARM_CHUNK = 2_000;
const COLD_CHUNK = 500;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    operations: { type: "string" },
    work: { type: "string", default: "a" },
    contestant: { type: "string", default: "planned" },
  },
});
const work = works[WORK_NAMES.find((name) => name === values.work) ?? "a"];
const contestant = contestants[CONTESTANT_NAMES.find((name) => name === values.contestant) ?? "planned"];
const operations = values.operations === undefined ? undefined : Number(values.operations);
const ends = performance.now() + Number(values.minutes) * 60_000;

using helpers = startHelpers();
const { urls } = await helpers.services.ask({ kind: "reset", latencyMs: 0 });
await using running = await startContestant(contestant, work.name, urls);
const warm = await warmRequests(work, false);
const began = performance.now();
const resident: number[] = [];
let sent = 0;
while (operations === undefined ? performance.now() < ends : sent < operations) {
  const requests = operations === undefined ? WARM_CHUNK : Math.min(COLD_CHUNK, operations - sent);
  const reply = await helpers.load.ask({
    url: running.url,
    sent: operations === undefined ? warm : await coldRequests(work, false, requests),
    requests,
    concurrency: CONCURRENCY,
  });
  if (reply.failures > 0) throw new Error(`${reply.failures} requests failed: ${reply.failure}`);
  sent += requests;
  resident.push(residentMegabytes(running.pid));
  process.stdout.write(
    `${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${String(sent).padStart(8)} requests  ${resident.at(-1)?.toFixed(0).padStart(5)} MB  ${(requests / reply.seconds).toFixed(0)}/s\n`,
  );
}
// The first fifth is the start: code is compiled, caches fill.
const settled = resident.slice(Math.floor(resident.length / 5));
const half = Math.floor(settled.length / 2);
const [before, after] = [median(settled.slice(0, half)), median(settled.slice(half))];
process.stdout.write(
  `median of the first half ${before.toFixed(0)} MB, of the second ${after.toFixed(0)} MB: ${after - before > 0 ? "+" : ""}${(((after - before) / before) * 100).toFixed(1)} %\n`,
);
