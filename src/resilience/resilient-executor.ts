import type { Executor } from "../transports/transport.ts";
import { balance } from "./balance.ts";
import { withTimeout } from "./timeout.ts";

export interface ResilienceOptions {
  /** How long one call may take, in milliseconds, to the last byte. Then it fails with `SERVICE_TIMEOUT`. @default 3_000 */
  timeoutMs?: number;
}

export const DEFAULT_TIMEOUT_MS = 3_000;

/** The order in which the wrappers of an upstream call stand, written once. */
export function createResilientExecutor(
  service: string,
  endpoints: readonly [Executor, ...Executor[]],
  { timeoutMs = DEFAULT_TIMEOUT_MS }: ResilienceOptions,
): Executor {
  const [first, ...rest] = endpoints;
  const wrap = (endpoint: Executor) => withTimeout(endpoint, service, timeoutMs);
  return balance([wrap(first), ...rest.map(wrap)]);
}
