/**
 * `node bench/resilience.ts [--rounds 3] [--seconds 20] [--per-second 150] [--only hang,deadline,kill]`: what clients notice
 * of endpoints that fail, with real processes and a load that does not wait. Prints tables; the exit code is 1 where a
 * request failed.
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startHelper, type HelperProcess } from "./measure/helper-process.ts";
import { median, percentile } from "./measure/statistics.ts";
import { DEADLINE_MS, SLOWNESSES, type Slowness } from "./resilience/contract.ts";
import type { EndpointMessage, EndpointReply } from "./resilience/endpoint.ts";
import type { GatewayMessage, GatewayReply } from "./resilience/gateway.ts";
import type { SteadyLoadMessage, SteadyLoadReply } from "./resilience/steady-load.ts";
import { printTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "20" },
    "per-second": { type: "string", default: "150" },
    only: { type: "string", default: "hang,deadline,kill" },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const perSecond = Number(values["per-second"]);

type Endpoint = HelperProcess<EndpointMessage, EndpointReply>;

const startEndpoint = (): Endpoint => startHelper(new URL("resilience/endpoint.ts", import.meta.url));
const load = startHelper<SteadyLoadMessage, SteadyLoadReply>(new URL("resilience/steady-load.ts", import.meta.url));

/** A gateway before so many endpoints, all of them well, and warm. */
async function open(count: number) {
  const endpoints = Array.from({ length: count }, startEndpoint);
  const places: EndpointReply[] = [];
  for (const endpoint of endpoints) places.push(await endpoint.ask({ slowness: "no" }));
  const gateway = startHelper<GatewayMessage, GatewayReply>(
    new URL("resilience/gateway.ts", import.meta.url),
    "gateway",
  );
  const { url } = await gateway.ask({ endpoints: places.map((place) => place.url) });
  await load.ask({ url, perSecond, seconds: 5 });
  return {
    endpoints,
    places,
    url,
    [Symbol.dispose]() {
      for (const helper of [gateway, ...endpoints]) helper[Symbol.dispose]();
    },
  };
}

let failures = 0;

function count(reply: SteadyLoadReply): SteadyLoadReply {
  failures += reply.failures;
  if (reply.failure !== undefined) process.stdout.write(`failed: ${reply.failure}\n`);
  return reply;
}

interface EndpointTold {
  readonly isEjected: boolean;
}

async function ejectedAt(url: string): Promise<number> {
  const answer = (await (await fetch(`${url}/health/services`)).json()) as {
    services: { endpoints: EndpointTold[] }[];
  };
  return answer.services.flatMap(({ endpoints }) => endpoints).findIndex(({ isEjected }) => isEjected);
}

async function untilEjected(url: string, isEjected: boolean): Promise<number> {
  const began = performance.now();
  while ((await ejectedAt(url)) >= 0 !== isEjected && performance.now() - began < 30_000) await wait(50);
  return (performance.now() - began) / 1_000;
}

const milliseconds = (ms: number) => `${ms.toFixed(1)} ms`;

/** One of three endpoints stands still: its process is stopped, its sockets stay open. */
async function measureHang(): Promise<void> {
  using opened = await open(3);
  const { url, endpoints } = opened;
  const phases = ["all are well", "one begins to hang", "it hangs"] as const;
  const replies = new Map<string, SteadyLoadReply[]>(phases.map((phase) => [phase, []]));
  const ejections: number[] = [];
  const run = async (phase: (typeof phases)[number]) => {
    replies.get(phase)?.push(count(await load.ask({ url, perSecond, seconds })));
  };
  for (let round = 0; round < rounds; round++) {
    const { pid } = endpoints[round % endpoints.length] as Endpoint;
    await run("all are well");
    const began = run("one begins to hang");
    await wait(1_000);
    process.kill(pid, "SIGSTOP");
    const ejection = untilEjected(url, true);
    await began;
    ejections.push(await ejection);
    await run("it hangs");
    process.kill(pid, "SIGCONT");
    await untilEjected(url, false);
    await load.ask({ url, perSecond, seconds: 3 });
  }
  const p99Of = (phase: string) => (replies.get(phase) ?? []).map(({ tookMs }) => percentile(tookMs, 0.99));
  const healthy = p99Of("all are well");
  const rows = phases.map((phase) => {
    const all = replies.get(phase) ?? [];
    const took = all.flatMap(({ tookMs }) => tookMs).toSorted((one, other) => one - other);
    const ratios = p99Of(phase).map((p99, round) => p99 / (healthy[round] ?? p99));
    return [
      phase,
      String(took.length),
      String(all.reduce((sum, { failures: failed }) => sum + failed, 0)),
      milliseconds(percentile(took, 0.5)),
      milliseconds(percentile(took, 0.99)),
      milliseconds(took.at(-1) ?? 0),
      ratios.map((ratio) => ratio.toFixed(2)).join(", "),
      median(ratios).toFixed(2),
    ];
  });
  const head = [
    "one of three endpoints",
    "requests",
    "failed",
    "p50",
    "p99",
    "longest",
    "p99 × well, by round",
    "median",
  ];
  process.stdout.write(
    `${printTable(head, rows)}\nleft out ${ejections.map((took) => `${took.toFixed(1)} s`).join(", ")} after it stopped\n\n`,
  );
}

