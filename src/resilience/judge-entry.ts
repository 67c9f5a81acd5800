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
  if (failure.neverSent || failure.code === "DEADLINE_EXCEEDED" || failure.code === "SERVICE_CIRCUIT_OPEN")
    return "unknown";
  if (failure.code === "SERVICE_ERROR" && (isStatus(failure) || isAskersFault(failure))) return "unknown";
  return "failure";
}

/** Whether a service answered that this asker may not have it, or asked wrongly. Of what it does not say plainly, it is believed. */
export function refusesAsker(failure: ServiceError): boolean {
  if (failure.code !== "SERVICE_ERROR") return false;
  return isStatus(failure) || failure.cause instanceof Error || isAskersFault(failure);
}

/** What an answer tells of a root field: it failed where nothing of it is there, and an error says so. */
export function judgeEntry(entries: readonly EntryField[], name: string, { data, errors }: ExecutionResult): Verdict {
  if (errors === undefined || errors.length === 0) return "success";
  const lost = entries.filter(
    (entry) => entry.name === name && isLost((data as Record<string, unknown> | null | undefined)?.[entry.key]),
  );
  const isToBlame = errors.some(
    (error) =>
      lost.some(({ key }) => error.path?.[0] === key) && !(error instanceof ServiceError && isAskersFault(error)),
  );
  return isToBlame ? "failure" : "success";
}

function isLost(value: unknown): boolean {
  if (!Array.isArray(value)) return value === null || value === undefined;
  return value.length > 0 && value.every((item) => item === null);
}

function isStatus({ cause }: ServiceError): boolean {
  return typeof cause === "string" || (typeof cause === "object" && cause !== null && "status" in cause);
}

function isAskersFault({ cause }: ServiceError): boolean {
  const extensions =
    typeof cause === "object" && cause !== null && "extensions" in cause ? cause.extensions : undefined;
  return (
    typeof extensions === "object" && extensions !== null && "code" in extensions && ASKERS_FAULT.has(extensions.code)
  );
}
