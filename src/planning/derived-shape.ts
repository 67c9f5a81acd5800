import { getNamedType, isLeafType, isObjectType, type FieldNode, type GraphQLNamedType } from "graphql";
import { collectFields } from "./collect-fields.ts";
import type { PlanDraft } from "./draft.ts";
import { typenameShape } from "./leaf-shapes.ts";
import { PlanRefused, type FieldShape, type ValueShape } from "./plan.ts";

/** The shape of what a derived field's function gives, an object of the gateway's own: its fields are properties. */
export function derivedShape(draft: PlanDraft, type: GraphQLNamedType, nodes: readonly FieldNode[]): ValueShape {
  if (isLeafType(type)) return { kind: "leaf", leaf: type };
  if (!isObjectType(type)) throw new PlanRefused("unsupported", `${type.name} is derived, and one of several types.`);
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const fields = [...collectFields(draft.schema, type, selectionSets)].map(([key, inner]): FieldShape => {
    draft.countFields();
    const name = inner[0]?.name.value ?? "";
    if (name === "__typename") return typenameShape(key, type);
    const field = type.getFields()[name];
    if (field === undefined) throw new PlanRefused("unsupported", `${type.name} has no field ${name}.`);
    return {
      key,
      coordinate: `${type.name}.${name}`,
      service: undefined,
      link: undefined,
      from: name,
      type: field.type,
      promised: undefined,
      value: derivedShape(draft, getNamedType(field.type), inner),
      isJoinedList: false,
    };
  });
  const shape = { type: type.name, fields, witness: undefined, identities: [] };
  return { kind: "objects", shapes: new Map([[type.name, shape]]), typenameKey: undefined };
}
