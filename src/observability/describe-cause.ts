/** What the log is told of an error that something else failed for. */
export function describeCause(cause: unknown): unknown {
  return cause instanceof Error
    ? { name: cause.name, message: cause.message, code: "code" in cause ? cause.code : undefined }
    : cause;
}
