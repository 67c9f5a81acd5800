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
  return parse(words, names, [], false).options;
}

interface Arguments<Option extends string, Flag extends string> {
  readonly options: Partial<Record<Option, string>>;
  readonly flags: Readonly<Record<Flag, boolean>>;
  /** The words that belong to no option. */
  readonly operands: readonly string[];
}

/** Parses a command's options with a value, its options without one, and its operands. Throws a `UsageError`. */
export function readArguments<const Option extends string, const Flag extends string>(
  words: readonly string[],
  names: { readonly options: readonly Option[]; readonly flags: readonly Flag[] },
): Arguments<Option, Flag> {
  return parse(words, names.options, names.flags, true);
}

function parse<Option extends string, Flag extends string>(
  words: readonly string[],
  options: readonly Option[],
  flags: readonly Flag[],
  allowPositionals: boolean,
): Arguments<Option, Flag> {
  const described = Object.fromEntries([
    ...options.map((name) => [name, { type: "string" as const }]),
    ...flags.map((name) => [name, { type: "boolean" as const }]),
  ]);
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: described, strict: true, allowPositionals });
    return {
      options: values as Partial<Record<Option, string>>,
      flags: Object.fromEntries(flags.map((name) => [name, name in values])) as Record<Flag, boolean>,
      operands: positionals,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
