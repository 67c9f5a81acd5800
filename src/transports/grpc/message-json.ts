import type protobuf from "protobufjs";
import { enumValuesOf, isEnumValue } from "./enum-value.ts";
import { enumTypeOf, fullNameOf, hasPresence, mapKeyTypeOf, jsonNameOf, messageTypeOf } from "./proto-field.ts";
import { MapValue, MessageValue, sourceOf } from "./read-message.ts";
import { mapKeyReaderOf, scalarReaderOf } from "./read-scalar.ts";
import { isWrapper, wellKnownTypeOf } from "./well-known-types.ts";

/**
 * A value that was read from a message, in proto3's JSON form (https://protobuf.dev/programming-guides/json/), with two
 * differences that JavaScript's own JSON suggests: fields without presence are always there, and a 64-bit integer is a
 * number as long as JSON holds it exactly, else text.
 */
export function jsonOf(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (isEnumValue(value)) return value.name;
  if (value instanceof MapValue) {
    return Object.fromEntries(value.map(({ key, value: inner }) => [String(key), jsonOf(inner)]));
  }
  if (Array.isArray(value)) return value.map(jsonOf);
  if (!(value instanceof MessageValue)) return value;
  const message = sourceOf(value);
  return message === undefined ? null : messageJson(message, message.$type);
}

type Raw = Readonly<Record<string, unknown>>;

function messageJson(message: protobuf.Message, type: protobuf.Type): unknown {
  const raw = message as unknown as Raw;
  const wellKnown = wellKnownTypeOf(type);
  if (wellKnown !== undefined) {
    const [inner] = isWrapper(type) ? type.fieldsArray : [];
    return inner === undefined ? wellKnown.read(raw) : valueJson(wellKnown.read(raw), inner);
  }
  return Object.fromEntries(
    type.fieldsArray
      .filter((field) => !hasPresence(field) || Object.hasOwn(raw, field.name))
      .map((field) => [jsonNameOf(field), fieldJson(raw[field.name], field)]),
  );
}

function fieldJson(value: unknown, field: protobuf.Field): unknown {
  const keyType = mapKeyTypeOf(field);
  if (keyType !== undefined) {
    const readKey = mapKeyReaderOf(keyType);
    return Object.fromEntries(
      Object.entries(value as Raw).map(([key, inner]) => [String(readKey(key)), valueJson(inner, field)]),
    );
  }
  return field.repeated ? (value as unknown[]).map((inner) => valueJson(inner, field)) : valueJson(value, field);
}

function valueJson(value: unknown, field: protobuf.Field): unknown {
  const message = messageTypeOf(field);
  if (message !== undefined) return messageJson(value as protobuf.Message, message);
  const enumType = enumTypeOf(field);
  if (enumType === undefined) return jsonOf(scalarReaderOf(field.type)(value));
  if (fullNameOf(enumType) === "google.protobuf.NullValue") return null;
  return enumValuesOf(enumType).find(({ number }) => number === value)?.name ?? value;
}
