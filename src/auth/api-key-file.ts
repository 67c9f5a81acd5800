import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { createApiKeys, type ApiKeyOptions, type FindApiKey } from "./api-keys.ts";

export interface ApiKeyFile {
  readonly find: FindApiKey;
  readonly dispose: () => void;
}

export interface ApiKeyFileOptions {
  /** Checks what the file holds; throws where it is not a list of keys. */
  parse: (value: unknown) => readonly ApiKeyOptions[];
  /** Told when a changed file cannot be used: the keys known before go on. */
  onProblem: (error: unknown) => void;
  /** How often the file is looked at, in milliseconds. @default 2_000 */
  intervalMs?: number;
}

/** API keys in a file, a JSON list, read again when it changes. Throws where the first reading fails. */
export function openApiKeyFile(file: string, { parse, onProblem, intervalMs = 2_000 }: ApiKeyFileOptions): ApiKeyFile {
  const read = () => createApiKeys(parse(JSON.parse(readFileSync(file, "utf8"))));
  let find = read();
  const reload = () => {
    try {
      find = read();
    } catch (error) {
      onProblem(error);
    }
  };
  // Polling, since editors and deployments replace a file in ways that an event of the old one never tells.
  watchFile(file, { interval: intervalMs, persistent: false }, reload);
  return { find: (key) => find(key), dispose: () => unwatchFile(file, reload) };
}
