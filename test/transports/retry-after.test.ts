import { expect, it } from "vitest";
import { readRetryAfter } from "../../src/transports/retry-after.ts";

it("Retry-After is a number of seconds or a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(readRetryAfter("120", now)).toBe(120_000);
  expect(readRetryAfter("0", now)).toBe(0);
  expect(readRetryAfter("99999999999999999999", now)).toBe(999_999_999_000);
  expect(readRetryAfter("Thu, 01 Jan 2026 00:00:30 GMT", now)).toBe(30_000);
  expect(readRetryAfter("Thu, 01 Jan 2025 00:00:00 GMT", now)).toBe(0);
  for (const header of ["soon", "", "-4", "1.5", ["1", "2"], undefined])
    expect(readRetryAfter(header, now)).toBeUndefined();
});
