import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createApiKeys, type ApiKeyOptions, type FindApiKey } from "./api-keys.ts";

export interface ApiKeyFile {
  readonly find: FindApiKey;
  readonly dispose: () => void;
}

export interface ApiKeyFileOptions {
  /** Checks what the file holds; throws where it is not a list of keys. */
  parse: (value: unknown) => readonly ApiKeyOptions[];
  /** Told once when a changed file cannot be used: the keys known before go on. */
  onProblem: (error: unknown) => void;
  /** How often the file is looked at, in milliseconds. @default 1_000 */
  intervalMs?: number;
}

/** Reads the keys of a file, once. Throws where there is none, or where it is no list of keys. */
export function readApiKeyFile(file: string, parse: ApiKeyFileOptions["parse"]): readonly ApiKeyOptions[] {
  return parse(parseJson(readFileSync(file, "utf8")));
}

/** API keys in a file, a JSON list, read again when it changes. Throws where the first reading fails. */
export function openApiKeyFile(file: string, { parse, onProblem, intervalMs = 1_000 }: ApiKeyFileOptions): ApiKeyFile {
  const read = (text: string) => createApiKeys(parse(parseJson(text)));
  let seen = readFileSync(file, "utf8");
  let find = read(seen);

  // By its text: its time may be the same after two changes, and events tell of the old file where another takes its place.
  async function lookAgain(): Promise<void> {
    const found = await readFile(file, "utf8").catch((error: unknown) => error as Error);
    const text = typeof found === "string" ? found : found.message;
    if (text === seen) return;
    seen = text;
    try {
      if (typeof found !== "string") throw found;
      find = read(found);
    } catch (error) {
      onProblem(error);
    }
  }

  const timer = setInterval(() => void lookAgain(), intervalMs).unref();
  return { find: (key) => find(key), dispose: () => clearInterval(timer) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its own words repeat what is in the file.
    throw new Error("is no valid JSON");
  }
}