/**
 * A service whose one endpoint never comes to an end of its answers. Beside it, what the machine itself is late by: the same
 * load on an endpoint that answers at the deadline, without a gateway.
 */
async function measureDeadline(): Promise<void> {
  using opened = await open(1);
  const { url, endpoints, places } = opened;
  const [endpoint] = endpoints as [Endpoint];
  const rows: string[][] = [];
  const throughGateway = { url, timeoutMs: DEADLINE_MS, expected: "DEADLINE_EXCEEDED" };
  const measure = async (how: string, asked: Pick<SteadyLoadMessage, "url"> = throughGateway) => {
    const { tookMs, failures: failed } = count(await load.ask({ ...asked, perSecond, seconds }));
    const late = tookMs.map((took) => took - DEADLINE_MS);
    rows.push([
      how,
      String(late.length),
      String(failed),
      milliseconds(percentile(late, 0.5)),
      milliseconds(percentile(late, 0.99)),
      milliseconds(late.at(-1) ?? 0),
      String(late.filter((ms) => ms > 50).length),
    ]);
  };
  const behave = (slowness: Slowness) => endpoint.ask({ slowness });
  await behave("by the deadline");
  await measure("no gateway: answers at the deadline", { url: new URL(places[0]?.url ?? "").origin });
  for (const slowness of SLOWNESSES) {
    await behave(slowness);
    await measure(slowness);
  }
  await behave("no");
  process.kill(endpoint.pid, "SIGSTOP");
  await measure("its process stands still");
  const head = ["how it is slow", "requests", "failed", "late, p50", "late, p99", "latest", "later than 50 ms"];
  process.stdout.write(`deadline ${DEADLINE_MS} ms\n${printTable(head, rows)}\n\n`);
}

/** One of two endpoints is killed, then the other, each while the load goes on. */
async function measureKill(): Promise<void> {
  using opened = await open(2);
  const { url, endpoints, places } = opened;
  const rows: string[][] = [];
  for (let round = 0; round < rounds * 2; round++) {
    const index = round % 2;
    const running = load.ask({ url, perSecond, seconds });
    await wait(seconds * 300);
    endpoints[index]?.[Symbol.dispose]();
    await wait(seconds * 300);
    const again = startEndpoint();
    endpoints[index] = again;
    await again.ask({ slowness: "no", port: places[index]?.port ?? 0 });
    const { tookMs, failures: failed } = count(await running);
    rows.push([
      `round ${round + 1}`,
      String(tookMs.length),
      String(failed),
      milliseconds(percentile(tookMs, 0.5)),
      milliseconds(percentile(tookMs, 0.99)),
      milliseconds(tookMs.at(-1) ?? 0),
    ]);
    await untilEjected(url, false);
  }
  process.stdout.write(`${printTable(["one of two killed", "requests", "failed", "p50", "p99", "longest"], rows)}\n\n`);
}

const measurements = { hang: measureHang, deadline: measureDeadline, kill: measureKill };
try {
  for (const [name, measure] of Object.entries(measurements))
    if (values.only.split(",").includes(name)) await measure();
} finally {
  load[Symbol.dispose]();
}
process.exitCode = failures === 0 ? 0 : 1;
