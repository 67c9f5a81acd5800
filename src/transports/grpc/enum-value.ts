import type protobuf from "protobufjs";
import { enumPrefixOf } from "./proto-field.ts";

/** The contract may call a value of an enum by its name, or without what all names of the enum begin with. */
export interface EnumValueName {
  readonly name: string;
  /** `IN_TRANSIT` for the `SHIPMENT_STATUS_IN_TRANSIT` of `ShipmentStatus`. */
  readonly shortName: string;
}

/** One value of an enum, by the name that was declared first. */
export interface EnumValue extends EnumValueName {
  readonly number: number;
  /** Its names, in the order of the `.proto`: several with `allow_alias`. */
  readonly names: readonly EnumValueName[];
}

class ProtoEnumValue implements EnumValue {
  readonly name: string;
  readonly shortName: string;
  readonly number: number;
  readonly names: readonly EnumValueName[];

  constructor(number: number, names: readonly [EnumValueName, ...EnumValueName[]]) {
    this.name = names[0].name;
    this.shortName = names[0].shortName;
    this.number = number;
    this.names = names;
  }
}

const known = new WeakMap<protobuf.Enum, readonly EnumValue[]>();

export function enumValuesOf(type: protobuf.Enum): readonly EnumValue[] {
  let values = known.get(type);
  if (values === undefined) {
    const prefix = enumPrefixOf(type);
    const names = new Map<number, [EnumValueName, ...EnumValueName[]]>();
    for (const [name, number] of Object.entries(type.values)) {
      const called = { name, shortName: name.startsWith(prefix) ? name.slice(prefix.length) : name };
      const others = names.get(number);
      if (others === undefined) names.set(number, [called]);
      else others.push(called);
    }
    values = [...names].map(([number, called]) => new ProtoEnumValue(number, called));
    known.set(type, values);
  }
  return values;
}

/** The value of that name, long or short. */
export function findEnumValue(type: protobuf.Enum, name: string): EnumValue | undefined {
  const values = enumValuesOf(type);
  return (
    values.find(({ names }) => names.some((called) => called.name === name)) ??
    values.find(({ names }) => names.some((called) => called.shortName === name))
  );
}

export function isEnumValue(value: unknown): value is EnumValue {
  return value instanceof ProtoEnumValue;
}
