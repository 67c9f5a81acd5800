import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import protobuf from "protobufjs";

/** A `.proto` file with all that it imports, in protobuf.js's reflection. */
export type Proto = protobuf.Root;

/** A `.proto` file that cannot be used: why, and where. */
export class ProtoProblem extends Error {
  override readonly name = "ProtoProblem";
  readonly file: string;
  /** From 1. */
  readonly line: number;

  constructor(message: string, file: string, line: number) {
    super(message);
    this.file = file;
    this.line = line;
  }
}

/**
 * Loads a `.proto` file with all that it imports, in protobuf.js's reflection: it alone tells presence, map keys and
 * comments. Imports are looked for beside the file that imports them, beside the first file, and in the folders above it; Google's own
 * well-known types are there always. Throws a `ProtoProblem`.
 */
export function loadProto(file: string): Proto {
  const root = new protobuf.Root();
  root.resolvePath = (origin, target) => {
    if (origin === "") return target;
    const found = [origin, file].flatMap(foldersOf).find((folder) => existsSync(resolve(folder, target)));
    if (found !== undefined) return resolve(found, target);
    // These hold options alone (HTTP routes, field behaviour), which nothing here reads.
    if (target.startsWith("google/api/")) return null;
    throw new ProtoProblem(`imports ${target}, which is in no folder above it.`, origin, lineOf(origin, target));
  };
  try {
    root.loadSync(file, { keepCase: true, alternateCommentMode: true, preferTrailingComment: true }).resolveAll();
    return root;
  } catch (error) {
    throw asProblem(error, file);
  }
}

function foldersOf(file: string): readonly string[] {
  const folder = dirname(file);
  return folder === dirname(folder) ? [folder] : [folder, ...foldersOf(folder)];
}

/** protobuf.js tells the line of a token that it cannot read, and of everything else only the name. */
function asProblem(error: unknown, file: string): ProtoProblem {
  if (error instanceof ProtoProblem) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && "code" in error && error.code === "ENOENT")
    return new ProtoProblem("There is no such .proto file.", file, 1);
  const [, what = message, , where = file, line] = /^(.*?) \((([^,)]+), )?line (\d+)\)$/s.exec(message) ?? [];
  if (line !== undefined) return new ProtoProblem(`cannot be parsed: ${what}.`, where, Number(line));
  if (error instanceof TypeError) return new ProtoProblem("ends in the middle of a definition.", file, lineCount(file));
  const name = /'([\w.]+)'|no such type: ([\w.]+)/.exec(message)?.slice(1).find(Boolean);
  return new ProtoProblem(`cannot be used: ${message}.`, file, name === undefined ? 1 : lineOf(file, name));
}

function lineOf(file: string, text: string): number {
  const lines = readFileSync(file, "utf8").split("\n");
  return (
    Math.max(
      0,
      lines.findIndex((line) => line.includes(text)),
    ) + 1
  );
}

function lineCount(file: string): number {
  return readFileSync(file, "utf8").trimEnd().split("\n").length;
}
