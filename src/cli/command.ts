import { parseArgs } from "node:util";

/** One command: gets the words behind its name, gives the exit code. */
export type Command = (words: readonly string[]) => Promise<number>;

export const EXIT = { fine: 0, failed: 1, usage: 2 } as const;

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Parses a command's options, all of which take a value. Throws a `UsageError` that names the wrong one. */
export function readOptions<const Names extends readonly string[]>(
  words: readonly string[],
  names: Names,
): Partial<Record<Names[number], string>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values as Partial<
      Record<Names[number], string>
    >;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
