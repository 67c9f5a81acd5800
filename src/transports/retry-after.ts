/** Whoever asks for longer, asks for ever: about thirty years. */
const MAX_SECONDS = 999_999_999;

/** How long a service asks to be left alone, in milliseconds, by `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date. */
export function readRetryAfter(header: string | readonly string[] | undefined, now = Date.now()): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d+$/.test(header)) return Math.min(Number(header), MAX_SECONDS) * 1_000;
  // What has no colon is no date, though JavaScript may read one into it: -4, 1.5.
  const date = header.includes(":") ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
