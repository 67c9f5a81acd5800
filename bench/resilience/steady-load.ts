/**
 * A load that does not wait for answers: so many requests a second, whoever is slow. Forked; see `SteadyLoadMessage` for
 * what it is told. No two requests are the same, so that none is answered by another one's call.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { QUERY } from "./contract.ts";

export interface SteadyLoadMessage {
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** How long the client gives the gateway, in milliseconds. @default the gateway's own deadline */
  readonly timeoutMs?: number;
  /** The code of the error that is expected in each answer. @default none: answers are to be whole */
  readonly expected?: string;
}

export interface SteadyLoadReply {
  /** How long each request took, in milliseconds, in ascending order. */
  readonly tookMs: readonly number[];
  /** How many were not answered with status 200 and what is expected. */
  readonly failures: number;
  /** What went wrong first. */
  readonly failure?: string;
}

const agent = new Agent({ connections: 1_000, headersTimeout: 0, bodyTimeout: 0 });
let sent = 0;

async function run({ url, perSecond, seconds, timeoutMs, expected }: SteadyLoadMessage): Promise<SteadyLoadReply> {
  const tookMs: number[] = [];
  let failures = 0;
  let failure: string | undefined;

  async function ask(): Promise<void> {
    const body = JSON.stringify({ query: QUERY, variables: { id: String(sent++) } });
    const headers = {
      "content-type": "application/json",
      ...(timeoutMs === undefined ? {} : { "x-request-timeout": String(timeoutMs) }),
    };
    const began = performance.now();
    const told = await agent
      .request({ origin: url, path: "/graphql", method: "POST", headers, body })
      .then(async (answer) => `${answer.statusCode}: ${await answer.body.text()}`, String);
    tookMs.push(performance.now() - began);
    const isExpected = expected === undefined ? !told.includes('"errors":') : told.includes(`"code":"${expected}"`);
    if (told.startsWith("200: ") && isExpected) return;
    failures += 1;
    failure ??= told.slice(0, 300);
  }

  const began = performance.now();
  const asked: Promise<void>[] = [];
  while (asked.length < perSecond * seconds) {
    const due = began + (asked.length * 1_000) / perSecond;
    if (due > performance.now()) await wait(due - performance.now());
    asked.push(ask());
  }
  await Promise.all(asked);
  return {
    tookMs: tookMs.toSorted((one, other) => one - other),
    failures,
    ...(failure === undefined ? {} : { failure }),
  };
}

process.on("message", (message: SteadyLoadMessage) => {
  void run(message).then((reply) => process.send?.(reply satisfies SteadyLoadReply));
});
process.on("disconnect", () => process.exit());
