/**
 * How long a newcomer waits: from `npm start` to the first answered query, and the peak memory of the gateway and its
 * embedded services after some use. `npm run measure`; Linux only.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const PORT = process.env["PORT"] ?? "4390";
const URL = `http://127.0.0.1:${PORT}/graphql`;
const QUERIES = 2_000;
const AT_ONCE = 20;
const QUERY = `{ productPage(id: "product-1") {
  product { name price averageRating } reviews(first: 5) { title author { name } }
  recommendations(first: 4) { name averageRating } relatedProducts { name } breadcrumbs { label path }
} }`;

async function ask(): Promise<boolean> {
  try {
    const response = await fetch(URL, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUERY }),
    });
    return !("errors" in ((await response.json()) as object));
  } catch {
    return false;
  }
}

/** The processes below one, itself included. */
function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [pid, ...(children === "" ? [] : children.split(" ").flatMap((child) => family(Number(child))))];
}

/** A process's name and its peak resident memory in megabytes. */
function peak(pid: number): { name: string; megabytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const name = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim().slice(0, 60);
  return { name, megabytes: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024 };
}

const began = performance.now();
const gateway = spawn("npm", ["start"], { env: { ...process.env, PORT }, stdio: "ignore", detached: true });
try {
  while (!(await ask())) {
    if (performance.now() - began > 60_000) throw new Error("There was no answer within a minute.");
    await wait(20);
  }
  process.stdout.write(`npm start to the first answered query: ${((performance.now() - began) / 1000).toFixed(2)} s\n`);

  for (let sent = 0; sent < QUERIES; sent += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, ask));
  const peaks = family(gateway.pid ?? 0).map(peak);
  for (const { name, megabytes } of peaks) process.stdout.write(`  ${megabytes.toFixed(0).padStart(4)} MB  ${name}\n`);
  const total = peaks
    .filter(({ name }) => !/^(npm|sh)\b/.test(name))
    .reduce((sum, { megabytes }) => sum + megabytes, 0);
  process.stdout.write(`peak memory of gateway and services after ${QUERIES} product pages: ${total.toFixed(0)} MB\n`);
} finally {
  if (gateway.pid !== undefined) process.kill(-gateway.pid, "SIGTERM");
}
