/** What a field of a message is, as protobuf.js's reflection has it. */
import protobuf from "protobufjs";

const { Enum, MapField, Type } = protobuf;

/** Whether a field that is absent can be told from one that holds its type's zero. */
export function hasPresence(field: protobuf.Field): boolean {
  return field.resolvedType instanceof Type ? !field.repeated && !field.map : field.hasPresence;
}

export function messageTypeOf(field: protobuf.Field): protobuf.Type | undefined {
  return field.resolvedType instanceof Type ? field.resolvedType : undefined;
}

export function enumTypeOf(field: protobuf.Field): protobuf.Enum | undefined {
  return field.resolvedType instanceof Enum ? field.resolvedType : undefined;
}

/** The type of a map's keys; none where the field is no map. */
export function mapKeyTypeOf(field: protobuf.Field): string | undefined {
  return (field as protobuf.FieldBase) instanceof MapField
    ? (field as protobuf.FieldBase as protobuf.MapField).keyType
    : undefined;
}

/** `.google.protobuf.Timestamp` as `google.protobuf.Timestamp`. */
export function fullNameOf({ fullName }: protobuf.ReflectionObject): string {
  return fullName.replace(/^\./, "");
}

/** A field's name in proto3's JSON form: `tracking_number` as `trackingNumber`. */
export function jsonNameOf(field: Pick<protobuf.Field, "name" | "options">): string {
  const given: unknown = field.options?.["json_name"];
  return typeof given === "string" ? given : camelCase(field.name);
}

/** The field of a message under its own name, or that of its JSON form. */
export function fieldOf(type: protobuf.Type, name: string): protobuf.Field | undefined {
  if (Object.hasOwn(type.fields, name)) return type.fields[name];
  return type.fieldsArray.find((field) => jsonNameOf(field) === name);
}

/** The choices of `oneof`; a field that is merely `optional` is one to protobuf.js, too. */
export function oneofsOf(type: protobuf.Type): readonly protobuf.OneOf[] {
  return type.oneofsArray.filter((oneof) => !oneof.isProto3Optional);
}

/** What the values of an enum begin with by convention: `SHIPMENT_STATUS_` those of `ShipmentStatus`. */
export function enumPrefixOf({ name }: protobuf.Enum): string {
  return `${name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toUpperCase()}_`;
}

/** As protoc does it: https://protobuf.dev/programming-guides/json/ */
export function camelCase(name: string): string {
  return name.replaceAll(/_+(.)/g, (_all, letter: string) => letter.toUpperCase());
}

/** And back. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
