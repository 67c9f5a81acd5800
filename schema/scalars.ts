import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from "graphql";

const dateTimeText = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

function checkDateTime(value: unknown): string {
  if (typeof value !== "string") {
    throw new GraphQLError(`DateTime must be a string, not ${describe(value)}.`);
  }
  if (!dateTimeText.test(value)) {
    throw new GraphQLError(
      `DateTime must be RFC 3339 text with seconds and an offset, such as "2026-01-31T09:30:00Z", not ${describe(value)}.`,
    );
  }
  // Each number has its place. (Groups of the pattern would make nine texts of each value.)
  const year = digits(value, 0) * 100 + digits(value, 2);
  const month = digits(value, 5);
  const day = digits(value, 8);
  const hour = digits(value, 11);
  const minute = digits(value, 14);
  const second = digits(value, 17);
  const sign = value[value.length - 6];
  const hasOffset = sign === "+" || sign === "-";
  const offsetHour = hasOffset ? digits(value, value.length - 5) : 0;
  const offsetMinute = hasOffset ? digits(value, value.length - 2) : 0;
  // Most days need no calendar.
  if (month < 1 || month > 12 || day < 1 || (day > 28 && day > daysInMonth(year, month))) {
    throw new GraphQLError(`DateTime ${describe(value)} names a day that is not in the calendar.`);
  }
  const offset = (offsetHour * 60 + offsetMinute) * (sign === "-" ? -1 : 1);
  // A leap second comes only at the end of a UTC day.
  const endsUtcDay = (hour * 60 + minute - offset + 1440) % 1440 === 1439;
  if (hour > 23 || minute > 59 || second > (endsUtcDay ? 60 : 59)) {
    throw new GraphQLError(`DateTime ${describe(value)} names a time that is not on the clock.`);
  }
  if (offsetHour > 23 || offsetMinute > 59) {
    throw new GraphQLError(`DateTime ${describe(value)} has an offset of more than 23:59.`);
  }
  return value;
}

/** The number that two digits make. */
function digits(text: string, place: number): number {
  return (text.charCodeAt(place) - 48) * 10 + text.charCodeAt(place + 1) - 48;
}

// Leap years repeat every 400 years; Date.UTC alone would take the years 0 to 99 for 1900 to 1999.
function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

interface MoneyValue {
  amount: number;
  currency: string;
}

function checkMoney(value: unknown): MoneyValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new GraphQLError(`Money must be an object with "amount" and "currency", not ${describe(value)}.`);
  }
  for (const key in value) {
    if (key !== "amount" && key !== "currency")
      throw new GraphQLError(`Money has only "amount" and "currency", not ${describe(key)}.`);
  }
  const { amount, currency } = value as Partial<Record<keyof MoneyValue, unknown>>;
  if (!Number.isSafeInteger(amount)) {
    throw new GraphQLError(`The amount of Money must be a whole number in minor units, not ${describe(amount)}.`);
  }
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
    throw new GraphQLError(`The currency of Money must be three capital letters, not ${describe(currency)}.`);
  }
  return value as MoneyValue;
}

function describe(value: unknown): string {
  return typeof value === "bigint" ? `${value}` : (JSON.stringify(value)?.slice(0, 80) ?? String(value));
}

// Only the literals that have a counterpart in JSON variables: an enum name such as EUR is not a string.
function readLiteral(node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, readLiteral(field.value, variables)]));
    case Kind.INT:
      return Number(node.value);
    case Kind.STRING:
      return node.value;
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    default:
      throw new GraphQLError('Money must be written as {amount: 1999, currency: "EUR"}.', { nodes: node });
  }
}

/** A moment in time as RFC 3339 text; checked, and handed on as it is. */
export const DateTime = new GraphQLScalarType<string, string>({
  name: "DateTime",
  description: "A moment in time, as RFC 3339 text, for example `2026-01-31T09:30:00Z`.",
  serialize: checkDateTime,
  parseValue: checkDateTime,
  parseLiteral: (node, variables) => checkDateTime(valueFromASTUntyped(node, variables)),
});

/** An amount of money in the currency's minor unit. */
export const Money = new GraphQLScalarType<MoneyValue, MoneyValue>({
  name: "Money",
  description:
    'An amount of money: `{"amount": 1999, "currency": "EUR"}`, the amount in the currency\'s minor unit (ISO 4217).',
  serialize: checkMoney,
  parseValue: checkMoney,
  parseLiteral: (node, variables) => checkMoney(readLiteral(node, variables)),
});
