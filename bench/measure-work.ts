import { isDeepStrictEqual } from "node:util";
import { absence } from "./contestants/available.ts";
import type { ContestantName } from "./contestants/contestant.ts";
import { contestants } from "./contestants/contestants.ts";
import { startContestant, type RunningContestant } from "./contestants/running-contestant.ts";
import type { Helpers } from "./measure/helpers.ts";
import { cpuMs, peakMegabytes } from "./measure/process-usage.ts";
import { median } from "./measure/statistics.ts";
import type { BenchOptions } from "./options.ts";
import type { ContestantResult, Round, WorkResult } from "./result.ts";
import { coldRequests, warmRequests } from "./works/sent-requests.ts";
import type { Work } from "./works/work.ts";

/** How many different requests of each contestant are compared to the yardstick's answers. */
const COMPARED = 20;

/** Measures all contestants of a work: each is started, compared, and then measured in turn, round by round. */
export async function measureWork(
  work: Work,
  options: BenchOptions,
  { services, load }: Helpers,
  tell: (line: string) => void,
): Promise<WorkResult> {
  const { urls } = await services.ask({ kind: "reset", latencyMs: 0 });
  const skipped: Array<{ contestant: ContestantName; reason: string }> = [];
  await using opened = new AsyncDisposableStack();
  const running: RunningContestant[] = [];
  let expected: readonly Answer[] | undefined;

  // The yardstick first: the others' answers are compared to its own.
  const names = work.contestants
    .filter((name) => options.contestants.includes(name))
    .toSorted((one, other) => Number(other === work.yardstick) - Number(one === work.yardstick));
  for (const name of names) {
    const contestant = contestants[name];
    const reason = absence(contestant);
    if (reason !== undefined) {
      skipped.push({ contestant: name, reason });
      tell(`  ${name} is skipped: ${reason}`);
      continue;
    }
    const started = opened.use(await startContestant(contestant, work.name, urls, profileFlags(options, work, name)));
    try {
      const answers = await collectAnswers(work, started);
      expected ??= answers;
      if (work.comparesAnswers) compare(name, answers, expected);
      running.push(started);
    } catch (error) {
      if (name === work.yardstick) throw error;
      // One that cannot do it right must not keep the others from being measured; that it cannot is part of the result.
      skipped.push({ contestant: name, reason: String(error) });
      tell(`  ${name} is left out: ${String(error)}`);
      process.exitCode = 1;
    }
  }

  const rounds = new Map(running.map(({ contestant }) => [contestant.name, [] as Round[]]));
  for (let round = 0; round < options.rounds; round++) {
    for (const one of running) {
      const requests = options.requests ?? Math.ceil(work.requests * options.scale * (one.contestant.share ?? 1));
      const warmUp = options.warmUp ?? requests;
      const signsIn = one.contestant.signedIn === true;
      const warm = await warmRequests(work, signsIn);
      const send = async (count: number) =>
        load.ask({
          url: one.url,
          sent: options.isCold ? await coldRequests(work, signsIn, count) : warm,
          requests: count,
          concurrency: options.concurrency,
        });
      await services.ask({ kind: "reset", latencyMs: options.latencyMs });
      // Later rounds need a few requests, too, for what the others have driven out of the caches.
      const before = round === 0 ? warmUp : Math.ceil(warmUp / 10);
      if (before > 0) await send(before);
      await services.ask({ kind: "reset", latencyMs: options.latencyMs });
      const cpuBefore = cpuMs(one.pid);
      const { seconds, p50Ms, p99Ms, failures, failure } = await send(requests);
      const cpu = cpuMs(one.pid) - cpuBefore;
      const { calls } = await services.ask({ kind: "count" });
      if (failures > 0)
        throw new Error(
          `${one.contestant.title}, work ${work.name}: ${failures} of ${requests} requests failed; ${failure}`,
        );
      const called = Object.values(calls).reduce((sum, count) => sum + count, 0);
      rounds.get(one.contestant.name)?.push({
        cpuMs: cpu / requests,
        requestsPerSecond: requests / seconds,
        p50Ms,
        p99Ms,
        callsPerRequest: called / requests,
      });
    }
    tell(`  round ${round + 1} of ${options.rounds}`);
  }

  const yardstick = rounds.get(work.yardstick);
  return {
    work: work.name,
    title: work.title,
    yardstick: work.yardstick,
    answerBytes: expected?.[0]?.bytes ?? 0,
    contestants: running.map((one) => summarize(one, rounds.get(one.contestant.name) ?? [], yardstick)),
    skipped,
  };
}

function profileFlags({ profile }: BenchOptions, { name: work }: Work, name: ContestantName): readonly string[] {
  return profile === undefined
    ? []
    : ["--cpu-prof", `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${work}-${name}.cpuprofile`];
}

function summarize(
  { contestant, pid }: RunningContestant,
  rounds: readonly Round[],
  yardstick: readonly Round[] | undefined,
): ContestantResult {
  const middle = (figure: keyof Round) => median(rounds.map((round) => round[figure]));
  return {
    contestant: contestant.name,
    title: contestant.title,
    cpuMs: middle("cpuMs"),
    ratio: yardstick
      ? median(rounds.map((round, place) => round.cpuMs / (yardstick[place]?.cpuMs ?? Number.NaN)))
      : null,
    requestsPerSecond: middle("requestsPerSecond"),
    p50Ms: middle("p50Ms"),
    p99Ms: middle("p99Ms"),
    callsPerRequest: middle("callsPerRequest"),
    peakMegabytes: peakMegabytes(pid),
    rounds,
  };
}

interface Answer {
  readonly data: unknown;
  readonly bytes: number;
}

async function collectAnswers(work: Work, running: RunningContestant): Promise<Answer[]> {
  const answers: Answer[] = [];
  const requests = await warmRequests(work, running.contestant.signedIn === true);
  for (const { body, headers } of requests.slice(0, COMPARED)) {
    const response = await fetch(running.url, { method: "POST", headers, body });
    const text = await response.text();
    const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
    if (!response.ok || errors !== undefined)
      throw new Error(
        `${running.contestant.title} cannot do work ${work.name}: ${response.status} ${text.slice(0, 500)}`,
      );
    answers.push({ data, bytes: Buffer.byteLength(text) });
  }
  return answers;
}

function compare(name: ContestantName, answers: readonly Answer[], expected: readonly Answer[]): void {
  answers.forEach(({ data }, place) => {
    if (isDeepStrictEqual(data, expected[place]?.data)) return;
    const [got, wanted] = [data, expected[place]?.data].map((it) => JSON.stringify(it)) as [string, string];
    let start = 0;
    while (got[start] === wanted[start] && start < got.length) start++;
    const excerpt = (text: string) => text.slice(Math.max(0, start - 80), start + 80);
    throw new Error(`${name} answers request ${place} with\n${excerpt(got)}\nand not\n${excerpt(wanted)}`);
  });
}
