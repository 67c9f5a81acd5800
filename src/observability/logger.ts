import { pino, type Logger } from "pino";

export type { Logger };

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

export const LOG_LEVELS = [
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "fatal",
  "silent",
] as const satisfies readonly LogLevel[];

/** A logger that writes one JSON object a line to standard error. Secrets are never handed to it; headers that hold them are cut. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    { level, base: null, redact: ["headers.authorization", "headers.cookie", 'headers["x-api-key"]'] },
    pino.destination({ dest: 2, sync: false }),
  );
}
