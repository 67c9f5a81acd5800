/**
 * The process of the load: sends a number of requests, a fixed number of them at once, each as soon as one before it is
 * answered. Forked by the benchmark: see `LoadMessage` for what it is told.
 */
import { Pool } from "undici";

export interface LoadMessage {
  readonly url: string;
  /** Sent in turn, from the first again after the last. */
  readonly sent: readonly SentRequest[];
  readonly requests: number;
  readonly concurrency: number;
}

export interface SentRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface LoadReply {
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How many requests were refused, failed, told errors, or had an answer of another length than the same body had before. */
  readonly failures: number;
  /** What went wrong first. */
  readonly failure?: string;
}

const ERRORS = Buffer.from('"errors":');

async function run({ url, sent, requests, concurrency }: LoadMessage): Promise<LoadReply> {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections: concurrency, headersTimeout: 0, bodyTimeout: 60_000 });
  const prepared = sent.map(({ body, headers }) => ({
    body: Buffer.from(body),
    headers: Object.entries(headers).flat(),
  }));
  const lengths = new Map<number, number>();
  const latencies = new Float64Array(requests);
  let started = 0;
  let failures = 0;
  let failure: string | undefined;

  function fail(reason: string): void {
    failures++;
    failure ??= reason;
  }

  function ask(request: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const began = performance.now();
    const place = request % prepared.length;
    let status = 0;
    let bytes = 0;
    let isPartial = false;
    let start = "";
    pool.dispatch(
      { path, method: "POST", ...(prepared[place] as (typeof prepared)[number]) },
      {
        onRequestStart() {},
        onResponseStart(_controller, code) {
          status = code;
        },
        onResponseData(_controller, chunk) {
          if (bytes === 0) start = chunk.toString("utf8", 0, 300);
          bytes += chunk.length;
          isPartial ||= chunk.includes(ERRORS);
        },
        onResponseEnd() {
          latencies[request] = performance.now() - began;
          const known = lengths.get(place) ?? bytes;
          lengths.set(place, known);
          if (status !== 200 || isPartial) fail(`${status}: ${start}`);
          else if (bytes !== known) fail(`An answer of ${bytes} bytes followed one of ${known} to the same request.`);
          resolve();
        },
        onResponseError(_controller, error) {
          latencies[request] = performance.now() - began;
          fail(String(error));
          resolve();
        },
      },
    );
    return promise;
  }

  async function work(): Promise<void> {
    while (started < requests) await ask(started++);
  }

  const began = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, work));
  const seconds = (performance.now() - began) / 1_000;
  await pool.destroy();
  latencies.sort();
  const at = (share: number) => latencies[Math.min(requests - 1, Math.floor(requests * share))] ?? 0;
  return { seconds, p50Ms: at(0.5), p99Ms: at(0.99), failures, ...(failure === undefined ? {} : { failure }) };
}

process.on("message", (message: LoadMessage) => {
  void run(message).then((reply) => process.send?.(reply satisfies LoadReply));
});
process.on("disconnect", () => process.exit());
