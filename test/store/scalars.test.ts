import { parseValue } from "graphql";
import { describe, expect, test } from "vitest";
import { DateTime, Money } from "../../schema/scalars.ts";

describe("DateTime", () => {
  test.each([
    "2026-01-31T09:30:00Z",
    "2026-01-31T09:30:00.123456+02:00",
    "2026-01-31t09:30:00z",
    "2024-02-29T23:59:59-12:30",
    "2000-02-29T00:00:00Z",
    "0004-02-29T00:00:00Z",
    "1990-12-31T23:59:60Z",
    "1990-12-31T15:59:60-08:00",
  ])("hands on %s as it is", (text) => {
    expect(DateTime.serialize(text)).toBe(text);
    expect(DateTime.parseValue(text)).toBe(text);
    expect(DateTime.parseLiteral(parseValue(JSON.stringify(text)))).toBe(text);
  });

  test.each([
    ["2026-01-31", "RFC 3339"],
    ["2026-01-31T09:30:00", "RFC 3339"],
    ["2026-01-31T09:30Z", "RFC 3339"],
    ["2026-01-31 09:30:00Z", "RFC 3339"],
    ["2026-01-31T09:30:00+0200", "RFC 3339"],
    ["2026-01-31T09:30:00.Z", "RFC 3339"],
    [" 2026-01-31T09:30:00Z", "RFC 3339"],
    ["2026-01-31T09:30:00Z\n", "RFC 3339"],
    ["yesterday", "RFC 3339"],
    ["2026-02-29T09:30:00Z", "calendar"],
    ["1900-02-29T09:30:00Z", "calendar"],
    ["2026-04-31T09:30:00Z", "calendar"],
    ["2026-13-01T09:30:00Z", "calendar"],
    ["2026-00-01T09:30:00Z", "calendar"],
    ["2026-01-00T09:30:00Z", "calendar"],
    ["2026-01-31T24:00:00Z", "clock"],
    ["2026-01-31T09:60:00Z", "clock"],
    ["2026-01-31T09:30:60Z", "clock"],
    ["2026-01-31T23:59:60-08:00", "clock"],
    ["2026-01-31T09:30:00+24:00", "offset"],
    ["2026-01-31T09:30:00+02:60", "offset"],
    [1769851800000, "string"],
    [new Date(0), "string"],
    [null, "string"],
  ])("refuses %s", (value, reason) => {
    expect(() => DateTime.serialize(value)).toThrow(reason);
    expect(() => DateTime.parseValue(value)).toThrow(reason);
  });

  test("refuses literals that are no strings", () => {
    expect(() => DateTime.parseLiteral(parseValue("5"))).toThrow("DateTime must be a string, not 5.");
  });
});

describe("Money", () => {
  test.each([
    { amount: 1999, currency: "EUR" },
    { amount: 0, currency: "JPY" },
    { amount: -500, currency: "USD" },
    { amount: Number.MAX_SAFE_INTEGER, currency: "EUR" },
  ])("hands on %o as it is", (money) => {
    expect(Money.serialize(money)).toEqual(money);
    expect(Money.parseValue(money)).toEqual(money);
    expect(Money.parseLiteral(parseValue(`{ amount: ${money.amount}, currency: "${money.currency}" }`))).toEqual(money);
  });

  test.each([
    [{ amount: 19.99, currency: "EUR" }, "whole number in minor units, not 19.99"],
    [{ amount: "1999", currency: "EUR" }, 'whole number in minor units, not "1999"'],
    [{ amount: Number.MAX_SAFE_INTEGER + 1, currency: "EUR" }, "whole number"],
    [{ amount: Number.NaN, currency: "EUR" }, "whole number"],
    [{ amount: 5n, currency: "EUR" }, "whole number"],
    [{ currency: "EUR" }, "whole number"],
    [{ amount: 1999, currency: "eur" }, 'three capital letters, not "eur"'],
    [{ amount: 1999, currency: "EURO" }, "three capital letters"],
    [{ amount: 1999, currency: "EUR\n" }, "three capital letters"],
    [{ amount: 1999, currency: 978 }, "three capital letters"],
    [{ amount: 1999 }, "three capital letters, not undefined"],
    [{ amount: 1999, currency: "EUR", cents: 99 }, 'not "cents"'],
    [[1999, "EUR"], "an object"],
    ["19.99 EUR", "an object"],
    [1999, "an object"],
    [null, "an object"],
  ])("refuses %o", (value, reason) => {
    expect(() => Money.serialize(value)).toThrow(reason);
    expect(() => Money.parseValue(value)).toThrow(reason);
  });

  test("reads literals with variables in them", () => {
    const literal = parseValue('{ amount: $cents, currency: "EUR" }');
    expect(Money.parseLiteral(literal, { cents: 5 })).toEqual({ amount: 5, currency: "EUR" });
    expect(() => Money.parseLiteral(literal, {})).toThrow("whole number in minor units, not undefined");
  });

  test.each(['{ amount: 19.5, currency: "EUR" }', "{ amount: 19, currency: EUR }", '[19, "EUR"]', '"19 EUR"', "null"])(
    "refuses the literal %s",
    (text) => expect(() => Money.parseLiteral(parseValue(text))).toThrow("Money"),
  );
});
