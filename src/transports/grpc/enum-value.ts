import type protobuf from "protobufjs";
import { enumPrefixOf } from "./proto-field.ts";

/** One value of an enum: the contract may call it by its name, or without what all names of the enum begin with. */
export interface EnumValue {
  readonly name: string;
  /** `IN_TRANSIT` for the `SHIPMENT_STATUS_IN_TRANSIT` of `ShipmentStatus`. */
  readonly shortName: string;
  readonly number: number;
}

class ProtoEnumValue implements EnumValue {
  readonly name: string;
  readonly shortName: string;
  readonly number: number;

  constructor(name: string, shortName: string, number: number) {
    this.name = name;
    this.shortName = shortName;
    this.number = number;
  }
}

const known = new WeakMap<protobuf.Enum, readonly EnumValue[]>();

export function enumValuesOf(type: protobuf.Enum): readonly EnumValue[] {
  let values = known.get(type);
  if (values === undefined) {
    const prefix = enumPrefixOf(type);
    values = Object.entries(type.values).map(
      ([name, number]) => new ProtoEnumValue(name, name.startsWith(prefix) ? name.slice(prefix.length) : name, number),
    );
    known.set(type, values);
  }
  return values;
}

/** The value of that name, long or short. */
export function findEnumValue(type: protobuf.Enum, name: string): EnumValue | undefined {
  const values = enumValuesOf(type);
  return values.find((value) => value.name === name) ?? values.find((value) => value.shortName === name);
}

export function isEnumValue(value: unknown): value is EnumValue {
  return value instanceof ProtoEnumValue;
}
