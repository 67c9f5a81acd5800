import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { Verdict } from "./circuit.ts";
import type { EntryField } from "./entry-fields.ts";

/** Codes by which services say that the asker is to blame: whoever asks in vain must not keep others from asking. */
const ASKERS_FAULT: ReadonlySet<unknown> = new Set([
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "FORBIDDEN",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "NOT_FOUND",
  "UNAUTHENTICATED",
  "UNAUTHORIZED",
]);

/** What a call that failed as a whole tells of the fields that it was for. */
export function judgeCall(failure: ServiceError): Verdict {
  // What never got there, or had no time, or was refused by its status (4xx), was no doing of a field's.
  const hadNoTime = failure.code === "DEADLINE_EXCEEDED" && !failure.isOverdue;
  if (failure.neverSent || hadNoTime || failure.code === "SERVICE_CIRCUIT_OPEN") return "unknown";
  return mayBeByAsker(failure) ? "unknown" : "failure";
}

/** Whether a service answered that this asker may not have it, or asked wrongly. Of what it does not say plainly, it is believed. */
export function refusesAsker(failure: ServiceError): boolean {
  return isAskersFault(failure) || (failure.code === "SERVICE_ERROR" && failure.cause instanceof Error);
}

/** What an answer tells of a root field: it failed where nothing of it is there, and an error says so. */
export function judgeEntry(entries: readonly EntryField[], name: string, { data, errors }: ExecutionResult): Verdict {
  if (errors === undefined || errors.length === 0) return "success";
  const lost = entries.filter(
    (entry) => entry.name === name && isLost((data as Record<string, unknown> | null | undefined)?.[entry.key]),
  );
  const isToBlame = errors.some(
    (error) =>
      lost.some(({ key }) => error.path?.[0] === key) && !(error instanceof ServiceError && mayBeByAsker(error)),
  );
  return isToBlame ? "failure" : "success";
}

function isLost(value: unknown): boolean {
  if (!Array.isArray(value)) return value === null || value === undefined;
  return value.length > 0 && value.every((item) => item === null);
}

/** Whether whoever asked may have brought a failure about: by that, nobody opens a circuit for others. */
function mayBeByAsker(failure: ServiceError): boolean {
  return failure.mayBeAskers || isAskersFault(failure);
}

/** Whether a refusal is by its status, or for what was asked, which its cause tells in words; or by a code of `ASKERS_FAULT`. */
function isAskersFault({ code, cause }: ServiceError): boolean {
  if (code !== "SERVICE_ERROR") return false;
  if (typeof cause !== "object" || cause === null) return typeof cause === "string";
  const extensions = "extensions" in cause ? cause.extensions : undefined;
  return (
    "status" in cause ||
    (typeof extensions === "object" && extensions !== null && "code" in extensions && ASKERS_FAULT.has(extensions.code))
  );
}
