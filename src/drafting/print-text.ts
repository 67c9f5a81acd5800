import { Kind, print } from "graphql";

/** A text as SDL has it. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** A description on lines of its own; nothing where there is none. */
export function describe(text: string | undefined, indent = ""): string {
  const trimmed = text?.trim();
  if (trimmed === undefined || trimmed === "") return "";
  const printed = print({ kind: Kind.STRING, value: trimmed, block: trimmed.includes("\n") });
  return printed
    .split("\n")
    .map((line) => `${line === "" ? "" : indent}${line}\n`)
    .join("");
}
