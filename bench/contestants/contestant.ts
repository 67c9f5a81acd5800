import type { WorkName } from "../works/work.ts";

export const CONTESTANT_NAMES = [
  "handwritten",
  "proxy",
  "echo",
  "plain",
  "stitched",
  "planned",
  "passing",
  "stitched-open",
  "stitched-guarded",
  "planned-open",
  "planned-guarded",
  "hive",
  "hive-router",
  "apollo",
] as const;
export type ContestantName = (typeof CONTESTANT_NAMES)[number];

/** Who is measured: how its process is started, and what it can do. */
export interface Contestant {
  readonly name: ContestantName;
  readonly title: string;
  /** What `node` is called with, for a work. */
  command(work: WorkName): readonly string[];
  /** Variables of its environment, beside the services' addresses and `PORT`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it needs the packages of bench/package.json. */
  readonly needsPeers?: boolean;
  /** How much of a work's requests it is measured with: less where each takes long. @default 1 */
  readonly share?: number;
  /** Whether its requests are signed in, where the work does not say so. */
  readonly signedIn?: boolean;
}
