import type { MergedTypeInfo, StitchingInfo, Subschema } from "@graphql-tools/delegate";
import { Kind, type GraphQLSchema, type SelectionNode, type SelectionSetNode } from "graphql";

/**
 * Has the stitching library ask no service twice for a field of an object. It divides a service whose types have several lookups
 * into parts, one for each, that all have the service's whole schema. What is not there of a field's own objects it then asks of
 * the other parts, too: in vain, and where one of them fails, the field would have two answers.
 */
export function askOnce(stitched: GraphQLSchema): void {
  const { mergedTypes } = stitched.extensions["stitchingInfo"] as StitchingInfo;
  for (const type of Object.values<MergedTypeInfo>(mergedTypes)) {
    const plan = type.nonMemoizedDelegationPlanBuilder;
    type.nonMemoizedDelegationPlanBuilder = (schema, source, ...given) => {
      const stages = plan(schema, source, ...given);
      for (const stage of stages) leaveOutRepeated(stage, source, type.typeName);
      return stages;
    };
  }
}

/**
 * In place: the library knows a plan, and what is left over of it, by its identity. What a service computes it is asked again:
 * before, nothing was handed over to compute it from.
 */
function leaveOutRepeated(stage: Map<Subschema, SelectionSetNode>, source: Subschema, typeName: string): void {
  const asked = new Map<Subschema, SelectionSetNode>();
  for (const [part, { selections, ...selectionSet }] of stage) {
    const known = new Set([...asked].flatMap(([other, { selections: given }]) => (isAlike(other, part) ? given : [])));
    const isGiven = (selection: SelectionNode) => isAlike(source, part) && !isComputed(selection, typeName, part);
    const others = selections.filter((selection) => !known.has(selection) && !isGiven(selection));
    if (others.length > 0) asked.set(part, { ...selectionSet, selections: others });
  }
  stage.clear();
  for (const [part, selectionSet] of asked) stage.set(part, selectionSet);
}

function isComputed(selection: SelectionNode, typeName: string, { merge = {} }: Subschema): boolean {
  return selection.kind === Kind.FIELD && merge[typeName]?.fields?.[selection.name.value]?.computed === true;
}

/** Whether both are of one service, and know the same: computed fields are a part of their own, too. */
function isAlike(one: Subschema, other: Subschema): boolean {
  return (
    one.schema === other.schema &&
    one.transforms.length === other.transforms.length &&
    one.transforms.every((transform, index) => transform === other.transforms[index])
  );
}
