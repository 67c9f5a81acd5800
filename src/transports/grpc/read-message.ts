import type protobuf from "protobufjs";
import { enumValuesOf } from "./enum-value.ts";
import { enumTypeOf, hasPresence, mapKeyTypeOf, jsonNameOf, messageTypeOf, oneofsOf } from "./proto-field.ts";
import { mapKeyReaderOf, scalarReaderOf } from "./read-scalar.ts";
import { isWrapper, wellKnownTypeOf } from "./well-known-types.ts";

/** A message with the fields that the contract speaks of, under the names that it calls them by. */
export class MessageValue {
  [field: string]: unknown;

  constructor(message: protobuf.Message, type: string) {
    this["__typename"] = type;
    sources.set(this, message);
  }
}

/** A map, as a list of its entries by the order of their keys. */
export class MapValue extends Array<{ readonly key: unknown; readonly value: unknown }> {}

/** Makes a raw value of a field, which is present, a plain one. */
type ValueReader = (value: unknown) => unknown;

const sources = new WeakMap<MessageValue, protobuf.Message>();

/** The message that a value was read from. */
export function sourceOf(value: MessageValue): protobuf.Message | undefined {
  return sources.get(value);
}

/**
 * Reads messages as plain values, by their types: what is absent is null (proto3's presence), lists and maps are empty,
 * and fields without presence hold the zero of their type. A `oneof` is a field, too, whose value is that of the choice
 * that was made.
 */
export function createMessageReader(isSpokenOf: (name: string) => boolean) {
  const readers = new Map<protobuf.Type, ValueReader>();

  function readerOf(type: protobuf.Type): ValueReader {
    const wellKnown = wellKnownTypeOf(type);
    if (wellKnown !== undefined) {
      const [value] = isWrapper(type) ? type.fieldsArray : [];
      const readInner = value === undefined ? undefined : valueReaderOf(value);
      const read = wellKnown.read as ValueReader;
      return readInner === undefined ? read : (message) => readInner(read(message));
    }
    const known = readers.get(type);
    if (known !== undefined) return known;
    // Compiled when it is first needed: a message may hold itself.
    let fields: readonly CompiledField[] | undefined;
    const reader: ValueReader = (message) => {
      fields ??= compile(type);
      const value = new MessageValue(message as protobuf.Message, type.name);
      for (const { names, read } of fields) {
        const inner = read(message as Readonly<Record<string, unknown>>);
        for (const name of names) value[name] = inner;
      }
      return value;
    };
    readers.set(type, reader);
    return reader;
  }

  interface CompiledField {
    readonly names: readonly string[];
    readonly read: (message: Readonly<Record<string, unknown>>) => unknown;
  }

  function compile(type: protobuf.Type): readonly CompiledField[] {
    const fields = type.fieldsArray.map((field): CompiledField => {
      const read = fieldReaderOf(field);
      const { name } = field;
      const names = [...new Set([name, jsonNameOf(field)])].filter(isSpokenOf);
      return {
        names,
        read: hasPresence(field) ? (message) => read(own(message, name)) : (message) => read(message[name]),
      };
    });
    const choices = oneofsOf(type).map((oneof): CompiledField => {
      const members = oneof.fieldsArray.map((field) => ({ name: field.name, read: fieldReaderOf(field) }));
      return {
        names: [...new Set([oneof.name, jsonNameOf(oneof)])].filter(isSpokenOf),
        read: (message) => {
          const chosen = members.find(({ name }) => Object.hasOwn(message, name));
          return chosen === undefined ? null : chosen.read(message[chosen.name]);
        },
      };
    });
    return [...fields, ...choices].filter(({ names }) => names.length > 0);
  }

  function fieldReaderOf(field: protobuf.Field): ValueReader {
    const read = valueReaderOf(field);
    const keyType = mapKeyTypeOf(field);
    if (keyType !== undefined) return mapReader(mapKeyReaderOf(keyType), read);
    if (field.repeated) return (list) => (list as readonly unknown[]).map(read);
    return (value) => (value === null || value === undefined ? null : read(value));
  }

  function valueReaderOf(field: protobuf.Field): ValueReader {
    const message = messageTypeOf(field);
    if (message !== undefined) return readerOf(message);
    const enumType = enumTypeOf(field);
    if (enumType === undefined) return scalarReaderOf(field.type);
    const values = new Map(enumValuesOf(enumType).map((value) => [value.number, value]));
    // A number that the enum does not know is nothing that a contract could name.
    return (number) => values.get(number as number) ?? number;
  }

  return { readerOf, fieldReaderOf };
}

function own(message: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(message, name) ? message[name] : null;
}

function mapReader(readKey: (key: string) => unknown, readValue: ValueReader): ValueReader {
  return (map) => {
    const entries = Object.entries(map as Readonly<Record<string, unknown>>).map(([key, value]) => ({
      key: readKey(key),
      value: readValue(value),
    }));
    return MapValue.from(entries.toSorted(byKey));
  };
}

/** A map has no order on the wire: it is given one. */
function byKey({ key: one }: { key: unknown }, { key: other }: { key: unknown }): number {
  return (one as string) < (other as string) ? -1 : Number((one as string) > (other as string));
}
