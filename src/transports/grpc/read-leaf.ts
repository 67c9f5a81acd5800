import { isEnumType, type GraphQLEnumType } from "graphql";
import { readServiceName } from "../mapping/mapping-directives.ts";
import type { LeafReaders } from "../mapping/project-value.ts";
import { isEnumValue, type EnumValue } from "./enum-value.ts";
import { jsonOf } from "./message-json.ts";

/**
 * How a value that was read from a message becomes the one that a scalar or enum of the contract holds. What does not fit
 * stays as it is, to be refused by the check of the answer: an integer that `Int` or `Float` cannot hold, an enum's value
 * that the contract does not know.
 */
export const messageLeafReaderOf: LeafReaders = (type) => {
  if (isEnumType(type)) return enumReader(type);
  if (type.name === "ID" || type.name === "String") return readText;
  return type.name === "Int" || type.name === "Float" || type.name === "Boolean" ? (value) => value : jsonOf;
};

function readText(value: unknown): unknown {
  if (isEnumValue(value)) return value.name;
  const isInteger = typeof value === "bigint" || Number.isInteger(value);
  return isInteger ? String(value) : value;
}

function enumReader(type: GraphQLEnumType): (value: unknown) => unknown {
  const names = new Map<EnumValue, string | null>();
  return (value) => {
    if (!isEnumValue(value)) return value;
    let name = names.get(value);
    if (name === undefined) {
      // The zero of an enum, which stands for "not said" (`…_UNSPECIFIED`), is null unless the contract has it.
      name = findContractValue(type, value) ?? (value.number === 0 ? null : value.name);
      names.set(value, name);
    }
    return name;
  };
}

/** What the contract calls the value: by `@as`, by its name, or by its name without the enum's prefix. */
export function findContractValue(type: GraphQLEnumType, { names }: EnumValue): string | undefined {
  const called = new Map(type.getValues().map((value) => [readServiceName(value), value.name]));
  const found = names.find(({ name, shortName }) => called.has(name) || called.has(shortName));
  return found && (called.get(found.name) ?? called.get(found.shortName));
}
