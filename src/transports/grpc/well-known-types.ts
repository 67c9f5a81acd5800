/** The messages that have a form of their own in proto3's JSON: https://protobuf.dev/programming-guides/json/ */
import type protobuf from "protobufjs";
import { camelCase, fullNameOf, snakeCase } from "./proto-field.ts";

type Message = Readonly<Record<string, unknown>>;

/** How one message is read as a plain value, and written from one. */
export interface WellKnownType {
  /** What the message cannot mean is NaN, which nothing that has its form takes. */
  readonly read: (message: Message) => unknown;
  /** What the message cannot hold is `undefined`. */
  readonly write: (value: unknown) => unknown;
  /** What the value is, for people. */
  readonly form: "text" | "a plain value" | "JSON";
}

const wrapper: WellKnownType = {
  // The zero of its type is on the prototype.
  read: ({ value }) => value,
  write: (value) => ({ value }),
  form: "a plain value",
};

const WELL_KNOWN: Readonly<Record<string, WellKnownType>> = {
  "google.protobuf.Timestamp": { read: readTimestamp, write: writeTimestamp, form: "text" },
  "google.protobuf.Duration": { read: readDuration, write: writeDuration, form: "text" },
  "google.protobuf.FieldMask": {
    read: ({ paths }) => (paths as string[]).map(camelCase).join(","),
    write: (value) =>
      typeof value === "string"
        ? {
            paths: value
              .split(",")
              .filter((path) => path !== "")
              .map(snakeCase),
          }
        : undefined,
    form: "text",
  },
  "google.protobuf.Empty": { read: () => true, write: () => ({}), form: "a plain value" },
  "google.protobuf.Struct": { read: readStruct, write: writeStruct, form: "JSON" },
  "google.protobuf.Value": { read: readJson, write: writeJson, form: "JSON" },
  "google.protobuf.ListValue": {
    read: ({ values }) => (values as Message[]).map(readJson),
    write: (value) => (Array.isArray(value) ? { values: value.map(writeJson) } : undefined),
    form: "JSON",
  },
  ...Object.fromEntries(
    ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"].map((name) => [
      `google.protobuf.${name}Value`,
      wrapper,
    ]),
  ),
};

export function wellKnownTypeOf(type: protobuf.Type): WellKnownType | undefined {
  const name = fullNameOf(type);
  return Object.hasOwn(WELL_KNOWN, name) ? WELL_KNOWN[name] : undefined;
}

/** Whether the message holds nothing but a value that is read as any other of its type. */
export function isWrapper(type: protobuf.Type): boolean {
  return wellKnownTypeOf(type) === wrapper;
}

const MIN_SECONDS = -62_135_596_800;
const MAX_SECONDS = 253_402_300_799;
/** About ten thousand years. */
const MAX_DURATION_SECONDS = 315_576_000_000;

/** RFC 3339 in UTC, with milliseconds, or as many digits more as there are. */
function readTimestamp({ seconds, nanos }: Message): string | number {
  const whole = Number(seconds);
  if (!isMoment(whole) || !isNanos(nanos) || nanos < 0) return NaN;
  return `${new Date(whole * 1000).toISOString().slice(0, -5)}.${fractionOf(nanos) || "000"}Z`;
}

function writeTimestamp(value: unknown): unknown {
  const [, moment, fraction = "", offset] =
    typeof value === "string"
      ? (/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(value) ?? [])
      : [];
  // Dates that the calendar does not have are the next month's to Date.parse.
  if (moment === undefined || !isDay(moment.slice(0, 10))) return undefined;
  const seconds = Date.parse(`${moment}${offset}`) / 1000;
  return isMoment(seconds) ? { seconds, nanos: Number(fraction.padEnd(9, "0")) } : undefined;
}

function isMoment(seconds: number): boolean {
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS;
}

function isDay(day: string): boolean {
  const milliseconds = Date.parse(day);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(day);
}

/** `3.5s` */
function readDuration({ seconds, nanos }: Message): string | number {
  if (!isNanos(nanos) || Math.abs(Number(seconds)) > MAX_DURATION_SECONDS) return NaN;
  const fraction = fractionOf(Math.abs(nanos));
  const isNegative = Number(seconds) < 0 || nanos < 0;
  return `${isNegative ? "-" : ""}${String(seconds).replace("-", "")}${fraction === "" ? "" : `.${fraction}`}s`;
}

function writeDuration(value: unknown): unknown {
  const [, sign = "", seconds, fraction = ""] =
    typeof value === "string" ? (/^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value) ?? []) : [];
  if (seconds === undefined || Number(seconds) > MAX_DURATION_SECONDS) return undefined;
  const factor = sign === "-" ? -1 : 1;
  return { seconds: factor * Number(seconds), nanos: factor * Number(fraction.padEnd(9, "0")) };
}

function isNanos(nanos: unknown): nanos is number {
  return typeof nanos === "number" && Math.abs(nanos) <= 999_999_999;
}

/** None, three, six or nine digits. */
function fractionOf(nanos: number): string {
  return nanos === 0
    ? ""
    : String(nanos)
        .padStart(9, "0")
        .replace(/(?:000){1,2}$/, "");
}

function readStruct({ fields }: Message): unknown {
  return Object.fromEntries(Object.entries(fields as Message).map(([key, value]) => [key, readJson(value as Message)]));
}

function readJson(value: Message): unknown {
  if (Object.hasOwn(value, "numberValue")) return value["numberValue"];
  if (Object.hasOwn(value, "stringValue")) return value["stringValue"];
  if (Object.hasOwn(value, "boolValue")) return value["boolValue"];
  if (Object.hasOwn(value, "structValue")) return readStruct(value["structValue"] as Message);
  if (Object.hasOwn(value, "listValue")) {
    return ((value["listValue"] as Message)["values"] as Message[]).map(readJson);
  }
  return null;
}

function writeStruct(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return {
    fields: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), writeJson(inner)])),
  };
}

function writeJson(value: unknown): unknown {
  if (typeof value === "number") return { numberValue: value };
  if (typeof value === "string") return { stringValue: value.toWellFormed() };
  if (typeof value === "boolean") return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(writeJson) } };
  if (typeof value === "object" && value !== null) return { structValue: writeStruct(value) };
  return { nullValue: 0 };
}
