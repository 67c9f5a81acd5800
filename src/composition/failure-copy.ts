/**
 * What the stitching library leaves of a failure that it takes for an object, and merges with another: its members. The failure
 * itself is one of those that are noted for the request.
 */
export class FailureCopy extends Error {
  override readonly name = "FailureCopy";
  readonly code: string;
  readonly service: string;

  constructor(message: string, code: string, service: string) {
    super(message);
    this.code = code;
    this.service = service;
  }
}

/** The copy of a failure that stands in a value's place, if it is one. */
export function failureCopyIn(value: unknown): FailureCopy | undefined {
  if (typeof value !== "object" || value === null || value instanceof Error) return undefined;
  const { message, extensions } = value as { message?: unknown; extensions?: Record<string, unknown> | null };
  if (typeof message !== "string" || typeof extensions !== "object" || extensions === null) return undefined;
  const { code, service } = extensions;
  return typeof code === "string" && typeof service === "string" ? new FailureCopy(message, code, service) : undefined;
}
