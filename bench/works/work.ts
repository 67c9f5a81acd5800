import type { ContestantName } from "../contestants/contestant.ts";

/** One kind of request that contestants are measured on. */
export interface Work {
  /** One letter: how it is chosen on the command line. */
  readonly name: WorkName;
  readonly title: string;
  /** Which graph it is asked of. */
  readonly graph: "store" | "federated";
  /** The operation's name: the hand-written contestants tell the works apart by it. */
  readonly operationName: string;
  readonly query: string;
  /** What one of many requests asks for: they differ, so that nobody can answer two of them by one upstream call. */
  variables(request: number): Readonly<Record<string, unknown>>;
  /** Who sends it, where the graph demands a login. */
  viewer?(request: number): string;
  /** Whose figures the others' are divided by. */
  readonly yardstick: ContestantName;
  /** Who can do it at all. */
  readonly contestants: readonly ContestantName[];
  /** Whether the contestants' data must be equal to the yardstick's. */
  readonly comparesAnswers: boolean;
  /** How many requests a round has: more where one takes less. See also `Contestant.share`. */
  readonly requests: number;
}

export const WORK_NAMES = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;
export type WorkName = (typeof WORK_NAMES)[number];
