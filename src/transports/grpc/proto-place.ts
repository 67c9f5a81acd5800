import type protobuf from "protobufjs";
import type { ValuePath } from "../mapping/value-path.ts";
import { enumTypeOf, fieldOf, fullNameOf, mapKeyTypeOf, jsonNameOf, messageTypeOf, oneofsOf } from "./proto-field.ts";
import { wellKnownTypeOf } from "./well-known-types.ts";

/** What stands somewhere in a message, by its type. */
export type ProtoPlace =
  | { readonly kind: "message"; readonly type: protobuf.Type }
  | { readonly kind: "enum"; readonly type: protobuf.Enum }
  | { readonly kind: "scalar"; readonly type: string }
  | { readonly kind: "oneof"; readonly oneof: protobuf.OneOf }
  | { readonly kind: "list"; readonly item: ProtoPlace }
  | { readonly kind: "map"; readonly field: protobuf.Field };

/** What a field holds. */
export function placeOf(field: protobuf.Field): ProtoPlace {
  if (mapKeyTypeOf(field) !== undefined) return { kind: "map", field };
  return field.repeated ? { kind: "list", item: valuePlaceOf(field) } : valuePlaceOf(field);
}

/** What one value of a field holds, where it has many. */
export function valuePlaceOf(field: protobuf.Field): ProtoPlace {
  const message = messageTypeOf(field);
  if (message !== undefined) return { kind: "message", type: message };
  const enumType = enumTypeOf(field);
  return enumType === undefined ? { kind: "scalar", type: field.type } : { kind: "enum", type: enumType };
}

/** What stands at the end of a path; or, as text, why nothing does. */
export function followPath(start: ProtoPlace, path: ValuePath): ProtoPlace | string {
  let place = start;
  for (const [index, step] of path.entries()) {
    if (step.kind === "items" || /^\d+$/.test(step.name)) {
      if (place.kind !== "list") return `${describePlace(place)} is no list`;
      if (step.kind === "property") {
        place = place.item;
        continue;
      }
      const inner = followPath(place.item, path.slice(index + 1));
      return typeof inner === "string" ? inner : { kind: "list", item: inner };
    }
    const next = childOf(place, step.name);
    if (typeof next === "string") return next;
    place = next;
  }
  return place;
}

function childOf(place: ProtoPlace, name: string): ProtoPlace | string {
  if (place.kind !== "message") return `${describePlace(place)} has no field ${name}`;
  if (wellKnownTypeOf(place.type) !== undefined) return `${describePlace(place)} is read as a single value`;
  const field = fieldOf(place.type, name);
  if (field !== undefined) return placeOf(field);
  const oneof = oneofsOf(place.type).find((candidate) => [candidate.name, jsonNameOf(candidate)].includes(name));
  if (oneof !== undefined) return { kind: "oneof", oneof };
  return `${fullNameOf(place.type)} has no field ${name} (it has ${place.type.fieldsArray.map((known) => known.name).join(", ") || "none"})`;
}

/** For people: `a list of store.shipping.v1.Shipment`. */
export function describePlace(place: ProtoPlace): string {
  switch (place.kind) {
    case "message":
    case "enum":
      return fullNameOf(place.type);
    case "scalar":
      return place.type;
    case "oneof":
      return `the oneof ${fullNameOf(place.oneof)}`;
    case "list":
      return `a list of ${describePlace(place.item)}`;
    default:
      return `the map ${fullNameOf(place.field)}`;
  }
}
