import { randomUUID } from "node:crypto";

/** Keeps a client's request id where it is safe to hand on (and to write into a log), else makes one. */
export function readRequestId(header: string | readonly string[] | undefined): string {
  return typeof header === "string" && /^[\w.:@/+=-]{1,128}$/.test(header) ? header : randomUUID();
}

/** Keeps a client's `traceparent` where it has the form of W3C Trace Context. */
export function readTraceparent(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(header)
    ? header
    : undefined;
}
