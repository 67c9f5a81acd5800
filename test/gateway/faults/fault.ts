import type { ErrorCode } from "../../../src/errors.ts";

/** One way of failing, and what is told of it. */
export interface FaultCase<Misbehave> {
  readonly code: ErrorCode;
  readonly misbehave: Misbehave;
  /** What is told of a service that speaks REST; null where it tells that there is nothing. @default as of any other */
  readonly overRest?: ErrorCode | null;
  /** When the service wants to be asked again. */
  readonly retryAfterMs?: number;
  /** Whether it ends by the time limit alone. */
  readonly isSlow?: true;
}

export const SECRET = "secret stack";
