export interface DraftedContract {
  /** The contract as SDL, with what must be looked at in comments. */
  readonly sdl: string;
  /** What could not be mapped, and where. */
  readonly notes: readonly string[];
}
