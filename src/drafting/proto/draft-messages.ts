import type protobuf from "protobufjs";
import { enumValuesOf } from "../../transports/grpc/enum-value.ts";
import {
  enumTypeOf,
  fullNameOf,
  hasPresence,
  jsonNameOf,
  mapKeyTypeOf,
  messageTypeOf,
} from "../../transports/grpc/proto-field.ts";
import { isWrapper, wellKnownTypeOf } from "../../transports/grpc/well-known-types.ts";
import { TAKEN_TYPE_NAMES, toTypeName, toValueName, UniqueNames } from "../names.ts";
import { describe, quote } from "../print-text.ts";

type Purpose = "output" | "input";

const INTEGERS = new Set(["int32", "sint32", "sfixed32"]);
/** Larger than an `Int`, but exact in a `Float`. */
const LARGE_INTEGERS = new Set(["uint32", "fixed32"]);

/** The type of a single value that is no message and no enum; 64-bit integers are texts, to be exact. */
export function scalarOf(field: protobuf.Field): string | undefined {
  if (messageTypeOf(field) !== undefined || enumTypeOf(field) !== undefined) return undefined;
  if (field.type === "bool") return "Boolean";
  if (field.type === "double" || field.type === "float" || LARGE_INTEGERS.has(field.type)) return "Float";
  if (/(^|_)ids?$/.test(field.name) && field.type !== "bytes") return "ID";
  return INTEGERS.has(field.type) ? "Int" : "String";
}

/** Makes types of messages and enums, each message once for answers and once for what is sent. */
export class MessageDrafts {
  readonly #names = new UniqueNames(TAKEN_TYPE_NAMES);
  readonly #known = new Map<string, string | undefined>();
  readonly #definitions: string[] = [];
  readonly #scalars = new Map<string, string>();
  readonly #note: (message: string) => void;

  constructor(note: (message: string) => void) {
    this.#note = note;
  }

  /** All definitions so far. */
  print(): string {
    const scalars = [...this.#scalars].map(([name, description]) => `${describe(description)}scalar ${name}\n`);
    return [...this.#definitions, ...scalars].join("\n");
  }

  /** The type of a message as a whole; nothing where GraphQL cannot hold it. */
  messageType(type: protobuf.Type, purpose: Purpose = "output"): string | undefined {
    if (isWrapper(type)) return type.fieldsArray[0] && this.#valueType(type.fieldsArray[0], purpose);
    const wellKnown = wellKnownTypeOf(type);
    switch (wellKnown?.form) {
      case "a plain value":
        return "Boolean";
      case "JSON":
        return this.#scalar("JSON", "Any JSON.");
      case "text":
        return fullNameOf(type).endsWith(".Timestamp")
          ? this.#scalar("DateTime", "A moment in time, as RFC 3339 text.")
          : "String";
      default:
        return this.#objectType(type, purpose);
    }
  }

  /** The type of a field, `!` where it may not be null; what is sent may always be left out. */
  fieldType(field: protobuf.Field, purpose: Purpose): string | undefined {
    const key = mapKeyTypeOf(field);
    const value = key === undefined ? this.#valueType(field, purpose) : this.#entryType(field, key, purpose);
    if (value === undefined) return undefined;
    if (key !== undefined) return `[${value}!]`;
    return field.repeated ? `[${value}${mayBeNull(field, purpose) ? "" : "!"}]` : value;
  }

  #valueType(field: protobuf.Field, purpose: Purpose): string | undefined {
    const message = messageTypeOf(field);
    if (message !== undefined) return this.messageType(message, purpose);
    const enumType = enumTypeOf(field);
    return enumType === undefined ? scalarOf(field) : this.#enumType(enumType);
  }

  #objectType(type: protobuf.Type, purpose: Purpose): string | undefined {
    const identity = `${purpose} ${fullNameOf(type)}`;
    if (this.#known.has(identity)) return this.#known.get(identity);
    if (fullNameOf(type) === "google.protobuf.Any" || type.fieldsArray.length === 0) {
      this.#note(
        `${fullNameOf(type)} is left out: ${type.fieldsArray.length === 0 ? "it has no fields" : "it may hold any message"}.`,
      );
      this.#known.set(identity, undefined);
      return undefined;
    }
    const name = this.#names.take(`${toTypeName(type.name)}${purpose === "input" ? "Input" : ""}`);
    this.#known.set(identity, name);
    const fields = type.fieldsArray.flatMap((field) => {
      const drafted = this.fieldType(field, purpose);
      if (drafted === undefined) return [];
      const isList = field.repeated || mapKeyTypeOf(field) !== undefined;
      const isThere = purpose === "output" && !hasPresence(field) && (isList || !mayBeNull(field, purpose));
      const bang = isThere || field.required ? "!" : "";
      return [`${describe(field.comment ?? undefined)}${jsonNameOf(field)}: ${drafted}${bang}`];
    });
    if (fields.length === 0) {
      this.#note(
        `${fullNameOf(type)} has no field that GraphQL could hold: add one by hand, or take away what uses it.`,
      );
      fields.push("nothing: Boolean");
    }
    const kind = purpose === "input" ? "input" : "type";
    this.#definitions.push(`${describe(type.comment ?? undefined)}${kind} ${name} {\n${fields.join("\n")}\n}\n`);
    return name;
  }

  #entryType(field: protobuf.Field, keyType: string, purpose: Purpose): string | undefined {
    const value = this.#valueType(field, purpose);
    if (value === undefined) return undefined;
    const identity = `${purpose} ${fullNameOf(field)}`;
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const name = this.#names.take(
      `${toTypeName(field.parent?.name ?? "")}${toTypeName(jsonNameOf(field))}Entry${purpose === "input" ? "Input" : ""}`,
    );
    const key =
      keyType === "bool" ? "Boolean" : INTEGERS.has(keyType) ? "Int" : LARGE_INTEGERS.has(keyType) ? "Float" : "String";
    this.#known.set(identity, name);
    const bang = mayBeNull(field, purpose) ? "" : "!";
    this.#definitions.push(
      `${purpose === "input" ? "input" : "type"} ${name} {\nkey: ${key}!\nvalue: ${value}${bang}\n}\n`,
    );
    return name;
  }

  #enumType(type: protobuf.Enum): string {
    const known = this.#known.get(fullNameOf(type));
    if (known !== undefined) return known;
    const name = this.#names.take(toTypeName(type.name));
    this.#known.set(fullNameOf(type), name);
    const values = enumValuesOf(type)
      .filter((value) => !isUnspecified(value))
      .map((value) => {
        const drafted = toValueName(value.shortName);
        const renamed = drafted === value.shortName ? "" : ` @as(name: ${quote(value.name)})`;
        return `${describe(type.comments[value.name] ?? undefined)}${drafted}${renamed}`;
      });
    this.#definitions.push(`${describe(type.comment ?? undefined)}enum ${name} {\n${values.join("\n")}\n}\n`);
    return name;
  }

  #scalar(name: string, description: string): string {
    this.#scalars.set(name, description);
    return name;
  }
}

/** Whether each value, though it is there, may be read as null: the zero of an enum that says nothing. */
function mayBeNull(field: protobuf.Field, purpose: Purpose): boolean {
  const type = enumTypeOf(field);
  return purpose === "output" && type !== undefined && enumValuesOf(type).some(isUnspecified);
}

function isUnspecified({ number, name }: { number: number; name: string }): boolean {
  return number === 0 && /(^|_)(UNSPECIFIED|UNKNOWN|UNDEFINED)$/.test(name);
}
