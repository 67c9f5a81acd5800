import type protobuf from "protobufjs";
import { findEnumValue } from "./enum-value.ts";
import { enumTypeOf, fieldOf, fullNameOf, mapKeyTypeOf, messageTypeOf } from "./proto-field.ts";
import { isWrapper, wellKnownTypeOf } from "./well-known-types.ts";

/** A value that a message's field cannot hold. */
export class ValueProblem extends Error {
  override readonly name = "ValueProblem";
}

/**
 * Makes a plain value what protobuf.js encodes as the field. Null is absent: `undefined`. Throws a `ValueProblem` where the
 * value is none of the field's type, so that nothing is cut off, rounded or dropped.
 */
export function writeField(value: unknown, field: protobuf.Field): unknown {
  if (value === null || value === undefined) return undefined;
  if (mapKeyTypeOf(field) !== undefined) return writeMap(value, field);
  if (!field.repeated) return writeValue(value, field);
  if (!Array.isArray(value)) throw misfit(value, field, "a list");
  return value.map((item: unknown) => {
    if (item === null) throw misfit(null, field, "a list without nulls");
    return writeValue(item, field);
  });
}

/** The same for a whole message. */
export function writeMessage(value: unknown, type: protobuf.Type): unknown {
  const wellKnown = wellKnownTypeOf(type);
  if (wellKnown !== undefined) {
    const [inner] = isWrapper(type) ? type.fieldsArray : [];
    const written = wellKnown.write(inner === undefined ? value : writeValue(value, inner));
    if (written === undefined) throw new ValueProblem(`${shown(value)} is no ${fullNameOf(type)}.`);
    return written;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ValueProblem(`${shown(value)} is no ${fullNameOf(type)}.`);
  }
  const message: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const field = fieldOf(type, name);
    if (field === undefined) throw new ValueProblem(`${fullNameOf(type)} has no field ${name}.`);
    const written = writeField(inner, field);
    if (written !== undefined) message[field.name] = written;
  }
  assertWhole(message, type);
  return message;
}

/** Throws a `ValueProblem` where a message holds two choices of one `oneof`, or not what proto2 requires. */
export function assertWhole(message: Readonly<Record<string, unknown>>, type: protobuf.Type): void {
  const isThere = ({ name }: protobuf.Field) => Object.hasOwn(message, name);
  for (const { fieldsArray } of type.oneofsArray) {
    const [one, other] = fieldsArray.filter(isThere);
    if (other !== undefined) {
      throw new ValueProblem(`${fullNameOf(type)} holds only one of ${one?.name} and ${other.name}.`);
    }
  }
  const missing = type.fieldsArray.find((field) => field.required && !isThere(field));
  if (missing !== undefined) throw new ValueProblem(`${fullNameOf(missing)} is required.`);
}

/** A map is given as an object, or as a list of its entries. */
function writeMap(value: unknown, field: protobuf.Field): unknown {
  if (typeof value !== "object" || value === null) throw misfit(value, field, "a map");
  const entries = Array.isArray(value)
    ? value.map((entry: { key: unknown; value: unknown }) => [String(entry.key), entry.value] as const)
    : Object.entries(value);
  const map = new Map<string, unknown>();
  for (const [given, inner] of entries) {
    if (inner === null || inner === undefined) throw misfit(null, field, "a map without nulls");
    const key = writeKey(given, field);
    if (map.has(key)) throw misfit(given, field, "a map with each key once");
    map.set(key, writeValue(inner, field));
  }
  return Object.fromEntries(map);
}

function writeKey(key: string, field: protobuf.Field): string {
  const type = mapKeyTypeOf(field) ?? "string";
  const integer = INTEGERS[type];
  if (integer !== undefined) return String(writeInteger(key, field, integer));
  if (type !== "bool" && !key.isWellFormed()) throw misfit(key, field, "text in Unicode as a key");
  if (type !== "bool") return key;
  if (key !== "true" && key !== "false") throw misfit(key, field, "true or false as a key");
  // protobuf.js takes the text of a key for its truth.
  return key === "true" ? key : "";
}

function writeValue(value: unknown, field: protobuf.Field): unknown {
  const message = messageTypeOf(field);
  if (message !== undefined) return writeMessage(value, message);
  const enumType = enumTypeOf(field);
  if (enumType !== undefined) {
    const found = typeof value === "string" ? findEnumValue(enumType, value) : undefined;
    if (found === undefined) throw misfit(value, field, `a value of ${enumType.name}`);
    return found.number;
  }
  return writeScalar(value, field);
}

interface Integer {
  readonly bits: number;
  readonly signed: boolean;
}

const INTEGERS: Readonly<Record<string, Integer>> = {
  int32: { bits: 32, signed: true },
  sint32: { bits: 32, signed: true },
  sfixed32: { bits: 32, signed: true },
  uint32: { bits: 32, signed: false },
  fixed32: { bits: 32, signed: false },
  int64: { bits: 64, signed: true },
  sint64: { bits: 64, signed: true },
  sfixed64: { bits: 64, signed: true },
  uint64: { bits: 64, signed: false },
  fixed64: { bits: 64, signed: false },
};

/** In either alphabet, padded or not; of a single letter at the end no byte could be made. */
const BASE64 = /^(?:[A-Za-z\d+/_-]{4})*(?:[A-Za-z\d+/_-]{2,3}={0,2})?$/;

function writeScalar(value: unknown, field: protobuf.Field): unknown {
  const integer = INTEGERS[field.type];
  if (integer !== undefined) return writeInteger(value, field, integer);
  switch (field.type) {
    case "bool":
      if (typeof value === "boolean") return value;
      throw misfit(value, field, "true or false");
    case "string":
      if (typeof value === "number") return String(value);
      // Half a surrogate pair has no UTF-8: services may refuse the whole message.
      if (typeof value === "string" && value.isWellFormed()) return value;
      throw misfit(value, field, "text in Unicode");
    case "bytes":
      if (typeof value === "string" && BASE64.test(value)) return Buffer.from(value, "base64");
      throw misfit(value, field, "Base64");
    case "float":
      if (typeof value === "number" && Number.isFinite(Math.fround(value))) return value;
      throw misfit(value, field, "a number of 32 bits");
    default:
      if (typeof value === "number") return value;
      throw misfit(value, field, "a number");
  }
}

/** Ids are texts in GraphQL, but often numbers in a message. */
function writeInteger(value: unknown, field: protobuf.Field, { bits, signed }: Integer): unknown {
  const isWhole =
    (typeof value === "number" && Number.isSafeInteger(value)) ||
    (typeof value === "string" && /^-?\d{1,20}$/.test(value)) ||
    typeof value === "bigint";
  if (!isWhole) throw misfit(value, field, "a whole number");
  const integer = BigInt(value);
  if ((signed ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)) !== integer) {
    throw misfit(value, field, `a whole number of ${bits} bits`);
  }
  return bits === 32 ? Number(integer) : integer.toString();
}

function misfit(value: unknown, field: protobuf.Field, wanted: string): ValueProblem {
  return new ValueProblem(`${fullNameOf(field)} takes ${wanted}, not ${shown(value)}.`);
}

function shown(value: unknown): string {
  return typeof value === "bigint" ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? typeof value);
}
