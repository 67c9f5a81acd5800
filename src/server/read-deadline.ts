import { GatewayError } from "../errors.ts";

/**
 * When a request must be answered, on the clock of `performance.now()`: after `X-Request-Timeout` (a whole number of
 * milliseconds), but no later than `answerTimeoutMs` from now. Throws BAD_USER_INPUT for a header that says no time.
 */
export function readDeadline(header: string | readonly string[] | undefined, answerTimeoutMs: number): number {
  if (header === undefined) return performance.now() + answerTimeoutMs;
  if (typeof header !== "string" || !/^[1-9]\d*$/.test(header)) {
    throw new GatewayError("BAD_USER_INPUT", {
      message: "X-Request-Timeout must be a whole number of milliseconds, at least 1.",
    });
  }
  return performance.now() + Math.min(Number(header), answerTimeoutMs);
}
