/** The shapes of what has nothing below it, and the object type of what has. */
import {
  GraphQLNonNull,
  GraphQLString,
  isLeafType,
  isObjectType,
  type GraphQLLeafType,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from "graphql";
import type { PlanDraft } from "./draft.ts";
import { PlanRefused, type FieldShape, type ValueShape } from "./plan.ts";

const TYPENAME = new GraphQLNonNull(GraphQLString);

export function typenameShape(key: string, type: GraphQLObjectType): FieldShape {
  return {
    key,
    coordinate: `${type.name}.__typename`,
    service: undefined,
    link: undefined,
    from: "__typename",
    type: TYPENAME,
    promised: undefined,
    value: { kind: "typename" },
    isJoinedList: false,
  };
}

export function leafShape(type: GraphQLNamedType): ValueShape {
  return { kind: "leaf", leaf: leafType(type) };
}

/** Throws `PlanRefused` for a type that is no leaf. */
export function leafType(type: GraphQLNamedType): GraphQLLeafType {
  if (!isLeafType(type)) throw new PlanRefused("unsupported", `${type.name} is no leaf.`);
  return type;
}

/** Throws `PlanRefused` where the graph has no object type of that name. */
export function objectType(draft: PlanDraft, name: string): GraphQLObjectType {
  const type = draft.schema.getType(name);
  if (!isObjectType(type)) throw new PlanRefused("unsupported", `${name} is no object type of the graph.`);
  return type;
}
