import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { Contestant } from "./contestant.ts";

/** Why a contestant cannot be measured here; undefined where it can. */
export function absence({ needsPeers, environment }: Contestant): string | undefined {
  if (needsPeers === true && !existsSync("bench/node_modules/@graphql-hive/gateway-runtime"))
    return "its packages are not installed: npm ci --prefix bench";
  if (environment?.["ENGINE"] === "planned" && !hasPlannedEngine()) return "the gateway has no planned engine";
  return undefined;
}

let isPlanning: boolean | undefined;

/** A gateway that heeds no `ENGINE` would be measured under a wrong name: it must refuse nonsense, and take this. */
function hasPlannedEngine(): boolean {
  isPlanning ??= check("nonsense") !== 0 && check("planned") === 0;
  return isPlanning;
}

function check(engine: string): number | null {
  const environment = { ...process.env, ENGINE: engine };
  return spawnSync(process.execPath, ["src/cli/bin.ts", "check"], { env: environment, stdio: "ignore" }).status;
}
